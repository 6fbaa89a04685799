"""A drill: what was archived was restored into a folder, and is, byte for byte, what the archive's list says.

Does not: restore anything itself, or show that a restored model runs (`rebuild` and `replay` do).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assentian.checks.faults import evaluator, measures, named
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.records import rows
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

FIELDS = (
    Field(name="path", meaning="the path of the file below the restored folder"),
    Field(name="digest", meaning="its SHA-256 when it was archived"),
)
DRILL_DAYS = 180


def equal_share(equal: int, listed: int) -> float:
    """Archived files that are restored with the same SHA-256, as a share of those listed. Unit: share.

    Source: this product. Does not show: whether the list itself was whole.
    """
    return equal / listed


def unlisted(found: Sequence[str]) -> float:
    """Restored files that the list does not name. Unit: files. Does not show: where they come from."""
    return float(len(found))


def drill_age(days: int) -> float:
    """Days since the drill. Unit: days. Does not show: whether the archive could still be read today."""
    return float(days)


FAULTS = measures(unlisted)
MEASURES = {
    "unsigned": UNSIGNED,
    "equal_share": Measure(name="equal_share", function=equal_share, limit=Limit(warn=1, breach=1, worse=Worse.BELOW)),
    "drill_age": Measure(name="drill_age", function=drill_age, limit=Limit(warn=DRILL_DAYS, breach=DRILL_DAYS)),
    **FAULTS,
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, seals, equal, lost: [what], days, faults}`; rows are the files of the list."""
    moment = rows.as_of(check, inputs)
    table, sealed = open_records(check, inputs)
    read = rows.read(table, FIELDS, check.parameters.get("fields", {}), as_of=moment)
    listed = {path: digest.lower().removeprefix("sha256:") for path, digest in read.select("path", "digest")}
    restored = held(check.parameters["restored"], inputs, record=True)
    lost = [
        f"{path}: {'has other bytes' if path in restored else 'is not there'}"
        for path, digest in sorted(listed.items())
        if restored.get(path) != digest
    ]
    place = ("checks", check.index, "restored_on")
    try:
        days = (moment.date() - date.fromisoformat(check.parameters["restored_on"])).days
    except ValueError as error:
        raise suite.error(place, f"is no day of the calendar: {error}") from error
    if days < 0:
        raise suite.error(place, "is still to come; expected a past day")
    return {
        "rows": len(listed),
        "seals": [sealed],
        "equal": len(listed) - len(lost),
        "lost": lost,
        "days": days,
        "faults": {"unlisted": sorted(restored.keys() - listed.keys())},
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """All judged; an empty list restores nothing. Pure."""
    n = counts["rows"]
    days = parameters.get("drill_days", DRILL_DAYS)
    share = equal_share(counts["equal"], n) if n else None
    return (
        sealing(counts["seals"]),
        judged("equal_share", share, MEASURES["equal_share"].limit, n=n, note=named(counts["lost"])),
        judged("drill_age", drill_age(counts["days"]), Limit(warn=days, breach=days), n=1),
        *evaluator(FAULTS)(parameters, counts),
    )


KIND = Kind(
    name="restore-drill",
    title="What was archived can be restored, byte for byte",
    speaks_for={
        "iso42001:A.6.2.7": "Shows that the documentation and artefacts of a system can still be had.",
        "iso42001:A.4.4": "Shows that tools and models that are needed again are kept so that they can be used.",
        "iso27001:A.8.13": "Tries the backup by restoring it.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
