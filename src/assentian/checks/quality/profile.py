"""Counts the rows that break the declared rules, in one pass over the current data."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.quality import contract
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier, number, quoted
from assentian.checks.tables import Table

FLOATS = {"DOUBLE", "FLOAT"}
READS_AS = {"number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP"}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """One count for each column and rule, the number of rows and the age of the newest.

    Raises SuiteError for a column that is not there, DataError where the engine refuses.
    """
    table, here = inputs.current, ("checks", check.index)
    rules: Mapping[str, Mapping[str, Any]] = check.parameters.get("rules", {})
    asked = [
        (column, rule, expression)
        for column, declared in rules.items()
        for rule, expression in _counters(column, declared, _type(column, suite, table, here)).items()
        if rule != "malformed" or _is_pattern(column, declared["regex"], suite, table, here)
    ]
    counted = table.select(*(sql for _, _, sql in asked))[0] if asked else ()
    broken = [
        {"column": column, "rule": rule, "rows": int(rows)}
        for (column, rule, _), rows in zip(asked, counted, strict=True)
    ]
    broken += contract.broken(check, suite, inputs)
    counts: Counts = {"rows": table.rows, "broken": broken}
    if "schema" in check.parameters:
        counts["schema"] = contract.departures(check.parameters["schema"], table)
    if "class_balance" in check.parameters:
        counts["balance"] = contract.balance(check, suite, table)
    if "freshness" in check.parameters:
        counts["age_seconds"] = _age(check.parameters["freshness"].get("as_of"), suite, table, here)
    return counts


def _type(column: str, suite: Suite, table: Table, here: tuple[str | int, ...]) -> str:
    if column not in table.types:
        raise suite.error((*here, "rules", column), table.missing(column))
    return table.types[column]


def _counters(column: str, declared: Mapping[str, Any], column_type: str) -> dict[str, str]:
    """SQL that counts the rows breaking each rule of one column."""
    name = identifier(column)
    missing = f"{name} IS NULL" + (f" OR isnan({name})" if column_type in FLOATS else "")
    present = f"NOT ({missing})"
    counters = {}
    if "null_max" in declared:
        counters["missing"] = f"count(*) FILTER ({missing})"
    if "range" in declared:
        low, high = (number(bound) for bound in declared["range"])
        value = f"TRY_CAST({name} AS DOUBLE)"
        inside = f"{value} >= {low} AND {value} <= {high}"
        counters["out_of_range"] = f"count(*) FILTER ({present} AND NOT coalesce({inside}, false))"
    if "allowed" in declared:
        counters["not_allowed"] = (
            f"count(*) FILTER ({present} AND NOT coalesce({_among(name, declared['allowed'])}, false))"
        )
    if "regex" in declared:
        form = f"regexp_full_match(CAST({name} AS VARCHAR), {quoted(declared['regex'])})"
        counters["malformed"] = f"count(*) FILTER ({present} AND NOT {form})"
    if "unique" in declared:
        counters["duplicates"] = f"count(*) FILTER ({present}) - count(DISTINCT {name}) FILTER ({present})"
    if "type" in declared:
        counters["wrong_type"] = f"count(*) FILTER ({present} AND NOT {_reads_as(name, declared['type'])})"
    return counters


def _is_pattern(column: str, pattern: str, suite: Suite, table: Table, here: tuple[str | int, ...]) -> bool:
    """True, or SuiteError where the engine cannot read the pattern."""
    import duckdb

    try:
        table.connection.execute("SELECT regexp_full_match('', ?)", [pattern]).fetchall()
    except duckdb.Error as error:
        raise suite.error((*here, "rules", column, "regex"), f"is no regular expression: {error}") from error
    return True


def _among(name: str, allowed: list[Any]) -> str:
    """True where the value is one of these; text is compared as text and numbers as numbers, whatever the column is."""
    texts = [quoted(value) for value in allowed if isinstance(value, str)]
    flags = [str(value).lower() for value in allowed if isinstance(value, bool)]
    numbers = [number(value) for value in allowed if isinstance(value, int | float) and not isinstance(value, bool)]
    kinds = (
        (texts, f"CAST({name} AS VARCHAR)"),
        (flags, f"TRY_CAST({name} AS BOOLEAN)"),
        (numbers, f"TRY_CAST({name} AS DOUBLE)"),
    )
    tests = [f"coalesce({value} IN ({', '.join(values)}), false)" for values, value in kinds if values]
    return f"({' OR '.join(tests)})"


def _reads_as(name: str, wanted: str) -> str:
    """True where the value reads as the wanted type without loss."""
    if wanted == "text":
        return "true"
    if wanted == "integer":
        return f"coalesce(TRY_CAST({name} AS DOUBLE) = floor(TRY_CAST({name} AS DOUBLE)), false)"
    return f"(TRY_CAST({name} AS {READS_AS[wanted]}) IS NOT NULL)"


def _age(as_of: str | None, suite: Suite, table: Table, here: tuple[str | int, ...]) -> int | None:
    """Seconds from the newest time to `as_of` (UTC midnight) or now; None where no row has a time."""
    column = suite.columns.time
    if column is None:
        raise suite.error((*here, "freshness"), "needs columns.time, the column that says when a row happened")
    if column not in table.types:
        raise suite.error(("columns", "time"), table.missing(column))
    newest = table.select(f"epoch(max(TRY_CAST({identifier(column)} AS TIMESTAMP)))::BIGINT")[0][0]
    try:
        until = datetime.fromisoformat(as_of).replace(tzinfo=UTC) if as_of else datetime.now(UTC)
    except ValueError as error:
        raise suite.error((*here, "freshness", "as_of"), f"'{as_of}' is not a day of the calendar") from error
    return None if newest is None else int(until.timestamp()) - int(newest)
