"""Tables of a database, counted where they live.

Every statement runs in one read-only transaction that sees one state of the data, so that all counts of a run are of
the same rows; a statement that takes too long is stopped. The locator is `postgresql://host/database#table`: no user,
no password. A password comes from the environment (PGPASSWORD, a password file, or the whole URL in
ASSENTIAN_DATA_URL_<NAME>, which a suite names as `database: env:NAME`); no message or statement shows it.

Does not: reach any database but PostgreSQL yet, or change anything in it.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from assentian.checks.errors import DataError
from assentian.checks.extras import require
from assentian.checks.spec import Columns, Source
from assentian.checks.sql import identifier
from assentian.checks.tables.dialects import translate
from assentian.checks.tables.table import DataFile, Table, first_line, with_rows
from assentian.ledger.canonical import encode

FROM_ENVIRONMENT = "env:"
VARIABLE = "ASSENTIAN_DATA_URL_"
SCHEMES = ("postgresql", "postgres")
CONNECT_SECONDS = 5
STATEMENT_SECONDS = 600
"""How long one statement may take where a suite says nothing else."""
TYPES = {
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "real": "FLOAT",
    "double precision": "DOUBLE",
    "numeric": "DECIMAL",
    "text": "VARCHAR",
    "character": "VARCHAR",
    "character varying": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp without time zone": "TIMESTAMP",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
    "uuid": "UUID",
}
"""Types of PostgreSQL in DuckDB's words; any other is shown as it is and compared with nothing."""
DESCRIBE = """
    SELECT a.attname, format_type(a.atttypid, NULL), t.typtype FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
HASHED = "sum(CAST(CAST('x' || substr(md5(CAST(t.* AS text)), {start}, 15) AS bit(60)) AS bigint))"


@dataclass(kw_only=True, eq=False)
class DatabaseTable(Table):
    """A table, or a view, of PostgreSQL; `order` fixes which row comes first."""

    described: Mapping[str, str]
    version: str
    order: str

    @property
    def types(self) -> dict[str, str]:
        return dict(self.described)

    @property
    def engine(self) -> Mapping[str, str]:
        return {"name": "postgresql", "version": self.version}

    def answer(self, statement: str) -> list[tuple[Any, ...]]:
        order = self.order if "row_number()" in statement else ""
        return self.run(translate(statement, "postgres", self.described, order))

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run PostgreSQL's own words; DataError where it refuses, after which others may still be asked."""
        driver = require("psycopg", extra="warehouse")
        try:
            with self.connection.transaction():
                rows: list[tuple[Any, ...]] = self.connection.execute(statement).fetchall()
        except driver.Error as error:
            raise DataError(f"cannot be counted: {_said(error)}", file=self.locator) from None
        return rows

    @cached_property
    def fingerprint(self) -> tuple[DataFile, ...]:
        """The rows by a digest that does not depend on their order: SHA-256 over columns, number of rows and two sums
        of 60 bits of each row's MD5. It shows that rows changed; against forgery it is no proof, as a file's digest is.
        """
        sums = ", ".join(HASHED.format(start=start) for start in (1, 16))
        found = self.run(f"SELECT count(*), {sums} FROM {self.relation} AS t")[0]  # noqa: S608 - quoted
        told = {"columns": [list(pair) for pair in self.described.items()], "rows": [str(value) for value in found]}
        return (DataFile(name=self.locator, digest=hashlib.sha256(encode(told)).hexdigest()),)


def open_database_table(source: Source, columns: Columns) -> Table:
    """Connect and look at the table; DataError within seconds where that cannot be."""
    address = resolved(source.database)
    locator = f"{public(address)}#{source.table}"
    connection = _connection(address, locator, source.timeout or STATEMENT_SECONDS)
    try:
        return _looked_at(connection, locator, source, columns)
    except BaseException:
        connection.close()
        raise


def _looked_at(connection: Any, locator: str, source: Source, columns: Columns) -> Table:
    relation = ".".join(identifier(part) for part in source.table.split("."))
    described = _described(connection, relation, locator)
    table = DatabaseTable(
        connection=connection,
        relation=relation,
        locator=locator,
        row_number="(row_number() OVER () - 1)",
        is_elsewhere=True,
        described=described,
        version=_version(connection),
        order=_order(columns, described, relation),
    )
    return with_rows(table)


def resolved(database: str) -> str:
    """The URL itself; DataError where the variable that a suite names is not set."""
    if not database.startswith(FROM_ENVIRONMENT):
        return database
    name = VARIABLE + database.removeprefix(FROM_ENVIRONMENT)
    address = os.environ.get(name, "")
    if urlsplit(address).scheme not in SCHEMES:
        raise DataError(f"the variable {name} must hold a URL of PostgreSQL, postgresql://HOST/DATABASE", file=database)
    return address


def public(address: str) -> str:
    """`postgresql://host:port/database`, nothing else of a URL."""
    parts = urlsplit(address)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def holds_password(address: str) -> bool:
    """Whether a URL gives a password, before its host or as a parameter."""
    parts = urlsplit(address)
    return ":" in parts.netloc.rpartition("@")[0] or "password" in parts.query.lower()


def _connection(address: str, locator: str, seconds: int) -> Any:
    driver = require("psycopg", extra="warehouse")
    try:
        connection = driver.connect(
            address, connect_timeout=CONNECT_SECONDS, application_name="assentian", client_encoding="utf8"
        )
        for setting, value in (
            ("default_transaction_read_only", "on"),
            ("statement_timeout", f"{seconds}s"),
            ("DateStyle", "ISO, YMD"),
            ("TimeZone", "UTC"),
            ("extra_float_digits", "1"),
            ("standard_conforming_strings", "on"),
        ):
            connection.execute("SELECT set_config(%s, %s, false)", [setting, value])
        connection.commit()
        connection.read_only = True
        connection.isolation_level = driver.IsolationLevel.REPEATABLE_READ
    except driver.OperationalError as error:
        raise DataError(f"cannot be reached: {_reason(error, address)}", file=locator) from None
    except driver.Error:
        raise DataError("is no URL that PostgreSQL's driver understands", file=locator) from None
    return connection


def _described(connection: Any, relation: str, locator: str) -> dict[str, str]:
    driver = require("psycopg", extra="warehouse")
    try:
        with connection.transaction():
            rows = connection.execute(DESCRIBE, [relation]).fetchall()
    except driver.Error as error:
        raise DataError(f"cannot be read: {_said(error)}", file=locator) from None
    if not rows:
        raise DataError("there is no such table or view, or it is not on the search path", file=locator)
    return {name: "ENUM" if kind == "e" else TYPES.get(held, held.upper()) for name, held, kind in rows}


def _version(connection: Any) -> str:
    return str(connection.info.parameter_status("server_version")).partition(" ")[0]


def _order(columns: Columns, described: Mapping[str, str], relation: str) -> str:
    """By time, then id; where the suite names no id, by a hash of the row, which is the same whenever it is asked."""
    named = [name for name in (columns.time, columns.id) if name in described]
    keys = [identifier(name) + (' COLLATE "C"' if described[name] == "VARCHAR" else "") for name in named if name]
    last = relation.rpartition(".")[2]
    return ", ".join(keys if columns.id in described else [*keys, f"MD5(CAST({last} AS TEXT))"])


def _said(error: Exception) -> str:
    if getattr(error, "sqlstate", None) == "57014":
        return "the statement took longer than `timeout` allows; raise it, or ask less"
    return first_line(error)


def _reason(error: Exception, address: str) -> str:
    """Why no connection was made, in the driver's words without the secrets of the URL."""
    parts = urlsplit(address)
    said = " ".join(str(error).split()).replace(address, public(address))
    for secret in (parts.password, os.environ.get("PGPASSWORD")):
        if secret:
            said = said.replace(secret, "***")
    return said
