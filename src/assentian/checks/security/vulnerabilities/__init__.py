"""Known vulnerabilities of dependencies: a lock file held against advisories, or what a scanner found."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from typing import Any

from assentian.checks.faults import named, written
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind, on_unsigned_records
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.records import rows, seal
from assentian.checks.records.rulebook import UNSIGNED, sealing
from assentian.checks.result import Metric
from assentian.checks.security.vulnerabilities import advisories, reports
from assentian.checks.security.vulnerabilities.severity import CRITICAL, HIGH, LOW, MEDIUM, UNKNOWN
from assentian.checks.spec import CheckSpec, Suite

MOST_DAYS = 14
Found = Sequence[Sequence[str]]
"""[package, version, vulnerability, severity]"""


def critical(found: Found) -> float:
    """Vulnerabilities of critical severity in what is locked or was scanned. Unit: package and vulnerability.

    Source: the advisory's own word, else CVSS v3.1 (9.0 and above).
    Does not show: vulnerabilities that nobody has published, or whether the vulnerable part is reached.
    """
    return float(len(found))


def high(found: Found) -> float:
    """Vulnerabilities of high severity (CVSS 7.0 to 8.9). Unit: package and vulnerability.

    Does not show: whether the vulnerable part is reached.
    """
    return float(len(found))


def unknown(found: Found) -> float:
    """Vulnerabilities of which no severity is told, and which therefore count like grave ones. Unit: package and
    vulnerability.

    Does not show: how grave they are; pip-audit tells it of none.
    """
    return float(len(found))


def lesser(found: Found) -> float:
    """Vulnerabilities of medium or low severity; shown, and judged once the suite gives a limit. Unit: package and
    vulnerability. Does not show: several lesser ones that make a grave one together.
    """
    return float(len(found))


def advisory_age(days: int) -> float:
    """Days since the newest advisory was changed, or since the report was made. Unit: days.

    Does not show: whether the database is whole.
    """
    return float(days)


def not_looked_at(found: Sequence[str]) -> float:
    """Dependencies without a version that could be compared, or that the scanner left out. Unit: dependencies.

    Does not show: whether they are vulnerable.
    """
    return float(len(found))


LEVELS = {"critical": (CRITICAL,), "high": (HIGH,), "unknown": (UNKNOWN,), "lesser": (MEDIUM, LOW)}
MEASURES = {
    "unsigned": UNSIGNED,
    **{one.__name__: Measure(name=one.__name__, function=one, limit=NONE_ALLOWED) for one in (critical, high, unknown)},
    "lesser": Measure(name="lesser", function=lesser, limit=NONE_ALLOWED, default=False),
    "advisory_age": Measure(name="advisory_age", function=advisory_age, limit=Limit(warn=MOST_DAYS, breach=MOST_DAYS)),
    "not_looked_at": Measure(name="not_looked_at", function=not_looked_at, limit=NONE_ALLOWED),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, by, days, found: [[package, version, id, severity]], accepted, untold}` and, of a report, `seals`."""
    parameters, moment = check.parameters, rows.as_of(check, inputs)
    made: datetime | None
    if "report" in parameters:
        path = inputs.file(parameters["report"], record=True)
        sealed = seal.state(parameters["report"], inputs, parameters, check.index)
        looked_at, found, untold = reports.read(path, parameters["tool"], parameters["report"])
        made = _day(check, suite)
        extra: dict[str, Any] = {"seals": [sealed], "by": parameters["tool"]}
    else:
        lock = inputs.file(parameters["lock"], record=True)
        pins, untold = advisories.locked(lock, parameters["lock"])
        known = list(advisories.read(inputs.each(parameters["advisories"], record=True)))
        found, cannot_compare = advisories.affected(pins, known)
        looked_at, untold, made = len(pins), [*untold, *cannot_compare], advisories.newest(known)
        extra = {"by": "", "advisories": len(known)}
    accepted = set(parameters.get("accepted", {}))
    told = sorted({tuple(map(written, astuple(one))) for one in found})
    return {
        "rows": looked_at,
        "days": (moment - made).days if made else None,
        "found": [list(one) for one in told if one[2] not in accepted],
        "accepted": [list(one) for one in told if one[2] in accepted],
        "untold": list(map(written, untold)),
        **extra,
    }


def _day(check: CheckSpec, suite: Suite) -> datetime:
    """When the report was made, as the suite says."""
    try:
        day = date.fromisoformat(check.parameters["made_on"])
    except ValueError as error:
        raise suite.error(("checks", check.index, "made_on"), f"is no day of the calendar: {error}") from error
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """By severity, the age of what was known, and what could not be looked at. Pure."""
    asked, n = parameters.get("metrics", {}), counts["rows"]
    metrics = [sealing(counts["seals"])] if "seals" in counts else []
    for name, levels in LEVELS.items():
        of_level = [one for one in counts["found"] if one[3] in levels]
        note = named([f"{package} {version}: {id_}" for package, version, id_, _ in of_level])
        value = MEASURES[name].function(of_level) if n else None
        limit = MEASURES[name].limit_of(asked.get(name, {}))
        if MEASURES[name].default or name in asked:
            metrics.append(judged(name, value, limit, n=n, note=note))
        else:
            metrics.append(Metric(name=name, where="", value=value, n=n, note=note))
    days, most = counts["days"], MEASURES["advisory_age"].limit_of(asked.get("advisory_age", {}))
    metrics.append(judged("advisory_age", None if days is None else advisory_age(max(0, days)), most, n=1))
    untold = counts["untold"]
    metrics.append(judged("not_looked_at", not_looked_at(untold), NONE_ALLOWED, n=n, note=named(untold)))
    return tuple(metrics)


def _is_word(counts: Mapping[str, Any]) -> bool:
    """A scanner's report is its word; a lock file against advisories is looked at here."""
    return bool(counts.get("by")) or on_unsigned_records(counts)


KIND = Kind(
    name="vuln-audit",
    title="Known vulnerabilities of dependencies",
    speaks_for={
        "iso42001:A.4.4": "Shows whether the tools that the system is made of are known to be vulnerable.",
        "iso42001:A.10.3": "Holds supplied packages against what is published about them.",
        "iso27001:A.8.8": "Compares what is installed with published vulnerabilities, and says how old these are.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=14),
    profile=profile,
    evaluate=evaluate,
    is_word=_is_word,
)
