"""Columns of a demonstration table, and the one way in which its rows become a file.

Invariants: a column is declared once, with its type and its meaning, and the file has exactly the declared columns in
the declared order; the same rows always give the same bytes, in CSV and, for one version of DuckDB, in Parquet.
Does not: read tables back (the checks do that) or know what any column is about.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

Value = str | int | float | None
Row = Mapping[str, Value]

DUCKDB_TYPES = {"text": "VARCHAR", "date": "DATE", "whole": "BIGINT", "number": "DOUBLE"}


@dataclass(frozen=True)
class Column:
    """One column: `kind` is a key of `DUCKDB_TYPES`; `meaning` says what a value stands for, with its unit."""

    name: str
    kind: str
    meaning: str


def write_table(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> Path:
    """Write rows as `.csv` or `.parquet`, as the suffix of `path` says; a null is an empty CSV field.

    Raises ValueError for another suffix, or for a row whose keys are not exactly the declared columns.
    """
    writers = {".csv": _write_csv, ".parquet": _write_parquet}
    if path.suffix not in writers:
        raise ValueError(f"{path.name}: a table is written as .csv or .parquet, not as {path.suffix or 'a bare name'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix](path, columns, rows)
    return path


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            if row.keys() != set(names):
                raise ValueError(f"{path.name}: a row has the columns {sorted(row)}, declared are {sorted(names)}")
            writer.writerow([row[name] for name in names])


def _write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """By way of CSV, which DuckDB reads far faster than it takes rows one by one, with the declared types."""
    import duckdb

    types = {column.name: DUCKDB_TYPES[column.kind] for column in columns}
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        source = Path(folder, "rows.csv")
        _write_csv(source, columns, rows)
        # One thread, so that the order of the rows and thereby the bytes do not depend on the machine.
        connection.execute("SET threads = 1")
        table = connection.read_csv(str(source), header=True, columns=types)
        table.write_parquet(str(path), compression="zstd")
