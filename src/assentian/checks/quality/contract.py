"""Counts what breaks a contract on the table as a whole: its columns, keys over several columns, rules between columns,
values that must exist elsewhere, the order of time, and the balance of classes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.quality.predicate import PredicateError, predicate
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

Broken = dict[str, Any]
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
KINDS_OF_TYPE = {
    "integer": WHOLE,
    "number": (*WHOLE, "DOUBLE", "FLOAT", "DECIMAL"),
    "text": ("VARCHAR",),
    "boolean": ("BOOLEAN",),
    "date": ("DATE",),
    "time": ("TIMESTAMP",),
}


def departures(declared: Mapping[str, Any], table: Table) -> dict[str, int]:
    """How many columns are missing, unexpected, out of order or of another type than the schema says."""
    wanted, there = list(declared["columns"]), list(table.types)
    common = [name for name in there if name in wanted]
    return {
        "missing_columns": sum(name not in there for name in wanted),
        "extra_columns": 0 if declared.get("extra") else sum(name not in wanted for name in there),
        "columns_out_of_order": sum(
            one != other
            for one, other in zip(common, (name for name in wanted if name in there), strict=True)
            if declared.get("ordered")
        ),
        "column_types": sum(
            not table.types[name].startswith(KINDS_OF_TYPE[kind])
            for name, kind in declared["columns"].items()
            if name in there and kind != "any"
        ),
    }


def broken(check: CheckSpec, suite: Suite, inputs: Inputs) -> Iterator[Broken]:
    """One count for each rule on the table as a whole; SuiteError for a column or an expression that cannot be."""
    table, here = inputs.current, ("checks", check.index)
    for index, key in enumerate(check.parameters.get("unique", ())):
        for position, column in enumerate(key):
            _require(column, suite, table, (*here, "unique", index, position))
        names = ", ".join(map(identifier, key))
        ((twice,),) = table.select(
            "count(*) FILTER (place > 1)", of=f"row_number() OVER (PARTITION BY {names}) AS place"
        )
        yield {"column": ", ".join(key), "rule": "duplicates", "rows": int(twice)}
    for index, text in enumerate(check.parameters.get("sql", ())):
        try:
            expression = predicate(text, table)
        except PredicateError as error:
            raise suite.error((*here, "sql", index), str(error)) from error
        ((rows_broken,),) = table.select(f"count(*) FILTER (NOT coalesce(CAST({expression} AS BOOLEAN), false))")
        yield {"column": text, "rule": "sql", "rows": int(rows_broken)}
    for index, column in enumerate(check.parameters.get("monotonic", ())):
        _require(column, suite, table, (*here, "monotonic", index))
        text = table.types[column] == "VARCHAR"
        value = f"TRY_CAST({identifier(column)} AS TIMESTAMP)" if text else identifier(column)
        ((back,),) = table.select("count(*) FILTER (v < before)", of=f"{value} AS v, lag({value}) OVER () AS before")
        yield {"column": column, "rule": "steps_back", "rows": int(back)}
    yield from _references(check, suite, inputs)


def _references(check: CheckSpec, suite: Suite, inputs: Inputs) -> Iterator[Broken]:
    table, here = inputs.current, ("checks", check.index)
    for index, (column, declared) in enumerate(check.parameters.get("references", {}).items()):
        _require(column, suite, table, (*here, "references", column))
        other = inputs.records(declared["path"], f"referenced_rows_{index}")
        _require(declared["column"], suite, other, (*here, "references", column, "column"))
        view = f"referenced_{index}"
        inputs.connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS FROM {other.relation}")
        known = f"SELECT CAST({identifier(declared['column'])} AS VARCHAR) FROM {view}"  # noqa: S608 - quoted names
        name = identifier(column)
        ((orphans,),) = table.select(
            f"count(*) FILTER ({name} IS NOT NULL AND NOT coalesce(CAST({name} AS VARCHAR) IN ({known}), false))"
        )
        yield {"column": column, "rule": "orphans", "rows": int(orphans)}


def balance(check: CheckSpec, suite: Suite, table: Table) -> dict[str, int]:
    """Rows of the rarest class, and of all classes."""
    column = check.parameters["class_balance"].get("column", suite.columns.label)
    place = ("checks", check.index, "class_balance")
    if column is None:
        raise suite.error(place, "needs columns.label, or a column of its own")
    _require(column, suite, table, place)
    name = identifier(column)
    rows = [int(row[0]) for row in table.select("count(*)", then=f"WHERE {name} IS NOT NULL GROUP BY {name}")]
    return {"rarest": min(rows, default=0), "of": sum(rows), "classes": len(rows)}


def _require(column: str, suite: Suite, table: Table, place: tuple[str | int, ...]) -> None:
    if column not in table.types:
        raise suite.error(place, table.missing(column))
