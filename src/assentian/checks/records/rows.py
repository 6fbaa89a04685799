"""Rows of records, each value read as what it must be; a value that is not is named by file and row.

Invariant: a row that cannot be read stops the check with its place, so that no malformed row counts as kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.spec import CheckSpec
from assentian.checks.sql import identifier, quoted
from assentian.checks.tables import Table

LONGEST_QUOTE = 40
_VIEWS = count()


class Type(StrEnum):
    """What a field holds, in the words of an error message."""

    TEXT = "text"
    TIME = "a date or time as 2026-11-25 or 2026-11-25T09:00:00Z"
    NUMBER = "a number"
    WHOLE = "a whole number"
    FLAG = "true or false"


_READ = {
    Type.TEXT: "{0}",
    Type.TIME: "TRY_CAST({0} AS TIMESTAMP)",
    Type.NUMBER: "CASE WHEN isfinite(TRY_CAST({0} AS DOUBLE)) THEN TRY_CAST({0} AS DOUBLE) END",
    Type.WHOLE: "CASE WHEN regexp_full_match({0}, '[+-]?[0-9]+([.]0+)?') THEN TRY_CAST({0} AS BIGINT) END",
    Type.FLAG: "CASE WHEN lower({0}) IN ('true', 'yes', '1') THEN true "
    "WHEN lower({0}) IN ('false', 'no', '0') THEN false END",
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column that the rules of a kind speak of; `required` ones have a value in every row."""

    name: str
    meaning: str
    type: Type = Type.TEXT
    required: bool = True


def read(
    table: Table, fields: Sequence[Field], names: Mapping[str, str], *, derived: Sequence[str] = (), as_of: datetime
) -> Table:
    """The rows with every field under its own name and type, `row` (from 1) and `as_of` beside them.

    `names` says how the file calls a field. DataError names a column that is missing and the first value that is not
    what it must be. `derived` are further columns over these, as `max(until) OVER (PARTITION BY item) AS latest`.
    """
    typed = [f"CAST({quoted(_plain(as_of))} AS TIMESTAMP) AS as_of", f"{table.row_number} + 1 AS row"]
    for field in fields:
        raw = _raw(table, field, names.get(field.name, field.name))
        typed += [f"{raw} AS {identifier('raw ' + field.name)}"]
        typed += [f"{_READ[field.type].format(raw)} AS {identifier(field.name)}"]
    body = f"SELECT {', '.join(('*', *derived))} FROM (SELECT {', '.join(typed)} FROM {table.relation})"  # noqa: S608
    view = f"held_{next(_VIEWS)}"
    table.connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {body}")
    found = Table(
        connection=table.connection,
        relation=view,
        locator=table.locator,
        files=table.files,
        folder=table.folder,
        row_number="row",
        statements=table.statements,
    )
    table.statements.append(body.replace(table.relation, "{table}", 1))
    _refuse_malformed(found, fields, names)
    return found


def as_of(check: CheckSpec, inputs: Inputs) -> datetime:
    """The moment from which ages are reckoned: what the suite says, else now, to the second."""
    said = check.parameters.get("as_of")
    if said is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise inputs.error(("checks", check.index, "as_of"), f"{said} is no date or time: {error}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _raw(table: Table, field: Field, column: str) -> str:
    """The text of a field without blanks around it, NULL where it is empty."""
    if column in table.types:
        mixed = table.types[column] == "JSON"  # values of several types
        text = f"({identifier(column)} ->> '$')" if mixed else f"CAST({identifier(column)} AS VARCHAR)"
        return f"NULLIF(trim({text}), '')"
    if field.required and table.rows:
        raise DataError(f"{table.missing(column)}; the column is for {field.meaning}", file=table.locator)
    return "CAST(NULL AS VARCHAR)"


def _refuse_malformed(table: Table, fields: Sequence[Field], names: Mapping[str, str]) -> None:
    """Raise for the first row with a value that is missing or not of its type, field by field."""
    for field in fields:
        value, raw = identifier(field.name), identifier("raw " + field.name)
        broken = f"{value} IS NULL" if field.required else f"{value} IS NULL AND {raw} IS NOT NULL"
        [(row, text)] = table.select("min(row)", f"arg_min(coalesce({raw}, ''), row)", then=f"WHERE {broken}")
        if row is not None:
            said = f"is {text[:LONGEST_QUOTE]!r}" if text else "is empty"
            column = names.get(field.name, field.name)
            raise DataError(f"row {row}: '{column}' {said}; expected {field.type.value}", file=table.locator)


def _plain(moment: datetime) -> str:
    """Without a zone, as the engine keeps times: in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
