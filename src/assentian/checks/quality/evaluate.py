"""Judges the counts of broken rules against what the suite declares. Pure: no data, no clock."""

from collections.abc import Mapping
from typing import Any

from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, Worse
from assentian.checks.quality.measures import age_days, broken_rows, missing_share, row_count
from assentian.checks.result import Metric

NONE_ALLOWED = Limit(warn=0, breach=0)
MEASURES = {
    measure.name: measure
    for measure in (
        Measure(name="missing", function=missing_share, limit=NONE_ALLOWED),
        *(
            Measure(name=name, function=broken_rows, limit=NONE_ALLOWED)
            for name in ("out_of_range", "not_allowed", "duplicates", "wrong_type")
        ),
        Measure(name="rows_min", function=row_count, limit=Limit(warn=0, breach=0, worse=Worse.BELOW)),
        Measure(name="rows_max", function=row_count, limit=NONE_ALLOWED),
        Measure(name="age_days", function=age_days, limit=NONE_ALLOWED),
    )
}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """One judged metric for each declared rule; these limits have no zone of warning."""
    rows: int = counts["rows"]
    metrics = [_broken(parameters["rules"], broken, rows) for broken in counts["broken"]]
    bounds = parameters.get("rows", {})
    if "min" in bounds:
        metrics.append(
            _judged(
                "rows_min",
                "",
                row_count(rows),
                Limit(warn=bounds["min"], breach=bounds["min"], worse=Worse.BELOW),
                rows,
            )
        )
    if "max" in bounds:
        metrics.append(_judged("rows_max", "", row_count(rows), Limit(warn=bounds["max"], breach=bounds["max"]), rows))
    if "freshness" in parameters:
        days, seconds = parameters["freshness"]["max_days"], counts["age_seconds"]
        age = None if seconds is None else age_days(seconds)
        metrics.append(_judged("age_days", "", age, Limit(warn=days, breach=days), rows))
    return tuple(metrics)


def _broken(rules: Mapping[str, Any], broken: Mapping[str, Any], rows: int) -> Metric:
    column, rule, count = broken["column"], broken["rule"], broken["rows"]
    if rule == "missing":
        most = rules[column]["null_max"]
        return _judged(rule, column, missing_share(count, rows), Limit(warn=most, breach=most), rows)
    return _judged(rule, column, broken_rows(count), NONE_ALLOWED, rows)


def _judged(name: str, where: str, value: float | None, limit: Limit, rows: int) -> Metric:
    return Metric(
        name=name, where=where, value=value, n=rows, warn=limit.warn, breach=limit.breach, status=limit.judge(value)
    )


def publishable(counts: Counts) -> Counts:
    """The same counts: a number of broken rows in a whole table tells of no single case."""
    return counts
