"""How the cost of a check grows with the columns and with the groups, and what each engine takes.

How it grows with the rows is seen in `beside`.
"""

import sys
from collections.abc import Iterator

from benchmarks.checks.beside import DRIFT, DUCKDB, FAIRNESS, QUALITY, SCAN, ours, prepared
from benchmarks.checks.measure import Measured, Task, measure
from benchmarks.checks.page import short

COLUMNS, ROWS_OF_COLUMNS = (20, 100, 300, 1000), 100_000
GROUPS, ROWS_OF_GROUPS = (5, 50, 500), 1_000_000
ROWS_OF_ENGINES, COLUMNS_OF_ENGINES = 1_000_000, 19
POSTGRESQL = "PostgreSQL"
BY_ENGINE = f"""\
By engine, drift of {COLUMNS_OF_ENGINES} columns; for PostgreSQL without imports, the server's CPU apart from ours:"""


def growth(rounds: int, *, quick: bool) -> str:
    """The tables of growth as Markdown; `quick` leaves out what takes long."""
    return "\n\n".join(
        [
            "## How the cost grows",
            f"With the rows: the table above. With the columns, {ROWS_OF_COLUMNS:,} rows:",
            "\n".join(_by_columns(COLUMNS[:2] if quick else COLUMNS, rounds)),
            f"With the groups that fairness compares, two by two, {ROWS_OF_GROUPS:,} rows:",
            "\n".join(_by_groups(GROUPS[:2] if quick else GROUPS, rounds)),
            BY_ENGINE,
            "\n".join(_by_engine(100_000 if quick else ROWS_OF_ENGINES, rounds)),
        ]
    )


def _of(rows: int, columns: int, groups: int, names: tuple[str, ...], rounds: int) -> dict[str, Measured]:
    print(f"{rows:,} rows, {columns} columns, {groups} groups", file=sys.stderr)
    folder = prepared(rows, columns, groups)
    return measure([task for task in ours(folder) if task.name in names], rounds=rounds)


def _by_columns(sizes: tuple[int, ...], rounds: int) -> Iterator[str]:
    names = (SCAN, DRIFT, QUALITY)
    yield "| columns | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for columns in sizes:
        found = _of(ROWS_OF_COLUMNS, columns, 5, names, rounds)
        yield f"| {columns:,} | " + " | ".join(_told(found[name]) for name in names) + " |"


def _by_groups(sizes: tuple[int, ...], rounds: int) -> Iterator[str]:
    yield f"| groups | {FAIRNESS} |"
    yield "|---|---|"
    for groups in sizes:
        found = _of(ROWS_OF_GROUPS, 4, groups, (FAIRNESS,), rounds)
        yield f"| {groups:,} | {_told(found[FAIRNESS])} |"


def _by_engine(rows: int, rounds: int) -> Iterator[str]:
    found = _of(rows, COLUMNS_OF_ENGINES, 5, (DRIFT, DUCKDB), rounds)
    folder = prepared(rows, COLUMNS_OF_ENGINES, 5)
    server = Task(name=POSTGRESQL, program="on_postgresql.py", arguments=(str(folder), str(rounds)))
    postgresql = measure([server], rounds=1)[POSTGRESQL]
    yield f"| engine | {rows:,} rows |"
    yield "|---|---|"
    yield f"| DuckDB | {_told(found[DUCKDB])} |"
    yield f"| DuckDB and Arrow | {_told(found[DRIFT])} |"
    if postgresql.why_not:
        yield f"| PostgreSQL | did not run: {postgresql.why_not} |"
    else:
        told = postgresql.told
        yield f"| PostgreSQL {told['version']} | {short(told['server'])} s there, {short(told['client'])} s here |"


def _told(one: Measured) -> str:
    return f"did not run: {one.why_not}" if one.why_not else f"{short(one.cpu)} s, {one.peak:,.0f} MB"
