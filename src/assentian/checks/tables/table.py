"""What a table answers, whatever it is kept in; and the embedded engine.

Invariants: the embedded engine sees only what the suite names, loads no extension of its own accord and keeps what it
reads in the order of the files, so that the same bytes give the same counts whatever the number of threads.
Does not: open anything (`files`, `frames`, `remote` and `databases` do) or count (each kind of check does).
"""

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assentian.checks.errors import DataError, known_names
from assentian.checks.sql import quoted

if TYPE_CHECKING:
    import duckdb

MEMORY = "ASSENTIAN_CHECK_MEMORY"
"""The variable that says how much memory the embedded engine may hold; by default most of the machine's."""


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """`name` is the path as it is written from the suite's folder, or the locator of what is no file; `digest` is the
    SHA-256 of the bytes. A `record` (a log, an export, a feed) is sealed with the result and has no entry of its own in
    the inventory.
    """

    name: str
    digest: str
    record: bool = False


@dataclass(kw_only=True, eq=False)
class Table:
    """Rows in the embedded engine, and what checks ask about them; `row_number` is the engine's word for a row's place.

    `connection` is DuckDB's, or the database's for a table that is counted where it lives. `locator` never holds a
    user, a password or a signature.
    """

    connection: Any
    relation: str
    locator: str
    files: tuple[Path, ...] = ()
    folder: Path = Path()
    row_number: str = "rowid"
    is_elsewhere: bool = False
    """Whether the rows are counted by another engine, where they live."""
    statements: list[str] = field(default_factory=list)

    def select(self, *expressions: str, of: str = "", then: str = "") -> list[tuple[Any, ...]]:
        """Run one counting statement and keep its text. `of` names expressions (`x AS v`) for the others to use; `then`
        is what follows FROM. Names and values in them have passed through `sql`.
        """
        source = f"(SELECT {of} FROM {{table}})" if of else "{table}"  # noqa: S608 - see the docstring
        return self.ask(f"SELECT {', '.join(expressions)} FROM {source} {then}".rstrip())  # noqa: S608 - see the docstring

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement in DuckDB's words in which `{table}` stands once for this table, and keep its text."""
        self.statements.append(statement)
        return self.answer(statement.replace("{table}", self.relation, 1))

    def answer(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that the engine gives; DataError where it refuses."""
        import duckdb

        try:
            rows: list[tuple[Any, ...]] = self.connection.execute(statement).fetchall()
        except duckdb.Error as error:
            raise DataError(f"cannot be counted: {first_line(error)}", file=self.locator) from error
        return rows

    @property
    def engine(self) -> Mapping[str, str]:
        """Name and version of what counts."""
        return embedded_engine()

    @cached_property
    def types(self) -> dict[str, str]:
        """Type of each column in DuckDB's words, in the order of the file."""
        rows = self.connection.execute(f"DESCRIBE FROM {self.relation}").fetchall()
        return {row[0]: row[1] for row in rows}

    @cached_property
    def rows(self) -> int:
        return int(self.select("count(*)")[0][0])

    @cached_property
    def fingerprint(self) -> tuple[DataFile, ...]:
        """What was tested, with digests, in order of name: the files themselves where there are any."""
        return tuple(DataFile(name=named(file, self.folder), digest=file_digest(file)) for file in self.files)

    def missing(self, column: str) -> str:
        """What to say about a column that is not there."""
        return f"the column '{column}' is not in {self.locator}; {known_names(column, self.types)}"


def connect() -> "duckdb.DuckDBPyConnection":
    """An engine of its own, in memory, that fetches nothing and keeps the order of rows.

    Holds no more memory than `ASSENTIAN_CHECK_MEMORY` allows; what does not fit waits in a folder that only this user
    can read and that is gone with the process. DataError where the variable is no size.
    """
    import duckdb

    connection = duckdb.connect(":memory:")
    for setting in (
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "perfect_ht_threshold = 18",
        "disabled_optimizers = 'statistics_propagation'",  # the extremes noted in Parquet files leave NaN out
        "enable_progress_bar = false",  # which would stand in the way of results on standard output
        f"temp_directory = {quoted(_waiting_room())}",
    ):
        connection.execute(f"SET {setting}")
    if most := os.environ.get(MEMORY):
        try:
            connection.execute(f"SET memory_limit = {quoted(most)}")
        except duckdb.Error:
            raise DataError("is no size; expected one such as 500MB or 4GB", file=MEMORY) from None
    return connection


@cache
def _waiting_room() -> str:
    folder = tempfile.mkdtemp(prefix="assentian-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def embedded_engine() -> dict[str, str]:
    import duckdb

    return {"name": "duckdb", "version": duckdb.__version__}


def with_rows(table: Table, *, may_be_empty: bool = False) -> Table:
    """The table, or DataError where it holds no row and must."""
    if table.rows == 0 and not may_be_empty:
        raise DataError("has no rows; a check needs data", file=table.locator)
    return table


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; raises DataError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error


def named(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.as_posix()


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
