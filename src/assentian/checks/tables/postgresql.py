"""How PostgreSQL must be asked so that it counts what DuckDB counts.

Each hook takes one node of SQLGlot's tree and the column types, and gives the node in whose place it stands. They agree
on every value that both engines can hold, with these limits: text reads as a day or a time only in the form of ISO 8601
(or with / or spaces between the parts), years 1 to 9999; text of over 400 characters never reads as a number.
"""

from collections.abc import Mapping
from typing import Any

from assentian.checks.extras import require

WHOLE = {"SMALLINT", "INTEGER", "BIGINT"}
FLOATS = {"FLOAT", "DOUBLE"}
DIGITS = "[0-9]+(_[0-9]+)*"
MANTISSA = rf"[+-]?({DIGITS}\.?({DIGITS})?|\.{DIGITS})"
SPACE = "[ \\t\\n\\v\\f\\r]*"
SMALL_NUMBER = rf"^{SPACE}{MANTISSA}([eE][+-]?[0-9]{{1,2}})?{SPACE}$"
ANY_NUMBER = rf"^{SPACE}{MANTISSA}([eE][+-]?[0-9]{{1,4}})?{SPACE}$"
ENDLESS = rf"^{SPACE}([+-]?)inf(inity)?{SPACE}$"
NO_NUMBER = rf"^{SPACE}[+-]?nan{SPACE}$"
DAY = rf"^{SPACE}([0-9]{{1,4}})([-/ ])([0-9]{{1,2}})\2([0-9]{{1,2}})"
CLOCK = r"([0-9]{1,2}):([0-9]{1,2})(:([0-9]{1,2})(\.([0-9]+))?)?"
ZONE = r"(Z| ?UTC|[+-][0-9]{2}(:?[0-9]{2})?)?"
LARGEST = "1.797693134862315807e308"
SMALLEST = "2.4703282292062328e-324"


def text_as_double(text: str) -> str:
    """SQL for the double that a text reads as, NULL where it does not."""
    plain = f"replace({text}, '_', '')"
    exact = f"CAST({plain} AS numeric)"
    return (
        f"CASE WHEN length({text}) <= 200 AND {text} ~ '{SMALL_NUMBER}' THEN CAST({plain} AS double precision) "
        f"WHEN {text} ~* '{NO_NUMBER}' THEN CAST('NaN' AS double precision) "
        f"WHEN {text} ~* '{ENDLESS}' THEN CAST(CASE WHEN {text} ~ '-' THEN '-inf' ELSE 'inf' END AS double precision) "
        f"WHEN length({text}) <= 400 AND {text} ~ '{ANY_NUMBER}' THEN CASE "
        f"WHEN {exact} >= {LARGEST} THEN CAST('inf' AS double precision) "
        f"WHEN {exact} <= -{LARGEST} THEN CAST('-inf' AS double precision) "
        f"WHEN abs({exact}) < {SMALLEST} THEN CAST(0 AS double precision) "
        f"ELSE CAST({plain} AS double precision) END END"
    )


def text_as_day(text: str, end: str = r"([ T].*)?$") -> str:
    """SQL for the day that a text begins with, NULL where the calendar has none."""
    year, month, day = (f"CAST((regexp_match({text}, '{DAY}'))[{part}] AS integer)" for part in (1, 3, 4))
    last = f"extract(day FROM make_date({year}, {month}, 1) + interval '1 month' - interval '1 day')"
    return (
        f"CASE WHEN {text} ~ '{DAY}{end}' THEN CASE WHEN {year} >= 1 AND {month} BETWEEN 1 AND 12 THEN "
        f"CASE WHEN {day} BETWEEN 1 AND {last} THEN make_date({year}, {month}, {day}) END END END"
    )


def text_as_time(text: str) -> str:
    """SQL for the time that a text reads as; a zone is passed over, as DuckDB does."""
    found = f"regexp_match({text}, '[ T]{CLOCK}{ZONE}{SPACE}$')"
    hour, minute, second = (f"CAST(coalesce(({found})[{part}], '0') AS integer)" for part in (1, 2, 4))
    micros = f"CAST(rpad(left(coalesce(({found})[6], '0'), 6), 6, '0') AS integer)"
    clock = f"make_interval(hours => {hour}, mins => {minute}, secs => {second} + {micros} / 1000000.0)"
    valid = f"({hour} < 24 OR ({hour} = 24 AND {minute} + {second} + {micros} = 0)) AND {minute} < 60 AND {second} < 60"
    only_day = text_as_day(text, "$")
    return (
        f"CASE WHEN {text} ~ '{DAY}$' THEN CAST({only_day} AS timestamp) "
        f"WHEN {text} ~ '{DAY}[ T]{CLOCK}{ZONE}{SPACE}$' AND {valid} THEN {text_as_day(text)} + {clock} END"
    )


def text_as_flag(text: str) -> str:
    return (
        f"CASE WHEN lower({text}) IN ('true', 't', 'yes', 'y', '1') THEN true "
        f"WHEN lower({text}) IN ('false', 'f', 'no', 'n', '0') THEN false END"
    )


def double_as_text(value: str) -> str:
    """SQL for the text of a double as DuckDB writes it: shortest that reads back, with a point, from 1e16 on with e."""
    text = f"CAST({value} AS text)"
    plain = f"CAST(CAST({text} AS numeric) AS text)"
    return (
        f"CASE WHEN {value} IS NULL THEN NULL WHEN {value} = 'NaN' THEN 'nan' WHEN {value} = 'Infinity' THEN 'inf' "
        f"WHEN {value} = '-Infinity' THEN '-inf' WHEN {value} = 0 THEN {text} || '.0' "
        f"WHEN abs({value}) >= CAST('1e-4' AS double precision) AND abs({value}) < CAST('1e16' AS double precision) "
        f"THEN {plain} || CASE WHEN {plain} LIKE '%.%' THEN '' ELSE '.0' END ELSE {text} END"
    )


def _column(node: Any, types: Mapping[str, str]) -> tuple[str, str]:
    """The argument of a cast in PostgreSQL's words, and its type where it is a column of the table."""
    exp = require("sqlglot", extra="warehouse").exp
    inner = node.this
    known = isinstance(inner, exp.Column) and isinstance(inner.this, exp.Identifier) and inner.this.quoted
    return inner.sql(dialect="postgres"), types.get(inner.name, "") if known else ""


def _parsed(sql: str) -> Any:
    return require("sqlglot", extra="warehouse").parse_one(f"({sql})", read="postgres")


def _try_cast(node: Any, types: Mapping[str, str]) -> Any:
    value, held = _column(node, types)
    wanted = node.to.this.name
    if held == "VARCHAR":
        read = {"DOUBLE": text_as_double, "BOOLEAN": text_as_flag, "DATE": text_as_day}.get(wanted, text_as_time)
        return _raw(read(value))
    number = held in WHOLE or held in FLOATS or held.startswith("DECIMAL")
    if wanted == "DOUBLE":
        if held == "BOOLEAN":
            return _raw(f"CASE WHEN {value} THEN 1.0 WHEN NOT {value} THEN 0.0 END::double precision")
        return _raw(f"CAST({value} AS double precision)" if number else "CAST(NULL AS double precision)")
    if wanted == "BOOLEAN":
        return _raw(value if held == "BOOLEAN" else f"({value} <> 0)" if number else "CAST(NULL AS boolean)")
    target = "date" if wanted == "DATE" else "timestamp"
    moment = held == "DATE" or held.startswith("TIMESTAMP")
    return _raw(f"CAST({value if moment else 'NULL'} AS {target})")


def _cast(node: Any, types: Mapping[str, str]) -> Any:
    """Text as DuckDB writes it, compared and ordered byte by byte."""
    if node.to.this.name not in {"VARCHAR", "TEXT"}:
        return node
    value, held = _column(node, types)
    text = double_as_text(value) if held in FLOATS else f"CAST({value} AS text)"
    return _raw(f'({text}) COLLATE "C"')


def _is_nan(node: Any, _types: Mapping[str, str]) -> Any:
    return _raw(f"({node.this.sql(dialect='postgres')} = CAST('NaN' AS double precision))")


def _whole_division(node: Any, _types: Mapping[str, str]) -> Any:
    exp = require("sqlglot", extra="warehouse").exp
    return exp.cast(node.copy(), "BIGINT", copy=False) if not isinstance(node.parent, exp.Cast) else node


def _raw(sql: str) -> Any:
    """SQL in PostgreSQL's words that SQLGlot takes as it stands."""
    exp = require("sqlglot", extra="warehouse").exp
    return exp.Var(this=sql)


HOOKS = {"TryCast": _try_cast, "Cast": _cast, "IsNan": _is_nan, "IntDiv": _whole_division}
