"""An evaluation set was sealed before training began, is still the same, and the results are about it.

A seal (`assentian seal FILE`) tells who committed to which bytes, and when; the moment at which training began is what
the suite says, so that it stands in the signed declaration.
Does not: keep anybody from looking at the set before it was sealed, or from training on it (`train-test-leakage`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.records import seal
from assentian.checks.spec import CheckSpec, Suite

MOST_BYTES = 50_000_000


def unsealed(found: Sequence[str]) -> float:
    """Files of the evaluation set over whose bytes, as they are now, no trusted key has sealed. Unit: files.

    Source: DSSE, in-toto Statement v1. Does not show: whether a file was taken away.
    """
    return float(len(found))


def sealed_late(found: Sequence[str]) -> float:
    """Files whose earliest seal is not from before training began. Unit: files.

    Does not show: whether the time that the signer wrote is true; a seal in the ledger has a time of its own.
    """
    return float(len(found))


def unbound_results(found: Sequence[str]) -> float:
    """Files of results that do not name the SHA-256 of every file of the evaluation set. Unit: files.

    Does not show: whether the results were really reached on that set; a check run on it does.
    """
    return float(len(found))


MEASURES = measures(unsealed, sealed_late, unbound_results)


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, began, seals: [[by, when]], bad: [what], faults}`; rows are the files of the evaluation set."""
    parameters = check.parameters
    began = _moment(check, suite)
    files = held(parameters["path"], inputs, record=False)
    trust = seal.trusted(inputs, parameters["trust"])
    good: dict[str, datetime] = {}
    told, bad = [], []
    for path in inputs.each(parameters["seals"], record=True):
        try:
            found = seal.read(path, trust)
        except seal.SealError as error:
            bad.append(f"{path.name}: {error}")
            continue
        told.append([found.by, found.sealed.isoformat()])
        for digest in found.digests:
            good[digest] = min(good.get(digest, found.sealed), found.sealed)
    faults = {
        "unsealed": [name for name, digest in sorted(files.items()) if digest not in good],
        "sealed_late": [
            f"{name}: {good[digest].isoformat()}"
            for name, digest in sorted(files.items())
            if digest in good and good[digest] >= began
        ],
        "unbound_results": _unbound(parameters["results"], set(files.values()), inputs),
    }
    return {"rows": len(files), "began": began.isoformat(), "seals": told, "bad": bad, "faults": faults}


def _unbound(results: Sequence[str], digests: set[str], inputs: Inputs) -> list[str]:
    found = []
    for place in results:
        for path in inputs.each(place, record=True):
            if path.stat().st_size > MOST_BYTES:
                raise DataError(f"is larger than {MOST_BYTES:,} bytes", file=str(path))
            text = path.read_text(encoding="utf-8", errors="replace").lower()
            if not all(digest in text for digest in digests):
                found.append(path.name)
    return found


def _moment(check: CheckSpec, suite: Suite) -> datetime:
    said = check.parameters["training_began"]
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        place = ("checks", check.index, "training_began")
        raise suite.error(place, f"{said} is no date or time: {error}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


KIND = Kind(
    name="eval-seal",
    title="The evaluation set was sealed before training, and the results are about it",
    speaks_for={
        "iso42001:A.6.2.4": "Shows that the examination was set before the examined was made.",
        "iso42001:A.7.4": "Shows that the data of the evaluation is the data that was chosen for it.",
        "iso27001:A.8.33": "Shows that test information was protected from change.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=365),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
