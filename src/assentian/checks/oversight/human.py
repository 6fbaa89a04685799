"""Review load and override behaviour of the people who oversee a system, from the records of their reviews.

Counts are whole numbers: cases, overrides, milliseconds. A share fails only beyond what chance explains at its number
of cases. The default limits are those at which the impact assessment questions an answer about oversight.
Does not: tell a good review from a lucky one; planted errors come nearest to that.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.records import rows
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

QUICK_SECONDS = 5
MANY = 50
"""Cases from which a reviewer who never disagreed is counted."""
FIELDS = (
    Field(name="case", meaning="the case that was reviewed"),
    Field(name="reviewer", meaning="who reviewed it, as a pseudonym"),
    Field(name="opened", meaning="when the reviewer opened it", type=Type.TIME),
    Field(name="decided", meaning="when the reviewer decided", type=Type.TIME),
    Field(name="overridden", meaning="whether the reviewer changed what the system said", type=Type.FLAG),
    Field(name="planted", meaning="whether an error was planted in it", type=Type.FLAG, required=False),
    Field(name="found", meaning="whether the planted error was found", type=Type.FLAG, required=False),
)


def override_rate(overridden: int, cases: int) -> float:
    """Cases without a planted error in which the reviewer changed what the system said, as a share.

    95 % interval by Wilson.

    Source: automation bias (Parasuraman and Manzey, 2010). Unit: share. Too few overrides are the harm: below 1 % the
    impact assessment doubts that a person decides.
    Does not show: whether an override was right; a system that errs seldom needs few.
    """
    return overridden / cases


def review_seconds_median(milliseconds: int) -> float:
    """Middle of the times from opening a case to deciding it. Unit: seconds.

    Does not show: what was done in that time, or a case left open over lunch.
    """
    return milliseconds / 1000


def quick_share(quick: int, approved: int) -> float:
    """Approvals given within 5 seconds, as a share of all approvals: the sign of a rubber stamp. Unit: share.

    Does not show: cases so simple that 5 seconds suffice.
    """
    return quick / approved


def planted_found(found: int, planted: int) -> float:
    """Planted errors that reviewers found, as a share of those planted. 95 % interval by Wilson. Unit: share.

    Source: threat image projection, as in airport screening. Does not show: errors of other kinds than those planted.
    """
    return found / planted


def never_disagreeing(reviewers: int) -> float:
    """Reviewers of at least 50 cases who changed none of them. Unit: reviewers.

    Does not show: those with fewer cases.
    """
    return float(reviewers)


def busiest_hour(cases: int) -> float:
    """Most cases that one reviewer decided within one hour of the clock. Unit: cases per hour.

    Does not show: the load of hours without records, or of other work.
    """
    return float(cases)


def decided_before_opened(cases: int) -> float:
    """Cases decided before they were opened: their times tell nothing. Unit: cases.

    Does not show: times that are wrong and still in order.
    """
    return float(cases)


_DECLARED = Limit(warn=0, breach=0)
MEASURES = {
    one.name: one
    for one in (
        UNSIGNED,
        Measure(name="override_rate", function=override_rate, limit=Limit(warn=0.02, breach=0.01, worse=Worse.BELOW)),
        Measure(
            name="review_seconds_median",
            function=review_seconds_median,
            limit=Limit(warn=30, breach=10, worse=Worse.BELOW),
        ),
        Measure(name="quick_share", function=quick_share, limit=Limit(warn=0.05, breach=0.1)),
        Measure(name="planted_found", function=planted_found, limit=Limit(warn=0.9, breach=0.8, worse=Worse.BELOW)),
        Measure(name="decided_before_opened", function=decided_before_opened, limit=_DECLARED),
        Measure(name="never_disagreeing", function=never_disagreeing, limit=_DECLARED, default=False),
        Measure(name="busiest_hour", function=busiest_hour, limit=_DECLARED, default=False),
    )
}


_COUNTED = {
    "rows": "count(*)",
    "plain": "count(*) FILTER (WHERE NOT coalesce(planted, false))",
    "overridden": "count(*) FILTER (WHERE overridden AND NOT coalesce(planted, false))",
    "median_ms": "CAST(round(quantile_cont(took, 0.5)) AS BIGINT)",
    "approved": "count(*) FILTER (WHERE NOT overridden)",
    "quick": f"count(*) FILTER (WHERE NOT overridden AND took < {QUICK_SECONDS * 1000})",
    "planted": "count(*) FILTER (WHERE planted)",
    "found": "count(*) FILTER (WHERE planted AND coalesce(found, false))",
    "backwards": "count(*) FILTER (WHERE took < 0)",
    "busiest": "coalesce(max(in_hour), 0)",
    "reviewers": "count(DISTINCT reviewer)",
    "never": f"count(DISTINCT reviewer) FILTER (WHERE reviewed >= {MANY} AND disagreed = 0)",
}
_DERIVED = (
    "date_diff('millisecond', opened, decided) AS took",
    "count(*) OVER (PARTITION BY reviewer, date_trunc('hour', decided)) AS in_hour",
    "count(*) OVER (PARTITION BY reviewer) AS reviewed",
    "count(*) FILTER (WHERE overridden) OVER (PARTITION BY reviewer) AS disagreed",
)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{seals, rows, ...}`: see `_COUNTED`; times in milliseconds."""
    table, sealed = open_records(check, inputs)
    names, moment = check.parameters.get("fields", {}), rows.as_of(check, inputs)
    held = rows.read(table, FIELDS, names, derived=_DERIVED, as_of=moment)
    [told] = held.select(*_COUNTED.values())
    return {"seals": [sealed], **dict(zip(_COUNTED, told, strict=True))}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Every default measure judged, the others where the suite gives them a limit, else shown."""
    asked, n = parameters.get("metrics", {}), counts["rows"]
    median = counts["median_ms"]
    singles = {
        "review_seconds_median": None if median is None else review_seconds_median(median),
        "decided_before_opened": decided_before_opened(counts["backwards"]) if n else None,
        "never_disagreeing": never_disagreeing(counts["never"]) if n else None,
        "busiest_hour": busiest_hour(counts["busiest"]) if n else None,
    }
    shares = {
        "override_rate": (counts["overridden"], counts["plain"]),
        "quick_share": (counts["quick"], counts["approved"]),
        "planted_found": (counts["found"], counts["planted"]),
    }
    return (
        sealing(counts["seals"]),
        *(_single(name, value, n, asked) for name, value in singles.items()),
        *(_share(name, *told, asked) for name, told in shares.items() if told[1] or name in asked or n == 0),
    )


def _single(name: str, value: float | None, n: int, asked: Mapping[str, Any]) -> Metric:
    measure = MEASURES[name]
    if name in asked or measure.default:
        return judged(name, value, measure.limit_of(asked.get(name, {})), n=n)
    return Metric(name=name, where="", value=value, n=n)


def _share(name: str, part: int, whole: int, asked: Mapping[str, Any]) -> Metric:
    """A share that fails when its whole interval is beyond the limit."""
    measure = MEASURES[name]
    limit, value, (lower, upper) = measure.limit_of(asked.get(name, {})), None, wilson(part, whole)
    if whole:
        value = measure.function(part, whole)
    nearest = upper if limit.worse is Worse.BELOW else lower
    bound = limit.breach if value is not None and limit.is_beyond(value, limit.breach) else limit.warn
    status = limit.judge(value, significant=limit.is_beyond(nearest, bound))
    return Metric(
        name=name,
        where="",
        value=value,
        lower=lower if whole else None,
        upper=upper if whole else None,
        warn=limit.warn,
        breach=limit.breach,
        status=status,
        n=whole,
        note="" if whole else "nothing to measure it on",
    )


KIND = Kind(
    name="human-oversight",
    title="Review load and override behaviour of human overseers",
    speaks_for={
        "iso42001:A.9.2": "Shows that the people who oversee the system look, take the time, and disagree.",
        "iso42001:A.6.2.6": "Measures in operation whether oversight still works as it was planned.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
