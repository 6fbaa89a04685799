"""Columns counted by the embedded engine, one narrow statement each.

Of many rows a cell is an integer of 16 bits, so that the engine adds up in a plain array of all cells where it would
otherwise hash; of few rows that array is dearer. A missing value and NaN have cells of their own after the grid's.
Invariant: the counts are whole numbers that depend on the rows and the plan alone, not on threads.
"""

from collections.abc import Mapping, Sequence

from assentian.checks.counting import grid
from assentian.checks.counting.plan import Plan
from assentian.checks.kind import Counts
from assentian.checks.sql import identifier, quoted
from assentian.checks.tables import Table

MOST_CATEGORIES = 1000
SAMPLED_AT_ONCE = 4
"""Columns of a file that one statement samples: each holds a group of rows in memory while it is read."""
MOST_CELLS = 2**16
"""What a cell of 16 bits can number."""
MANY_ROWS = 500_000


def count(table: Table, plans: Sequence[Plan]) -> list[Counts]:
    """The counts of each planned column, in their order: `{name, kind, grid or values, null, ..., counts}`."""
    return [_numbers(table, plan) if plan["kind"] == "number" else _planned(table, plan) for plan in plans]


def sample(table: Table, names: Sequence[str], stride: int) -> dict[str, list[float]]:
    """By column, the numbers that are there, as doubles, in every row whose place is a multiple of `stride`."""
    at_once = len(names) if table.is_elsewhere else SAMPLED_AT_ONCE
    found: dict[str, list[float]] = {}
    for start in range(0, len(names), at_once):
        part = names[start : start + at_once]
        values = [f"CAST({identifier(name)} AS DOUBLE)" for name in part]
        rows = table.select(*values, then=f"WHERE {table.row_number} % {stride} = 0")
        columns = zip(*rows, strict=True) if rows else [()] * len(part)
        found |= {
            name: [value for value in column if value is not None] for name, column in zip(part, columns, strict=True)
        }
    return found


def categories(table: Table, name: str) -> Counts:
    """The most frequent categories with their counts, as the reference fixes them; the rest, if any, in `other`."""
    then = f"GROUP BY 1 ORDER BY v IS NULL DESC, 2 DESC, 1 LIMIT {MOST_CATEGORIES + 1}"
    found = dict(table.select("v", "count(*)", of=_text(name), then=then))
    missing = found.pop(None, 0)
    return _category(table, name, dict(list(found.items())[:MOST_CATEGORIES]), missing)


def _numbers(table: Table, plan: Plan) -> Counts:
    name, cells = plan["name"], grid.counting_grid(plan["grid"])
    null, nan = cells.cells, cells.cells + 1
    width = "USMALLINT" if nan < MOST_CELLS and table.rows >= MANY_ROWS else "INTEGER"
    # asked last, since few rows come there: no comparison with a missing value holds, and NaN is above every number
    above = f"CASE WHEN v IS NULL THEN {null} WHEN isnan(v) THEN {nan} ELSE {cells.cells - 1} END"
    cell, value = cells.sql("v", above), f"TRY_CAST({identifier(name)} AS DOUBLE) AS v"
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
    known = ", ".join(map(quoted, plan["values"]))
    cell = f"CASE WHEN v IN ({known}) THEN v END" if known else "NULL"
    # a word is looked up once and not for every row that holds it
    words = f"(SELECT v, count(*) AS n FROM (SELECT {_text(plan['name'])} FROM {{table}}) GROUP BY v)"  # noqa: S608
    rows = table.ask(f"SELECT {cell}, v IS NULL, sum(n) FROM {words} GROUP BY ALL")  # noqa: S608 - names are quoted
    found = {None if is_missing else word: int(n) for word, is_missing, n in rows if is_missing or word is not None}
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
