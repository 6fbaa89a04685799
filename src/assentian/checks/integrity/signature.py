"""Holds a folder of a model or of data against its signed manifest: signature, every file, and the approved digest."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, written
from assentian.checks.inputs import Inputs
from assentian.checks.integrity import oms
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import DataFile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey


def signature_faults(found: Sequence[str]) -> float:
    """Reasons why the signature does not hold: DSSE over an in-toto statement, ECDSA, by a key of the trust list.

    Source: OpenSSF Model Signing v1.0. Unit: faults. Does not show: whether whoever holds the key looked at what was
    signed, or whether the key was stolen.
    """
    return float(len(found))


def missing_files(found: Sequence[str]) -> float:
    """Files that the signed manifest names and the folder does not hold. Unit: files.

    Does not show: files that were already missing when it was signed.
    """
    return float(len(found))


def extra_files(found: Sequence[str]) -> float:
    """Files in the folder that the signed manifest does not name; a renamed file says from what. Unit: files.

    Does not show: what lies below the paths that the signature leaves out (.git and the like).
    """
    return float(len(found))


def changed_files(found: Sequence[str]) -> float:
    """Files whose SHA-256 is not the signed one. Unit: files. Does not show: what changed in them."""
    return float(len(found))


def approval_faults(found: Sequence[str]) -> float:
    """1 where the folder's digest is not the approved one that the suite names, else 0. Unit: faults.

    Does not show: anything where the suite names no approved digest.
    """
    return float(len(found))


MEASURES = measures(signature_faults, missing_files, extra_files, changed_files, approval_faults)


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, root, signed, faults}`; DataError where the folder, the signature or the trust list cannot be read."""
    place = check.parameters
    trusted = _trusted(place["trust"], inputs)
    signature = inputs.file(place["signature"], record=True)
    folder = suite.folder / place["path"]
    faults: dict[str, list[str] | None] = dict.fromkeys(MEASURES)
    manifest = None
    try:
        manifest = oms.open_signature(signature.read_bytes(), trusted)
        faults["signature_faults"] = []
    except oms.SigningError as error:
        faults["signature_faults"] = [written(f"{place['signature']} {error}")]
    here = _read(folder, manifest, signature)
    inputs.note(DataFile(name=written(place["path"]), digest=here.root))
    if manifest:
        faults |= _differences(manifest, here)
    approved = place.get("approved", "").removeprefix("sha256:")
    differs = bool(approved) and approved != here.root
    faults["approval_faults"] = [f"the folder's digest is sha256:{here.root}"] if differs else []
    return {
        "rows": len(here.files),
        "root": here.root,
        "signed": manifest.root if manifest else "",
        "faults": faults,
    }


def _trusted(path: str, inputs: Inputs) -> "tuple[EllipticCurvePublicKey, ...]":
    try:
        return oms.load_trusted_keys(inputs.file(path, record=True).read_bytes())
    except oms.SigningError as error:
        raise DataError(str(error), file=path) from error


def _read(folder: Path, manifest: oms.Manifest | None, signature: Path) -> oms.Manifest:
    """The folder as it is, without its own signature where that lies within."""
    ignored = list(manifest.ignored if manifest else oms.GIT_PATHS)
    if signature.resolve().is_relative_to(folder.resolve()):
        ignored.append(signature.resolve().relative_to(folder.resolve()).as_posix())
    try:
        return oms.read_folder(folder, ignored)
    except oms.SigningError as error:
        raise DataError(str(error), file=written(str(folder))) from error


def _differences(signed: oms.Manifest, here: oms.Manifest) -> dict[str, list[str] | None]:
    missing = sorted(signed.files.keys() - here.files.keys())
    once = {signed.files[name]: name for name in missing}
    extra = sorted(here.files.keys() - signed.files.keys())
    return {
        "missing_files": [written(name) for name in missing],
        "extra_files": [
            written(f"{name} (renamed from {once[here.files[name]]})" if here.files[name] in once else name)
            for name in extra
        ],
        "changed_files": [
            written(name)
            for name in sorted(signed.files.keys() & here.files.keys())
            if signed.files[name] != here.files[name]
        ],
    }


MODEL = Kind(
    name="model-signature",
    title="Model folder equals its signed manifest and the approved digest",
    speaks_for={
        "iso42001:A.6.2.5": "Shows that what is deployed is, byte for byte, what was signed and approved for release.",
        "iso42001:A.10.3": "Shows that a supplier's model was signed by a key that the organisation trusts.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
DATA = Kind(
    name="data-signature",
    title="Data folder equals its signed manifest",
    speaks_for={
        "iso42001:A.7.5": "Shows that the data is still, byte for byte, what its provenance was recorded for.",
        "iso42001:A.4.3": "Ties the record of a data resource to the files that it is about.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
