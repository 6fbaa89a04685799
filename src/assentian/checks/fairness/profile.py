"""Counts the fairness cube: group x label x prediction, one statement over the current data."""

from typing import Any

from assentian.checks.fairness.calibration import MILLION
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.outcomes import binary, require
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

MOST_CELLS = 20_000
MISSING = "(missing)"
NO_COLUMN = "NULL"


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """The cube as cells `[[group value, ...], label, prediction, rows]`, label and prediction 0, 1 or null.

    Raises SuiteError where a column is missing, is not binary, or the groups are too many to compare.
    """
    table = inputs.current
    groups = _groups(check, suite, table)
    require("prediction", suite, table, needed_by="every rate")
    needs_label = [name for name in check.parameters.get("metrics", {}) if not name.startswith("selection_")]
    require("label", suite, table, needed_by=next(iter(needs_label), None))
    label, prediction = suite.columns.label, suite.columns.prediction
    names = [f"CAST({identifier(group)} AS VARCHAR)" for group in groups]
    outcomes = [f"CAST({identifier(column)} AS VARCHAR)" if column else NO_COLUMN for column in (label, prediction)]
    order = ", ".join(f"{position} NULLS LAST" for position in range(1, len(groups) + 3))
    then = f"GROUP BY ALL ORDER BY {order} LIMIT {MOST_CELLS + 1}"
    rows = table.select(*names, *outcomes, "count(*)", then=then)
    if len(rows) > MOST_CELLS:
        problem = f"these groups have over {MOST_CELLS} combinations; put their values into bands"
        raise suite.error(_place(check), problem)
    labels = binary("label", {row[-3] for row in rows}, suite, table)
    predictions = binary("prediction", {row[-2] for row in rows}, suite, table)
    cells: dict[tuple[Any, ...], int] = {}
    for *values, actual, predicted, n in rows:
        cell = (tuple(MISSING if value is None else value for value in values), labels[actual], predictions[predicted])
        cells[cell] = cells.get(cell, 0) + n
    counts: Counts = {
        "rows": table.rows,
        "groups": list(groups),
        "labelled": label is not None,
        "cells": [[list(values), actual, predicted, n] for (values, actual, predicted), n in cells.items()],
    }
    if "calibration_gap" in check.parameters.get("metrics", {}):
        counts["calibration"] = _calibration(names, labels, suite, table)
    return counts


def _calibration(names: list[str], labels: dict[str | None, int | None], suite: Suite, table: Table) -> list[list[Any]]:
    """[group values, cases, positives, sum of scores in millionths], of the cases with a label and a score."""
    require("score", suite, table, needed_by="calibration_gap")
    score = f"TRY_CAST({identifier(suite.columns.score or '')} AS DOUBLE)"
    wrong = table.select(f"count(*) FILTER ({score} < 0 OR {score} > 1)")[0][0]
    if wrong:
        problem = f"the column '{suite.columns.score}' in {table.locator} holds scores outside 0 to 1"
        raise suite.error(("columns", "score"), f"{problem}; expected probabilities of the positive label")
    label = f"CAST({identifier(suite.columns.label or '')} AS VARCHAR)"
    total = f"sum(CAST(round({score} * {MILLION}) AS BIGINT))"
    order = ", ".join(f"{position} NULLS LAST" for position in range(1, len(names) + 2))
    then = f"WHERE {score} IS NOT NULL GROUP BY {', '.join(names)}, {label} ORDER BY {order}"
    groups: dict[tuple[str, ...], list[int]] = {}
    for *values, text, n, scores in table.select(*names, label, "count(*)", total, then=then):
        outcome = labels[text]
        if outcome is not None:
            cell = groups.setdefault(tuple(MISSING if value is None else value for value in values), [0, 0, 0])
            for position, more in enumerate((n, n * outcome, int(scores))):
                cell[position] += more
    return [[list(values), *cell] for values, cell in groups.items()]


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
