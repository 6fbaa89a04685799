"""Tables at an address: `s3://` and `https://`, read by the engine's own extension httpfs.

Only a path that begins so loads the extension, installing it first where it is not there; where it cannot be had, a
file at `https://` is fetched whole, and S3 is an error that says how to install it. Credentials come from the
environment alone (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL); no
locator, name or message holds them, and what follows a `?` (as the signature of a signed address) is left out of all
three. Plain `http://` is only read from this machine itself.
"""

import os
import re
from dataclasses import dataclass
from functools import cached_property
from glob import has_magic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from assentian.checks.errors import DataError
from assentian.checks.sql import quoted
from assentian.checks.tables.files import ARROW, format_of, open_table, readable
from assentian.checks.tables.table import DataFile, Table, first_line, with_rows

if TYPE_CHECKING:
    import duckdb

ADDRESS = re.compile(r"(s3|https)://|http://(localhost|127\.0\.0\.1)[:/]")
SECRET = {
    "KEY_ID": "AWS_ACCESS_KEY_ID",
    "SECRET": "AWS_SECRET_ACCESS_KEY",
    "SESSION_TOKEN": "AWS_SESSION_TOKEN",
    "REGION": "AWS_REGION",
    "ENDPOINT": "AWS_ENDPOINT_URL",
}
PATIENCE = ("http_timeout = 30", "http_retries = 2")


@dataclass(kw_only=True, eq=False)
class RemoteTable(Table):
    """Files at addresses; `addresses` are whole and never shown."""

    addresses: tuple[str, ...]

    @cached_property
    def fingerprint(self) -> tuple[DataFile, ...]:
        """The SHA-256 of each file's bytes as they are served now; one file at a time is held in memory."""
        found = {}
        for address in self.addresses:
            statement = f"SELECT sha256(content) FROM read_blob({quoted(address)})"  # noqa: S608 - quoted
            found[public(address)] = str(self.answer(statement)[0][0])
        return tuple(DataFile(name=name, digest=digest) for name, digest in sorted(found.items()))

    def answer(self, statement: str) -> list[tuple[object, ...]]:
        try:
            return super().answer(statement)
        except DataError as error:
            raise DataError(_without(self.addresses, error.problem), file=self.locator) from None


def is_address(path: str) -> bool:
    return ADDRESS.match(path) is not None


def public(address: str) -> str:
    """The address without user, password, query and fragment."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def open_address(connection: "duckdb.DuckDBPyConnection", name: str, address: str) -> Table:
    """Open an address, or a glob of S3; DataError says what could not be reached, without credentials."""
    import duckdb

    locator = public(address)
    try:
        _load(connection, locator)
    except DataError:
        if address.startswith("s3://"):
            raise
        return _open_fetched(connection, name, address)
    try:
        if address.startswith("s3://"):
            _trust_environment(connection)
        found = [address]
        if address.startswith("s3://") and has_magic(address):
            found = [str(row[0]) for row in connection.execute(f"FROM glob({quoted(address)})").fetchall()]
        if not found:
            raise DataError("no file matches", file=locator)
        suffix = format_of([public(one) for one in found], locator)
        if suffix in ARROW:
            raise DataError("Arrow files are not read at an address; name Parquet, or fetch them", file=locator)
        relation, row_number = readable(connection, name, suffix, sorted(found))
    except duckdb.Error as error:
        raise DataError(f"cannot be read: {_without([address], first_line(error))}", file=locator) from None
    table = RemoteTable(
        connection=connection, relation=relation, locator=locator, row_number=row_number, addresses=tuple(sorted(found))
    )
    return with_rows(table)


def _open_fetched(connection: "duckdb.DuckDBPyConnection", name: str, address: str) -> Table:
    """Open a file at an address without the extension; it is read as a file of this machine is."""
    from assentian.checks.tables.fetched import FetchedTable, fetch

    locator = public(address)
    path = fetch(address, locator, format_of([locator], locator))
    try:
        held = open_table(connection, name, path.name, path.parent)
    except DataError as error:
        raise DataError(error.problem.replace(f"{path.name}: ", ""), file=locator) from None
    return with_rows(
        FetchedTable(
            connection=connection, relation=held.relation, locator=locator, row_number=held.row_number, fetched=path
        )
    )


def _load(connection: "duckdb.DuckDBPyConnection", locator: str) -> None:
    """Load httpfs, installed first where it is not; DataError where it cannot be had."""
    import duckdb

    try:
        try:
            connection.execute("LOAD httpfs")
        except duckdb.Error:
            connection.execute("INSTALL httpfs")
            connection.execute("LOAD httpfs")
        for setting in PATIENCE:
            connection.execute(f"SET {setting}")
    except duckdb.Error as error:
        problem = (
            "DuckDB's extension httpfs, which reads S3, is not installed and cannot be fetched; install it where the "
            "network allows (python -c \"import duckdb; duckdb.sql('INSTALL httpfs')\"), or from its file for DuckDB "
            f"{duckdb.__version__} (INSTALL '/path/httpfs.duckdb_extension'): {first_line(error)}"
        )
        raise DataError(problem, file=locator) from error


def _trust_environment(connection: "duckdb.DuckDBPyConnection") -> None:
    """Credentials of S3 as the environment has them; none, for buckets that are open to all."""
    given = {part: os.environ[name] for part, name in SECRET.items() if os.environ.get(name)}
    if "ENDPOINT" in given:
        endpoint = urlsplit(given["ENDPOINT"])
        given |= {"ENDPOINT": endpoint.netloc, "URL_STYLE": "path", "USE_SSL": str(endpoint.scheme == "https").lower()}
    parts = ", ".join(["TYPE s3", "PROVIDER config", *(f"{part} {quoted(value)}" for part, value in given.items())])
    connection.execute(f"CREATE OR REPLACE TEMPORARY SECRET assentian_data ({parts})")


def _without(addresses: "list[str] | tuple[str, ...]", message: str) -> str:
    """A message in which no address tells more than its public part, nor any secret of the environment stands."""
    for address in addresses:
        message = message.replace(address, public(address))
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"):
        if secret := os.environ.get(name):
            message = message.replace(secret, "***")
    return re.sub(r"\?\S*", "", message)
