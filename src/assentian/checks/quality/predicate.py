"""A rule that a suite writes as SQL: one expression about one row, and nothing else.

Invariant: the engine parses the text and runs only what it wrote back from that parse, and only if every node of it is
on the list below; so a rule can read no file, no setting, no other table, and calls no function but the listed ones.
"""

import json
from collections.abc import Iterator
from typing import Any

from assentian.checks.errors import known_names
from assentian.checks.sql import quoted
from assentian.checks.tables import Table

NODES = {
    "CONJUNCTION",
    "COMPARISON",
    "COLUMN_REF",
    "CONSTANT",
    "OPERATOR",
    "BETWEEN",
    "CAST",
    "CASE",
    "FUNCTION",
    "TYPE",
}
FUNCTIONS = {
    *("+", "-", "*", "/", "//", "%", "||", "~~", "!~~", "~~*", "!~~*"),
    *("abs", "ceil", "floor", "round", "sqrt", "ln", "exp", "power", "mod", "greatest", "least", "isnan", "isinf"),
    *("length", "lower", "upper", "trim", "ltrim", "rtrim", "left", "right", "substring", "concat", "replace"),
    *("starts_with", "contains", "regexp_matches", "regexp_full_match"),
    *("year", "month", "day", "date_part", "date_trunc", "date_diff"),
}
CLAUSES = ("where_clause", "having", "qualify", "sample", "group_expressions", "modifiers", "group_sets")
REFUSED = (";", "--", "/*")


class PredicateError(ValueError):
    """The text is no expression about one row; the message says why."""


def predicate(text: str, table: Table) -> str:
    """The expression as the engine wrote it back; raises PredicateError for anything else than a row's own rule."""
    import duckdb

    if any(mark in text for mark in REFUSED):
        raise PredicateError(f"holds one of {' '.join(REFUSED)}; expected a single expression")
    tree = _parsed(f"SELECT {text}", table)
    if tree["error"]:
        raise PredicateError(f"cannot be read as SQL: {tree.get('error_message', 'no expression')}")
    (statement,) = tree["statements"] if len(tree["statements"]) == 1 else (None,)
    node = statement["node"] if statement else {}
    single = node.get("type") == "SELECT_NODE" and node["from_table"]["type"] == "EMPTY"
    if not single or len(node["select_list"]) != 1 or any(node.get(clause) for clause in CLAUSES):
        raise PredicateError("is more than an expression; expected one about a row, as amount >= 0")
    if node["cte_map"]["map"]:
        raise PredicateError("is more than an expression; expected one about a row, as amount >= 0")
    for part in _parts(node["select_list"][0]):
        _allow(part, table)
    rendered = table.connection.execute(f"SELECT json_deserialize_sql({quoted(json.dumps(tree))})").fetchall()
    expression = str(rendered[0][0]).removeprefix("SELECT ")
    try:
        table.connection.execute(f"SELECT CAST({expression} AS BOOLEAN) FROM {table.relation} LIMIT 0")  # noqa: S608
    except duckdb.Error as error:
        raise PredicateError(f"is no rule about these rows: {error}") from error
    return expression


def _parsed(statement: str, table: Table) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        table.connection.execute("SELECT json_serialize_sql(?)", [statement]).fetchall()[0][0]
    )
    return found


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "class" in node:
            yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _parts(value)


def _allow(part: dict[str, Any], table: Table) -> None:
    kind = part["class"]
    if kind not in NODES:
        raise PredicateError(f"holds a {kind.lower().replace('_', ' ')}; expected comparisons of columns and values")
    if kind == "FUNCTION" and (part["function_name"] not in FUNCTIONS or part.get("schema") or part.get("catalog")):
        raise PredicateError(f"calls '{part['function_name']}'; {known_names(part['function_name'], FUNCTIONS)}")
    if kind == "COLUMN_REF":
        name = ".".join(part["column_names"])
        if not any(name.lower() == column.lower() for column in table.types):
            raise PredicateError(table.missing(name))
