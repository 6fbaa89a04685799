"""Tables in files: Parquet, CSV, TSV, JSON lines and Arrow, opened in the embedded engine and named by their digests.

Invariant: rows keep the order of the files, and these the order of their names.
Does not: reach anything over a network (`remote` does).
"""

import os
from collections.abc import Iterable
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from assentian.checks.errors import DataError
from assentian.checks.extras import require
from assentian.checks.sql import identifier, quoted
from assentian.checks.tables.table import Table, first_line, with_rows

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
ARROW = {".arrow", ".feather", ".ipc"}
COMPRESSED = {".gz", ".zst"}
END = 1024
"""Bytes in which an array of JSON must end, blank ones included."""


def open_table(
    connection: "duckdb.DuckDBPyConnection", name: str, locator: str, folder: Path, *, may_be_empty: bool = False
) -> Table:
    """Open a path or glob, relative to `folder`; raises DataError for what cannot be read, or holds no row and must."""
    import duckdb

    files = matching(locator, folder)
    suffix = format_of([file.name for file in files], locator)
    try:
        if suffix in ARROW:
            relation, row_number = _arrow(connection, name, files), "rowid"
        else:
            _refuse_cut_arrays(files)
            relation, row_number = readable(connection, name, suffix, [str(file) for file in files])
        table = Table(
            connection=connection, relation=relation, locator=locator, files=files, folder=folder, row_number=row_number
        )
        rows = table.rows
    except (duckdb.Error, DataError) as error:
        raise DataError(f"cannot be read as {suffix[1:]}: {first_line(error)}", file=locator) from error
    return with_rows(table, may_be_empty=may_be_empty or rows > 0)


def readable(connection: "duckdb.DuckDBPyConnection", name: str, suffix: str, files: Iterable[str]) -> tuple[str, str]:
    """The relation that holds the files, and its word for a row's place."""
    source = READERS[suffix].format(files="[" + ", ".join(quoted(file) for file in files) + "]")
    if suffix == ".parquet":  # stays in its file: a column that no check asks for is never read
        return source, "file_row_number"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {source}")  # text is parsed once
    return name, "rowid"


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


def format_of(names: Iterable[str], locator: str) -> str:
    """The one format of the files, by their suffix."""
    suffixes = {_suffix(name) for name in names}
    unknown = suffixes - READERS.keys() - ARROW
    if unknown:
        known = ", ".join([*READERS, *sorted(ARROW)])
        raise DataError(f"'{min(unknown)}' is no known format; known: {known}", file=locator)
    if len(suffixes) > 1:
        raise DataError(f"mixes formats ({', '.join(sorted(suffixes))}); name files of one", file=locator)
    return suffixes.pop()


def _refuse_cut_arrays(files: Iterable[Path]) -> None:
    """An array of JSON that was cut off after a row, which the engine would take for the last one."""
    for file in files:
        if file.suffix.lower() == ".json":
            with file.open("rb") as content:
                content.seek(-min(file.stat().st_size, END), os.SEEK_END)
                if not content.read().rstrip().endswith(b"]"):
                    raise DataError("the array has no end", file=file.name)


def _suffix(name: str) -> str:
    path = Path(name)
    return (path.with_suffix("") if path.suffix in COMPRESSED else path).suffix.lower()


def _arrow(connection: "duckdb.DuckDBPyConnection", name: str, files: Iterable[Path]) -> str:
    """Arrow files (IPC, Feather), copied into the engine; DataError for what is none."""
    arrow = require("pyarrow", extra="arrow")
    feather = require("pyarrow.feather", extra="arrow")
    try:
        rows = arrow.concat_tables([feather.read_table(file) for file in files])
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise DataError(str(error), file=name) from error
    return copied(connection, name, rows)


def copied(connection: "duckdb.DuckDBPyConnection", name: str, rows: object) -> str:
    """An Arrow table as a table of the engine, in its order."""
    arriving = f"{name}_arriving"
    connection.register(arriving, rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {identifier(arriving)}")
    connection.unregister(arriving)
    return name
