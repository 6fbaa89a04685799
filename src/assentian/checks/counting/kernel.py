"""Which kernel counts a column: the engine that holds the table, Arrow for plain columns of large files, the embedded
engine for all else.
"""

from collections.abc import Sequence

from assentian.checks.counting import arrow, embedded, pushdown
from assentian.checks.counting.plan import Plan
from assentian.checks.kind import Counts
from assentian.checks.tables import Table


def count(table: Table, plans: Sequence[Plan]) -> list[Counts]:
    """The counts of each planned column, in their order; the same integers whichever kernel counts."""
    if table.is_elsewhere:
        return pushdown.count(table, plans)
    fast = arrow.countable(table, plans)
    found = {counted["name"]: counted for counted in arrow.count(table, fast)} if fast else {}
    rest = [plan for plan in plans if plan["name"] not in found]
    found |= {counted["name"]: counted for counted in embedded.count(table, rest)}
    return [found[plan["name"]] for plan in plans]


def sample(table: Table, names: Sequence[str], stride: int) -> dict[str, list[float]]:
    """By column of numbers, those that are there in every `stride`th row; the same whichever kernel reads."""
    found = {} if table.is_elsewhere else arrow.sample(table, names, stride)
    return found | embedded.sample(table, [name for name in names if name not in found], stride)
