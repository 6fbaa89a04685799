"""Counting statements, written once in DuckDB's words, for other engines.

SQLGlot rewrites syntax. What it leaves to differ in meaning is rewritten here, engine by engine, so that every engine
counts the same integers: what reads as a number or a day, the text of a number, where NaN stands, the order of text,
which row comes first. A column's type decides some of it; columns are written in double quotes, names that a statement
makes itself are not, so no alias is taken for a column.

Does not: run anything. `postgresql` is tested in every run; Spark and ClickHouse, which need no hooks for these
statements, by `tests/engines`; for others it is only tested that what SQLGlot writes can be read again.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from assentian.checks.extras import require
from assentian.checks.tables import postgresql

Hook = Callable[[Any, Mapping[str, str]], Any]
HOOKS: Mapping[str, Mapping[str, Hook]] = {"postgres": postgresql.HOOKS}


def translate(statement: str, engine: str, types: Mapping[str, str], order: str = "") -> str:
    """The statement in the words of an engine (SQLGlot's name of it).

    `types` are the table's columns in DuckDB's words; `order`, in the engine's words, fixes which row comes first,
    since rows of a database have no place of their own.
    """
    sqlglot = require("sqlglot", extra="warehouse")
    tree = sqlglot.parse_one(statement, read="duckdb")
    _spell_out_groups(tree, sqlglot.exp)
    _name_subqueries(tree, sqlglot.exp)
    _number_rows(tree, sqlglot.exp, sqlglot.parse_one(f"SELECT 1 ORDER BY {order}", read=engine) if order else None)
    hooks = {getattr(sqlglot.exp, name): hook for name, hook in HOOKS.get(engine, {}).items()}
    return str(tree.transform(partial(_hooked, hooks=hooks, types=types)).sql(dialect=engine))


def _hooked(node: Any, *, hooks: Mapping[type, Hook], types: Mapping[str, str]) -> Any:
    hook = hooks.get(type(node))
    return hook(node, types) if hook else node


def _spell_out_groups(tree: Any, exp: Any) -> None:
    """GROUP BY ALL as the positions of what is no aggregate."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group and group.args.get("all"):
            plain = [place for place, one in enumerate(select.expressions, 1) if not one.find(exp.AggFunc)]
            select.set("group", exp.Group(expressions=[exp.Literal.number(place) for place in plain]))


def _name_subqueries(tree: Any, exp: Any) -> None:
    """A name for every table that a statement makes, which most engines ask for."""
    for number, subquery in enumerate(tree.find_all(exp.Subquery)):
        if not subquery.alias:
            subquery.set("alias", exp.TableAlias(this=exp.to_identifier(f"q{number}")))


def _number_rows(tree: Any, exp: Any, ordered: Any) -> None:
    """Rows numbered in the table's order; and a condition on their number, which no engine takes, in a query around."""
    for window in tree.find_all(exp.Window):
        if ordered is not None and isinstance(window.this, exp.RowNumber):
            window.set("order", ordered.args["order"].copy())
    where = tree.args.get("where")
    if where is None or not where.find(exp.Window):
        return
    columns = [exp.alias_(one.copy(), f"x{place}") for place, one in enumerate(tree.expressions)]
    kept = exp.alias_(where.this.copy(), "kept")
    inner = exp.select(*columns, kept).from_(tree.args["from_"].this.copy()).subquery("numbered")
    tree.set("expressions", [exp.column(f"x{place}") for place in range(len(columns))])
    tree.set("from_", exp.From(this=inner))
    tree.set("where", exp.Where(this=exp.column("kept")))
