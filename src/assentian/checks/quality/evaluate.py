"""Judges the counts of broken rules against what the suite declares. Pure: no data, no clock."""

from collections.abc import Mapping
from typing import Any

from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, Worse, judged
from assentian.checks.quality.measures import (
    age_days,
    broken_rows,
    class_balance,
    missing_share,
    row_count,
    schema_departures,
)
from assentian.checks.result import Metric

MEASURES = {
    measure.name: measure
    for measure in (
        Measure(name="missing", function=missing_share, limit=NONE_ALLOWED),
        *(
            Measure(name=name, function=broken_rows, limit=NONE_ALLOWED)
            for name in ("out_of_range", "not_allowed", "duplicates", "wrong_type", "malformed")
        ),
        *(Measure(name=name, function=broken_rows, limit=NONE_ALLOWED) for name in ("sql", "steps_back", "orphans")),
        *(
            Measure(name=name, function=schema_departures, limit=NONE_ALLOWED)
            for name in ("missing_columns", "extra_columns", "columns_out_of_order", "column_types")
        ),
        Measure(name="class_balance", function=class_balance, limit=Limit(warn=0, breach=0, worse=Worse.BELOW)),
        Measure(name="rows_min", function=row_count, limit=Limit(warn=0, breach=0, worse=Worse.BELOW)),
        Measure(name="rows_max", function=row_count, limit=NONE_ALLOWED),
        Measure(name="age_days", function=age_days, limit=NONE_ALLOWED),
    )
}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """One judged metric for each declared rule; these limits have no zone of warning."""
    rows: int = counts["rows"]
    metrics = [_broken(parameters.get("rules", {}), broken, rows) for broken in counts["broken"]]
    metrics += (
        judged(name, schema_departures(columns), NONE_ALLOWED, n=rows)
        for name, columns in counts.get("schema", {}).items()
    )
    if "balance" in counts:
        metrics.append(_balance(parameters["class_balance"]["min_share"], counts["balance"]))
    bounds = parameters.get("rows", {})
    if "min" in bounds:
        metrics.append(
            judged(
                "rows_min",
                row_count(rows),
                Limit(warn=bounds["min"], breach=bounds["min"], worse=Worse.BELOW),
                n=rows,
            )
        )
    if "max" in bounds:
        metrics.append(judged("rows_max", row_count(rows), Limit(warn=bounds["max"], breach=bounds["max"]), n=rows))
    if "freshness" in parameters:
        days, seconds = parameters["freshness"]["max_days"], counts["age_seconds"]
        age = None if seconds is None else age_days(seconds)
        metrics.append(judged("age_days", age, Limit(warn=days, breach=days), n=rows))
    return tuple(metrics)


def _broken(rules: Mapping[str, Any], broken: Mapping[str, Any], rows: int) -> Metric:
    column, rule, count = broken["column"], broken["rule"], broken["rows"]
    if rule == "missing":
        most = rules[column]["null_max"]
        return judged(rule, missing_share(count, rows), Limit(warn=most, breach=most), n=rows, where=column)
    return judged(rule, broken_rows(count), NONE_ALLOWED, n=rows, where=column)


def _balance(least: float, balance: Mapping[str, int]) -> Metric:
    limit, rarest, of = Limit(warn=least, breach=least, worse=Worse.BELOW), balance["rarest"], balance["of"]
    if balance["classes"] < 2:  # noqa: PLR2004 - one class is no balance
        note = "fewer than two classes"
        return judged("class_balance", 0.0 if of else None, limit, n=of, note=note)
    lower, upper = wilson(rarest, of)
    return judged("class_balance", class_balance(rarest, of), limit, n=of, lower=lower, upper=upper)


def publishable(counts: Counts, fewest: int = 10) -> Counts:
    """The same counts: a number of broken rows in a whole table tells of no single case. A class of fewer than ten is
    told as none, which errs towards harm.
    """
    if counts.get("balance", {}).get("rarest", fewest) >= fewest:
        return counts
    return {**counts, "balance": {**counts["balance"], "rarest": 0}}
