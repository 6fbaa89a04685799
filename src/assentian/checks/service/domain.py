"""Is the system used where it is meant to be used, with no more power than was declared?

Looks at the rows under test (the inputs of operation) and at the powers that the suite names as granted.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier, number, quoted


def out_of_domain_share(outside: int, rows: int) -> float:
    """Rows with a value outside its declared range or list in any column, as a share; an empty value is outside.

    Unit: share, 0 to 1. Does not show: inputs that lie inside every single range and are yet unlike what was tested.
    """
    return outside / rows


def undeclared_powers(powers: Mapping[str, list[str]]) -> float:
    """Powers that were granted to the system and are not among those declared in its intended use. Unit: powers.

    Does not show: powers that nobody listed as granted.
    """
    return float(len(set(powers["granted"]) - set(powers["declared"])))


MEASURES = {
    "out_of_domain_share": Measure(
        name="out_of_domain_share", function=out_of_domain_share, limit=Limit(warn=0, breach=0), default=False
    ),
    "undeclared_powers": Measure(name="undeclared_powers", function=undeclared_powers, limit=NONE_ALLOWED),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, outside, columns: {column: rows outside}, powers}`; SuiteError for a column that is not there."""
    table, domain = inputs.current, check.parameters["domain"]
    for column in domain:
        if column not in table.types:
            raise suite.error(("checks", check.index, "domain", column), table.missing(column))
    inside = {column: _inside(column, allowed) for column, allowed in domain.items()}
    each = [f"count(*) FILTER (WHERE NOT {condition})" for condition in inside.values()]
    [(outside, *by_column)] = table.select(f"count(*) FILTER (WHERE NOT ({' AND '.join(inside.values())}))", *each)
    return {
        "rows": table.rows,
        "outside": int(outside),
        "columns": dict(zip(domain, map(int, by_column), strict=True)),
        "powers": check.parameters.get("authority"),
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The share outside, judged by what the suite allows; that of each column, shown; powers beyond the declared."""
    n, asked = counts["rows"], parameters.get("metrics", {})
    overall = out_of_domain_share(counts["outside"], n)
    limit = MEASURES["out_of_domain_share"].limit_of(asked["out_of_domain_share"])
    metrics = [judged("out_of_domain_share", overall, limit, n=n)]
    for column, outside in counts["columns"].items():
        value = out_of_domain_share(outside, n)
        metrics.append(Metric(name="out_of_domain_share", where=column, value=value, n=n))
    if powers := counts["powers"]:
        beyond = sorted(set(powers["granted"]) - set(powers["declared"]))
        limit = MEASURES["undeclared_powers"].limit_of(asked.get("undeclared_powers", {}))
        found = undeclared_powers(powers)
        metrics.append(judged("undeclared_powers", found, limit, n=len(powers["granted"]), note=", ".join(beyond)))
    return tuple(metrics)


def _inside(column: str, allowed: Mapping[str, Any]) -> str:
    """SQL that is true where the value is inside, and never NULL."""
    name = identifier(column)
    conditions = []
    if "range" in allowed:
        lowest, highest = map(number, allowed["range"])
        conditions.append(f"TRY_CAST({name} AS DOUBLE) BETWEEN {lowest} AND {highest}")
    if "allowed" in allowed:
        values = allowed["allowed"]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            conditions.append(f"TRY_CAST({name} AS DOUBLE) IN ({', '.join(map(number, values))})")
        else:
            texts = (str(value).lower() if isinstance(value, bool) else str(value) for value in values)
            conditions.append(f"CAST({name} AS VARCHAR) IN ({', '.join(map(quoted, texts))})")
    return f"coalesce({' AND '.join(conditions)}, false)"


KIND = Kind(
    name="intended-use",
    title="Inputs outside the declared domain of use, and powers beyond the declared",
    speaks_for={
        "iso42001:A.9.4": "Measures whether the system is used as intended.",
        "iso42001:A.6.2.6": "Watches what the running system meets.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
