"""Columns counted by the embedded engine, one narrow statement each.

A cell is an integer of 16 bits, so the engine adds up in a plain array of all cells where it would otherwise hash. A
missing value and NaN have cells of their own after those of the grid.
Invariant: the counts are whole numbers that depend on the rows and the plan alone, not on threads.
"""

from collections.abc import Mapping, Sequence

from assentian.checks.counting import grid
from assentian.checks.counting.plan import Plan
from assentian.checks.kind import Counts
from assentian.checks.sql import identifier, quoted
from assentian.checks.tables import Table

MOST_CATEGORIES = 1000
MOST_CELLS = 2**16
"""What a cell of 16 bits can number."""


def count(table: Table, plans: Sequence[Plan]) -> list[Counts]:
    """The counts of each planned column, in their order: `{name, kind, grid or values, null, ..., counts}`."""
    return [_numbers(table, plan) if plan["kind"] == "number" else _planned(table, plan) for plan in plans]


def categories(table: Table, name: str) -> Counts:
    """The most frequent categories with their counts, as the reference fixes them; the rest, if any, in `other`."""
    then = f"GROUP BY 1 ORDER BY v IS NULL DESC, 2 DESC, 1 LIMIT {MOST_CATEGORIES + 1}"
    found = dict(table.select("v", "count(*)", of=_text(name), then=then))
    missing = found.pop(None, 0)
    return _category(table, name, dict(list(found.items())[:MOST_CATEGORIES]), missing)


def _numbers(table: Table, plan: Plan) -> Counts:
    name, cells = plan["name"], grid.counting_grid(plan["grid"])
    null, nan = cells.cells, cells.cells + 1
    width = "USMALLINT" if nan < MOST_CELLS else "INTEGER"
    cell = f"CASE WHEN v IS NULL THEN {null} WHEN isnan(v) THEN {nan} ELSE {cells.sql('u')} END"
    value = (
        f"TRY_CAST({identifier(name)} AS DOUBLE) AS v, nullif(v, CAST('nan' AS DOUBLE)) AS u"  # no cell is cast of NaN
    )
    found = dict(table.select(f"CAST({cell} AS {width})", "count(*)", of=value, then="GROUP BY 1"))
    return {
        "name": name,
        "kind": "number",
        "grid": cells.as_json(),
        "null": found.get(null, 0),
        "nan": found.get(nan, 0),
        "counts": [found.get(cell, 0) for cell in range(cells.cells)],
    }


def _planned(table: Table, plan: Plan) -> Counts:
    known = "".join(f", {quoted(category)}" for category in plan["values"])
    among = f" OR v IN ({known[2:]})" if known else ""
    then = f"WHERE v IS NULL{among} GROUP BY 1"
    found = dict(table.select("v", "count(*)", of=_text(plan["name"]), then=then))
    counts = {category: found.get(category, 0) for category in plan["values"]}
    return _category(table, plan["name"], counts, found.get(None, 0))


def _text(name: str) -> str:
    return f"CAST({identifier(name)} AS VARCHAR) AS v"


def _category(table: Table, name: str, counts: Mapping[str, int], missing: int) -> Counts:
    return {
        "name": name,
        "kind": "category",
        "values": list(counts),
        "null": missing,
        "other": table.rows - missing - sum(counts.values()),
        "counts": list(counts.values()),
    }
