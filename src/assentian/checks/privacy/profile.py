"""Counts how many rows stand in equivalence classes of each size, in one pass."""

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, sizes}`; a missing value is a value of its own, as an attacker sees it.

    Raises SuiteError for a quasi-identifier that is not there.
    """
    table = inputs.current
    for index, column in enumerate(check.parameters["quasi_identifiers"]):
        if column not in table.types:
            raise suite.error(("checks", check.index, "quasi_identifiers", index), table.missing(column))
    together = ", ".join(map(identifier, check.parameters["quasi_identifiers"]))
    sizes = table.select(
        "size", "count(*)", of=f"count(*) OVER (PARTITION BY {together}) AS size", then="GROUP BY size ORDER BY size"
    )
    return {"rows": table.rows, "sizes": [[int(size), int(rows)] for size, rows in sizes]}
