"""Counts the fairness cube: group x label x prediction, one statement over the current data."""

from typing import Any

from assentian.checks.errors import SuiteError
from assentian.checks.kind import Counts
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table, Tables

MOST_CELLS = 20_000
MISSING = "(missing)"
NO_COLUMN = "NULL"


def profile(check: CheckSpec, suite: Suite, tables: Tables) -> Counts:
    """The cube as cells `[[group value, ...], label, prediction, rows]`, label and prediction 0, 1 or null.

    Raises SuiteError where a column is missing, is not binary, or the groups are too many to compare.
    """
    table = tables.current
    groups = _groups(check, suite, table)
    _require("prediction", suite, table, needed_by="every rate")
    needs_label = [name for name in check.parameters.get("metrics", {}) if not name.startswith("selection_")]
    _require("label", suite, table, needed_by=next(iter(needs_label), None))
    label, prediction = suite.columns.label, suite.columns.prediction
    names = [f"CAST({identifier(group)} AS VARCHAR)" for group in groups]
    outcomes = [f"CAST({identifier(column)} AS VARCHAR)" if column else NO_COLUMN for column in (label, prediction)]
    order = ", ".join(f"{position} NULLS LAST" for position in range(1, len(groups) + 3))
    then = f"GROUP BY ALL ORDER BY {order} LIMIT {MOST_CELLS + 1}"
    rows = table.select(*names, *outcomes, "count(*)", then=then)
    if len(rows) > MOST_CELLS:
        problem = f"these groups have over {MOST_CELLS} combinations; put their values into bands"
        raise suite.error(_place(check), problem)
    labels = _binary("label", {row[-3] for row in rows}, suite, table)
    predictions = _binary("prediction", {row[-2] for row in rows}, suite, table)
    cells: dict[tuple[Any, ...], int] = {}
    for *values, actual, predicted, n in rows:
        cell = (tuple(MISSING if value is None else value for value in values), labels[actual], predictions[predicted])
        cells[cell] = cells.get(cell, 0) + n
    return {
        "rows": table.rows,
        "groups": list(groups),
        "labelled": label is not None,
        "cells": [[list(values), actual, predicted, n] for (values, actual, predicted), n in cells.items()],
    }


def _place(check: CheckSpec) -> tuple[str | int, ...]:
    return ("checks", check.index, "groups") if "groups" in check.parameters else ("columns", "groups")


def _groups(check: CheckSpec, suite: Suite, table: Table) -> tuple[str, ...]:
    groups = tuple(check.parameters.get("groups", suite.columns.groups))
    if not groups:
        raise suite.error(_place(check), "is missing; expected a list of the columns whose groups are compared")
    for index, group in enumerate(groups):
        if group not in table.types:
            raise suite.error((*_place(check), index), table.missing(group))
    return groups


def _require(role: str, suite: Suite, table: Table, *, needed_by: str | None) -> None:
    column = getattr(suite.columns, role)
    if column is None and needed_by:
        raise suite.error(("columns", role), f"is missing; expected the name of the column that {needed_by} needs")
    if column is not None and column not in table.types:
        raise suite.error(("columns", role), table.missing(column))


def _binary(role: str, texts: set[str | None], suite: Suite, table: Table) -> dict[str | None, int | None]:
    """Which texts of a column are 1 and which 0; NaN counts as not known."""
    positive = suite.columns.positive
    known: dict[str | None, int | None] = {
        text: None if text is None or text.lower() == "nan" else int(_means(text, positive)) for text in texts
    }
    present = sorted(text for text, value in known.items() if text is not None and value is not None)
    others = {text for text in present if known[text] == 0}
    if len(others) > 1 or (others and positive == 1 and not _means(min(others), 0)):
        raise _not_binary(role, present, suite, table)
    return known


def _means(text: str, value: str | int | bool) -> bool:  # noqa: FBT001 - a value of a suite, not a switch
    """Whether a column's text is this value: 1 is also true and 1.0, 0 also false and 0.0."""
    if isinstance(value, str):
        return text == value
    spelt = {"true": "1", "false": "0"}.get(text.lower(), text)
    try:
        return float(spelt) == float(value)
    except ValueError:
        return False


def _not_binary(role: str, present: list[str], suite: Suite, table: Table) -> SuiteError:
    shown = ", ".join(f"'{text}'" for text in present[:8]) + (", ..." if len(present) > 8 else "")  # noqa: PLR2004
    return suite.error(
        ("columns", role),
        f"the column '{getattr(suite.columns, role)}' in {table.locator} has the values {shown}; expected two, "
        f"of which columns.positive (now {suite.columns.positive!r}) names the positive one",
    )
