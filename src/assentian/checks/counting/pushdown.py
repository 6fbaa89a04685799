"""All columns counted in one scan by the engine that holds them, over cells and categories that the reference fixed.

One text with GROUPING SETS, one set for each column. A cell is never NULL (missing values have a cell of their own), so
the only column of a row that is not NULL says which set the row belongs to; no engine's GROUPING function is needed.

Invariant: the integers are those of the embedded engine.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assentian.checks.counting import grid
from assentian.checks.counting.plan import Plan
from assentian.checks.kind import Counts
from assentian.checks.sql import identifier, quoted
from assentian.checks.tables import Table

NULL, NAN = "-2", "-1"
MISSING, OTHER, KNOWN = "m", "o", "v"
"""What a category's cell begins with; its text follows `v`."""


def count(table: Table, plans: Sequence[Plan]) -> list[Counts]:
    """The counts of each planned column, in their order."""
    if not plans:
        return []
    found: list[dict[str, int]] = [{} for _ in plans]
    for which, cell, rows in table.ask(statement(plans)):
        found[which][cell] = int(rows)
    return [_counts(plan, cells) for plan, cells in zip(plans, found, strict=True)]


def statement(plans: Sequence[Plan]) -> str:
    """The one text: for every column and cell that occurs, `(column's place, cell, rows)`."""
    places = range(len(plans))
    values = ", ".join(f"{_value(plan)} AS v{place}" for place, plan in enumerate(plans))
    cells = ", ".join(f"{_cell(plan, f'v{place}')} AS c{place}" for place, plan in enumerate(plans))
    which = " ".join(f"WHEN c{place} IS NOT NULL THEN {place}" for place in places)
    texts = ", ".join(f"CAST(c{place} AS VARCHAR)" for place in places)
    sets = ", ".join(f"(c{place})" for place in places)
    return (
        f"SELECT CASE {which} END, coalesce({texts}), count(*) "  # noqa: S608 - names and values have passed `sql`
        f"FROM (SELECT {cells} FROM (SELECT {values} FROM {{table}})) GROUP BY GROUPING SETS ({sets})"
    )


def _value(plan: Plan) -> str:
    name = identifier(plan["name"])
    return f"TRY_CAST({name} AS DOUBLE)" if plan["kind"] == "number" else f"CAST({name} AS VARCHAR)"


def _cell(plan: Plan, value: str) -> str:
    if plan["kind"] == "number":
        cells = grid.counting_grid(plan["grid"])
        return f"CASE WHEN {value} IS NULL THEN {NULL} WHEN isnan({value}) THEN {NAN} ELSE {cells.sql(value)} END"
    known = ", ".join(quoted(category) for category in plan["values"])
    among = f"WHEN {value} IN ({known}) THEN '{KNOWN}' || {value} " if known else ""
    return f"CASE WHEN {value} IS NULL THEN '{MISSING}' {among}ELSE '{OTHER}' END"


def _counts(plan: Plan, found: Mapping[str, int]) -> Counts:
    """The entry of a column as the embedded engine makes it."""
    entry: dict[str, Any] = {"name": plan["name"], "kind": plan["kind"]}
    if plan["kind"] == "number":
        cells = grid.counting_grid(plan["grid"])
        counted = [found.get(str(cell), 0) for cell in range(cells.cells)]
        nulls = {"null": found.get(NULL, 0), "nan": found.get(NAN, 0)}
        return {**entry, "grid": cells.as_json(), **nulls, "counts": counted}
    values = list(plan["values"])
    counted = [found.get(KNOWN + category, 0) for category in values]
    rest = {"null": found.get(MISSING, 0), "other": found.get(OTHER, 0)}
    return {**entry, "values": values, **rest, "counts": counted}
