"""What changed between two versions of a data set, by source: rows added, removed, changed, and labels turned.

Rows are matched by their id. A change passes when the suite explains it: from which source, of what sort, how many rows
at most.
Does not: say how the distributions moved (`drift` does), or match rows whose id was changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import named
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier, quoted
from assentian.checks.tables import Table
from assentian.standards.strict_yaml import Place

ADDED, REMOVED, CHANGED, RELABELLED = SORTS = ("added", "removed", "changed", "relabelled")
MISSING = "(missing)"
MOST_SOURCES = 10_000
Cell = Sequence[Any]
"""[source, sort, rows]"""


def unexplained(rows: int) -> float:
    """Rows that were added, removed, changed or relabelled beyond what the suite explains, in all. Unit: rows.

    Source: this product. Does not show: whether the explanation is a good one, or rows that were exchanged for others
    with the same id, columns and label.
    """
    return float(rows)


def changed_share(rows: int, before: int) -> float:
    """Rows of one sort of change from one source, as a share of the rows that the source had before. Unit: share.

    Source: this product. Does not show: whether the change was meant. A source without rows before has no share.
    """
    return rows / before


MEASURES = {
    "unexplained": Measure(name="unexplained", function=unexplained, limit=NONE_ALLOWED),
    "changed_share": Measure(
        name="changed_share", function=changed_share, limit=Limit(warn=1, breach=1), default=False
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, before, after, sources: [[source, rows before]], cells: [[source, sort, rows]]}`."""
    parameters = check.parameters
    before = inputs.dataset(parameters["before"], f"before_{check.index}")
    after = inputs.dataset(parameters["after"], f"after_{check.index}")
    source, label = parameters.get("source"), parameters.get("label")
    for column, place in _columns(check):
        for table in (before, after):
            if column not in table.types:
                raise suite.error(place, table.missing(column))
    held = [name for name in before.types if name in after.types and name not in {parameters["key"], label, source}]
    if gone := sorted(before.types.keys() ^ after.types.keys()):
        raise DataError(f"has not the same columns as the version before: {', '.join(gone)}", file=after.locator)
    texts = ", ".join(_text(name) for name in held) or "''"
    for table in (before, after):
        _refuse_twins(table, parameters["key"])
    source_of = _text(source) if source else quoted("all")
    parts = [
        f"{_text(parameters['key'])} AS id",
        f"{source_of} AS source",
        f"{_text(label) if label else quoted('')} AS label",
        f"md5(to_json(list_value({texts}))) AS content",
    ]
    found = _compared(after, before, ", ".join(parts))
    sizes = before.select(f"{source_of} AS source", "count(*)", then="GROUP BY 1 ORDER BY 1")
    if len(found) > MOST_SOURCES * len(SORTS):
        raise DataError(f"has more than {MOST_SOURCES} sources", file=after.locator)
    return {
        "rows": before.rows + after.rows,
        "before": before.rows,
        "after": after.rows,
        "sources": [[name, int(rows)] for name, rows in sizes],
        "cells": [[name, sort, int(rows)] for name, sort, rows in found],
    }


def _compared(after: Table, before: Table, parts: str) -> list[tuple[Any, ...]]:
    """Rows by source and sort of change; a row that was relabelled counts as that, whatever else changed in it."""
    statement = (
        "SELECT coalesce(new.source, old.source) AS source, "  # noqa: S608 - names have passed through `sql`
        f"CASE WHEN old.id IS NULL THEN '{ADDED}' WHEN new.id IS NULL THEN '{REMOVED}' "
        f"WHEN old.label <> new.label THEN '{RELABELLED}' ELSE '{CHANGED}' END AS sort, count(*) "
        f"FROM (SELECT {parts} FROM {{table}}) new FULL OUTER JOIN (SELECT {parts} FROM {{before}}) old "
        "ON new.id = old.id "
        "WHERE old.id IS NULL OR new.id IS NULL OR old.label <> new.label OR old.content <> new.content "
        "OR old.source <> new.source GROUP BY 1, 2 ORDER BY 1, 2"
    )
    after.statements.append(statement)
    return after.answer(statement.replace("{table}", after.relation).replace("{before}", before.relation))


def _text(column: str) -> str:
    """A value as text, with a missing one unlike every other."""
    return f"coalesce(CAST({identifier(column)} AS VARCHAR), {quoted(MISSING)})"


def _refuse_twins(table: Table, column: str) -> None:
    [(rows, ids)] = table.select("count(*)", f"count(DISTINCT {identifier(column)})")
    if rows != ids:
        raise DataError(f"'{column}' is missing or stands twice in {rows - ids} rows", file=table.locator)


def _columns(check: CheckSpec) -> Iterator[tuple[str, Place]]:
    for name in ("key", "source", "label"):
        if name in check.parameters:
            yield check.parameters[name], ("checks", check.index, name)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Rows beyond what is explained, and each cell beside them. Pure."""
    cells: Sequence[Cell] = counts["cells"]
    before = dict(counts["sources"])
    allowed = _explained(parameters)
    beyond = {(source, sort): max(0, rows - _most(allowed, source, sort)) for source, sort, rows in cells}
    limit = MEASURES["unexplained"].limit_of(parameters.get("metrics", {}).get("unexplained", {}))
    note = named([f"{source}: {rows} {sort}" for (source, sort), rows in beyond.items() if rows])
    shown = [
        Metric(
            name="changed_share",
            where=f"{source}: {sort}",
            value=changed_share(rows, before[source]) if before.get(source) else None,
            n=rows,
        )
        for source, sort, rows in cells[:50]
    ]
    return (judged("unexplained", unexplained(sum(beyond.values())), limit, n=counts["rows"], note=note), *shown)


def _explained(parameters: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in parameters.get("explained", ()):
        key = (one.get("source", ""), one["change"])
        found[key] = found.get(key, 0) + one["most"]
    return found


def _most(allowed: Mapping[tuple[str, str], int], source: str, sort: str) -> int:
    """Rows that are explained of a source, else of any one source."""
    return allowed.get((source, sort), allowed.get(("", sort), 0))


KIND = Kind(
    name="data-diff",
    title="Changes between two versions of a data set are those that were explained",
    speaks_for={
        "iso42001:A.7.6": "Shows what preparing the data changed, source by source.",
        "iso42001:A.7.4": "Finds changes of data that nobody meant.",
        "iso27001:A.8.32": "Holds a change of data against the change that was decided.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
