"""Recorded pictures, sound and film carry content credentials (C2PA) by a trusted signer, or are known not to.

Read with the library of the Content Authenticity Initiative, which is asked to fetch nothing over a network. A file is
verified when its credentials hold and lead to a trusted root; invalid when it has credentials that do not hold, or is
broken; unverified when it has none, or a stranger's.
Does not: show that what is pictured happened; credentials tell who signed which bytes and what was done to them.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from assentian.checks import extras
from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure
from assentian.checks.records import rows
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

FIELDS = (
    Field(name="decision", meaning="the decision"),
    Field(name="media", meaning="a file that it rests on, as it is named among the media"),
    Field(name="besides", meaning="what else it rests on that is no recording", required=False),
)
VERIFIED, UNVERIFIED, INVALID = "verified", "unverified", "invalid"
_STATES = {"Trusted": VERIFIED, "Valid": UNVERIFIED, "Invalid": INVALID}


def invalid(found: Sequence[str]) -> float:
    """Files whose content credentials do not hold, or that cannot be read. Unit: files.

    Source: C2PA 2.x, validation. Does not show: files whose credentials were taken off; these are unverified.
    """
    return float(len(found))


def rest_on_unverified(found: Sequence[str]) -> float:
    """Decisions all of whose recordings are unverified or invalid, and that rest on nothing besides. Unit: decisions.

    Does not show: whether what they rest on besides is any better.
    """
    return float(len(found))


def missing_media(found: Sequence[str]) -> float:
    """Recordings that a decision rests on and that are not there. Unit: files. Does not show: what they held."""
    return float(len(found))


def verified_share(verified: int, files: int) -> float:
    """Files with content credentials that hold and lead to a trusted root, as a share. Unit: share; shown.

    Source: C2PA 2.x. Does not show: whether the signer is honest.
    """
    return verified / files


FAULTS = measures(invalid, rest_on_unverified, missing_media)
MEASURES = {
    "unsigned": UNSIGNED,
    **FAULTS,
    "verified_share": Measure(
        name="verified_share", function=verified_share, limit=Limit(warn=0, breach=0), default=False
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, seals, states: {state: files}, decisions, faults}`; rows are the files."""
    c2pa = extras.require_package("c2pa", package="c2pa-python")
    parameters = check.parameters
    states: dict[str, str] = {}
    context = _context(c2pa, inputs.file(parameters["anchors"], record=True), parameters["anchors"])
    for place in parameters["media"]:
        root = suite.folder / place
        for name in held(place, inputs, record=True):
            states[name] = _state(c2pa, root / name if root.is_dir() else suite.folder / name, context)
    table, sealed = open_records(check, inputs)
    read = rows.read(table, FIELDS, parameters.get("fields", {}), as_of=rows.as_of(check, inputs))
    rests: dict[str, list[str]] = {}
    for decision, media, besides in read.select("decision", "media", "besides", then="ORDER BY row"):
        on = rests.setdefault(decision, [])
        on += [states.get(media, "missing"), *([VERIFIED] if besides else [])]
    named = {media for (media,) in read.select("DISTINCT media")}
    return {
        "rows": len(states),
        "seals": [sealed],
        "states": {state: list(states.values()).count(state) for state in (VERIFIED, UNVERIFIED, INVALID)},
        "decisions": len(rests),
        "faults": {
            "invalid": sorted(name for name, state in states.items() if state == INVALID),
            "rest_on_unverified": sorted(decision for decision, on in rests.items() if VERIFIED not in on),
            "missing_media": sorted(named - states.keys()),
        },
    }


def _context(c2pa: Any, anchors: Path, name: str) -> Any:
    """How the library is to judge: trusted roots of the suite alone, and nothing from a network."""
    pem = anchors.read_text(encoding="utf-8", errors="replace")
    if "BEGIN CERTIFICATE" not in pem:
        raise DataError("holds no certificate in PEM; an empty list trusts nobody", file=name)
    settings = {
        "trust": {"trust_anchors": pem},
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
    }
    try:
        return c2pa.Context.from_dict(settings)
    except c2pa.C2paError as error:
        raise DataError(f"is not taken as trusted roots: {error}", file=name) from error


def _state(c2pa: Any, path: Path, context: Any) -> str:
    try:
        reader = c2pa.Reader.try_create(path, context=context)
    except c2pa.C2paError as error:
        return UNVERIFIED if str(error).startswith("NotSupported") else INVALID  # a sort of file without credentials
    if reader is None:
        return UNVERIFIED
    with reader:
        return _STATES.get(str(reader.get_validation_state()), INVALID)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """What does not hold, and what rests on it; how many are verified is shown. Pure."""
    n = counts["rows"]
    share = verified_share(counts["states"][VERIFIED], n) if n else None
    return (
        sealing(counts["seals"]),
        *evaluator(FAULTS)(parameters, counts),
        Metric(name="verified_share", where="", value=share, n=n),
    )


KIND = Kind(
    name="content-credentials",
    title="Recorded media carry content credentials, and no decision rests on unverified media alone",
    speaks_for={
        "iso42001:A.7.3": "Shows where recorded evidence is from, as far as its credentials tell.",
        "iso42001:A.7.5": "Holds the provenance that a recording carries against its bytes.",
        "iso27001:A.5.28": "Shows that collected evidence was not changed since it was signed.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=365),
    profile=profile,
    evaluate=evaluate,
)
