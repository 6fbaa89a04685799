"""Counts the distributions of reference and current data, over cells and categories that the reference fixed."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assentian.checks.counting import embedded, grid, kernel
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

SAMPLE = 8192
"""Rows, evenly spread over the reference, from which the cells are fixed; they need not be exact quantiles."""
INTEGERS = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")} | {
    "INTEGER",
    "UINTEGER",
}
CATEGORIES = {"VARCHAR", "BOOLEAN", "UUID"}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, reference, current}`, each side with its rows and one entry per column, in the same order.

    Raises SuiteError where the reference is missing, or a column is not in both tables or not of one type.
    """
    if inputs.stored_reference is not None:
        stored = {column["name"]: column for column in inputs.stored_reference["columns"]}
        names = _asked(check, suite, inputs, stored, where=suite.reference.path if suite.reference else "")
        reference = {**inputs.stored_reference, "columns": [stored[name] for name in names]}
    elif inputs.reference is not None:
        usable = comparable(inputs.reference, suite)
        names = _asked(check, suite, inputs, usable, where=inputs.reference.locator)
        reference = count_reference(inputs.reference, {name: usable[name] for name in names})
    else:
        raise suite.error(("data", "reference"), "is missing; drift is measured from a reference: {path: FILES}")
    _refuse_other_types(check, suite, inputs.current, reference["columns"])
    current = kernel.count(inputs.current, reference["columns"])
    rows = inputs.current.rows
    return {"rows": rows, "reference": reference, "current": {"rows": rows, "columns": current}}


def comparable(table: Table, suite: Suite) -> dict[str, str]:
    """Columns whose distribution can be compared, with `number` or `category`; those that name rows or times cannot."""
    columns = suite.columns
    left_out = {columns.id, columns.time, *columns.exclude}
    categories = {columns.label, columns.prediction, *columns.groups}
    kinds = {}
    for name, column_type in table.types.items():
        if name in left_out:
            continue
        if name in categories or column_type in CATEGORIES or column_type.startswith("ENUM"):
            kinds[name] = "category"
        elif _is_number(column_type):
            kinds[name] = "number"
    return kinds


def count_reference(table: Table, kinds: Mapping[str, str]) -> Counts:
    """Fix cells and categories from the table and count it over them."""
    grids = _fit(table, [name for name, kind in kinds.items() if kind == "number"])
    numbers = [{"name": name, "kind": "number", "grid": cells.as_json()} for name, cells in grids.items()]
    counted = {column["name"]: column for column in kernel.count(table, numbers)}
    columns = [counted[name] if name in counted else embedded.categories(table, name) for name in kinds]
    return {"rows": table.rows, "columns": columns}


def _asked(check: CheckSpec, suite: Suite, inputs: Inputs, known: Mapping[str, Any], *, where: str) -> list[str]:
    """The columns to compare: those that the check names, else all; a label may be absent until it is known."""
    place: tuple[str | int, ...] = ("checks", check.index, "columns")
    asked = check.parameters.get("columns")
    current = inputs.current
    if asked is not None:
        for index, name in enumerate(asked):
            if name not in current.types:
                raise suite.error((*place, index), current.missing(name))
            if name not in known:
                problem = (
                    f"the column '{name}' cannot be compared: {where} has no numbers or categories under that name"
                )
                raise suite.error((*place, index), problem)
        return list(asked)
    may_be_absent = {suite.columns.label, suite.columns.prediction, suite.columns.score}
    names = [name for name in known if name in current.types or name not in may_be_absent]
    for name in names:
        if name not in current.types:
            problem = f"{current.missing(name)}. It is in the reference; if it is not to be compared, exclude it"
            raise suite.error(("columns", "exclude"), problem)
    if not names:
        raise suite.error(place, f"no column of {where} can be compared; expected numbers or categories")
    return names


def _refuse_other_types(check: CheckSpec, suite: Suite, table: Table, columns: Sequence[Mapping[str, Any]]) -> None:
    """Text where the reference has numbers is an error, unless it reads as numbers or there is nothing to read."""
    for column in columns:
        name = column["name"]
        if column["kind"] == "number" and not _is_number(table.types[name]):
            text = identifier(name)
            unread = f"count(*) FILTER ({text} IS NOT NULL AND TRY_CAST({text} AS DOUBLE) IS NULL)"
            if table.select(unread)[0][0]:
                problem = (
                    f"the column '{name}' holds numbers in the reference and {table.types[name]} in {table.locator}"
                )
                raise suite.error(("checks", check.index), problem)


def _is_number(column_type: str) -> bool:
    return column_type in INTEGERS or column_type in {"FLOAT", "DOUBLE"} or column_type.startswith("DECIMAL")


def _fit(table: Table, names: Sequence[str]) -> dict[str, grid.CountingGrid]:
    """A grid for each column of numbers, from evenly spread rows."""
    samples = kernel.sample(table, names, -(-table.rows // SAMPLE))
    # zero is added so that no grid begins at minus zero, which some engines write as zero
    return {name: grid.fit(sorted(value + 0.0 for value in samples[name] if math.isfinite(value))) for name in names}
