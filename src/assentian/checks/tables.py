"""Tables under test: files opened in an embedded DuckDB, and the digests that name them.

Invariants: the engine sees only the files that the suite names, loads no extension from outside and keeps what it reads
in the order of the files, so that the same bytes give the same counts whatever the number of threads.
Does not: count (each kind of check does) or reach anything over a network.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assentian.checks.errors import DataError, known_names
from assentian.checks.sql import quoted

if TYPE_CHECKING:
    import duckdb

CSV_TYPES = "['BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR']"
"""No booleans: a column of yes and no stays as it is written."""
READERS = {
    ".parquet": "read_parquet({files}, union_by_name = false, hive_partitioning = false)",
    ".csv": f"read_csv({{files}}, sample_size = -1, header = true, auto_type_candidates = {CSV_TYPES})",
    ".tsv": f"read_csv({{files}}, sample_size = -1, header = true, delim = '\t', auto_type_candidates = {CSV_TYPES})",
    ".jsonl": "read_json({files}, format = 'newline_delimited', sample_size = -1)",
    ".json": "read_json({files}, format = 'array', sample_size = -1)",
    ".ndjson": "read_json({files}, format = 'newline_delimited', sample_size = -1)",
}
COMPRESSED = {".gz", ".zst"}


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """`name` is the path as it is written from the suite's folder; `digest` is the SHA-256 of the bytes. A `record` (a
    log, an export, a feed) is sealed with the result and has no entry of its own in the inventory.
    """

    name: str
    digest: str
    record: bool = False


@dataclass(kw_only=True, eq=False)
class Table:
    """Rows in the engine, and what checks ask about them; `row_number` is the engine's word for a row's place."""

    connection: "duckdb.DuckDBPyConnection"
    relation: str
    locator: str
    files: tuple[Path, ...]
    folder: Path
    row_number: str
    statements: list[str] = field(default_factory=list)

    def select(self, *expressions: str, of: str = "", then: str = "") -> list[tuple[Any, ...]]:
        """Run one counting statement and keep its text. `of` names expressions (`x AS v`) for the others to use; `then`
        is what follows FROM. Names and values in them have passed through `sql`.
        """
        import duckdb

        source = f"(SELECT {of} FROM {{table}})" if of else "{table}"  # noqa: S608 - see the docstring
        statement = f"SELECT {', '.join(expressions)} FROM {source} {then}".rstrip()  # noqa: S608 - see the docstring
        self.statements.append(statement)
        try:
            return self.connection.execute(statement.replace("{table}", self.relation, 1)).fetchall()
        except duckdb.Error as error:
            raise DataError(f"cannot be counted: {_first_line(error)}", file=self.locator) from error

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
        """The files with their digests, in order of name."""
        return tuple(DataFile(name=named(file, self.folder), digest=file_digest(file)) for file in self.files)

    def missing(self, column: str) -> str:
        """What to say about a column that is not there."""
        return f"the column '{column}' is not in {self.locator}; {known_names(column, self.types)}"


def connect() -> "duckdb.DuckDBPyConnection":
    """An engine of its own, in memory, that fetches nothing and keeps the order of rows."""
    import duckdb

    connection = duckdb.connect(":memory:")
    for setting in (
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "perfect_ht_threshold = 18",
        "disabled_optimizers = 'statistics_propagation'",  # the extremes noted in Parquet files leave NaN out
    ):
        connection.execute(f"SET {setting}")
    return connection


def open_table(
    connection: "duckdb.DuckDBPyConnection", name: str, locator: str, folder: Path, *, may_be_empty: bool = False
) -> Table:
    """Open a path or glob, relative to `folder`; raises DataError for what cannot be read, or holds no row and must."""
    import duckdb

    files = matching(locator, folder)
    suffix = _format(files, locator)
    source = READERS[suffix].format(files="[" + ", ".join(quoted(str(file)) for file in files) + "]")
    try:
        if suffix == ".parquet":  # stays in its file: a column that no check asks for is never read
            relation, row_number = source, "file_row_number"
        else:  # text is parsed once
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {source}")
            relation, row_number = name, "rowid"
        table = Table(
            connection=connection, relation=relation, locator=locator, files=files, folder=folder, row_number=row_number
        )
        rows = table.rows
    except (duckdb.Error, DataError) as error:
        raise DataError(f"cannot be read as {suffix[1:]}: {_first_line(error)}", file=locator) from error
    if rows == 0 and not may_be_empty:
        raise DataError("has no rows; a check needs data", file=locator)
    return table


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; raises DataError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error


def matching(locator: str, folder: Path) -> tuple[Path, ...]:
    """The files of a path or glob below the folder, by name; DataError where there is none."""
    if has_magic(locator):
        files = tuple(sorted(file for file in _glob(folder, locator) if file.is_file()))
        if not files:
            raise DataError(f"no file matches; looked from {folder.resolve()}", file=locator)
        return files
    path = folder / locator
    if not path.is_file():
        problem = "is a folder; name its files, as data/*.parquet" if path.is_dir() else "does not exist"
        raise DataError(f"{problem}; looked from {folder.resolve()}", file=locator)
    return (path,)


def _glob(folder: Path, pattern: str) -> Iterable[Path]:
    root = Path(Path(pattern).anchor)
    return root.glob(str(Path(pattern).relative_to(root))) if pattern.startswith("/") else folder.glob(pattern)


def _format(files: Iterable[Path], locator: str) -> str:
    """The one format of the files, by their suffix."""
    suffixes = {_suffix(file) for file in files}
    unknown = suffixes - READERS.keys()
    if unknown:
        raise DataError(f"'{min(unknown)}' is no known format; known: {', '.join(READERS)}", file=locator)
    if len(suffixes) > 1:
        raise DataError(f"mixes formats ({', '.join(sorted(suffixes))}); name files of one", file=locator)
    return suffixes.pop()


def _suffix(file: Path) -> str:
    name = file.with_suffix("") if file.suffix in COMPRESSED else file
    return name.suffix.lower()


def named(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.as_posix()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
