"""Columns of large Parquet files counted by Arrow and numpy: a column of words as codes of a dictionary, one of numbers
batch by batch over its grid.

Two to ten times quicker than the embedded engine, but slow to import. Invariants: the integers are those of `embedded`;
memory holds one batch of one column a thread, however long the files are.
Does not: count what the engine reads in a way of its own (decimals, text as numbers, files whose types differ).
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any, Protocol

from assentian.checks.counting import grid, vectors
from assentian.checks.counting.plan import Plan
from assentian.checks.kind import Counts
from assentian.checks.tables import Table

LEAST_VALUES = 30_000_000
"""Below so many values, importing Arrow costs more than it saves."""
BATCH = 32_768
NUMBERS = {"FLOAT", "DOUBLE", *(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG"))}
NUMBERS |= {"INTEGER", "UINTEGER"}
Part = tuple[Any, int]
"""A file and the place of one of its row groups."""


def countable(table: Table, plans: Sequence[Plan]) -> list[Plan]:
    """Those that this kernel can count; none where it is not installed or not worth its start."""
    is_parquet = bool(table.files) and all(file.suffix.lower() == ".parquet" for file in table.files)
    if not is_parquet or table.rows * len(plans) < LEAST_VALUES or not all(map(find_spec, ("pyarrow", "numpy"))):
        return []
    wanted = [plan for plan in plans if _is_plain(table.types.get(plan["name"], ""), plan)]
    if table.rows * len(wanted) < LEAST_VALUES:
        return []
    held = _held_alike(table)
    return [plan for plan in wanted if plan["name"] in held]


def count(table: Table, plans: Sequence[Plan]) -> list[Counts]:
    """The counts of each planned column, in their order; each must be `countable`."""
    parts = list(_parts(table))
    threads = min(len(parts), os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        shares = list(pool.map(lambda place: _share(parts[place::threads], plans), range(threads)))
    table.statements.append(f"arrow: count {', '.join(plan['name'] for plan in plans)}")
    totals = []
    for column in zip(*shares, strict=True):
        first, *others = column
        for other in others:
            first.join(other)
        totals.append(first)
    return [total.told(plan, table.rows) for plan, total in zip(plans, totals, strict=True)]


def _is_plain(held: str, plan: Plan) -> bool:
    if plan["kind"] == "category":
        return held == "VARCHAR"
    return held in NUMBERS and vectors.can_count(grid.counting_grid(plan["grid"]))


def _held_alike(table: Table) -> set[str]:
    """The columns that every file holds under this very name and with one type."""
    import pyarrow.parquet as pq

    schemas = [pq.read_schema(path) for path in table.files]
    names = [name for name in schemas[0].names if all(schema.names.count(name) == 1 for schema in schemas)]
    return {name for name in names if len({schema.field(name).type for schema in schemas}) == 1}


def _parts(table: Table) -> Iterator[Part]:
    import pyarrow.parquet as pq

    for path in table.files:
        yield from ((path, group) for group in range(pq.read_metadata(path).num_row_groups))


def _share(parts: Sequence[Part], plans: Sequence[Plan]) -> list["_Total"]:
    """What one thread adds up of its row groups, column by column."""
    import pyarrow.parquet as pq

    words = [plan["name"] for plan in plans if plan["kind"] == "category"]
    totals: list[_Total] = [_Words() if plan["kind"] == "category" else _Numbers(plan) for plan in plans]
    for path, group in parts:
        with pq.ParquetFile(path, read_dictionary=words, pre_buffer=False) as file:
            for plan, total in zip(plans, totals, strict=True):
                name = plan["name"]
                for batch in file.iter_batches(BATCH, row_groups=[group], columns=[name], use_threads=False):
                    total.add(batch.column(name))
    return totals


class _Total(Protocol):
    """Counts of one column so far."""

    def add(self, column: Any) -> None: ...
    def join(self, other: Any) -> None: ...
    def told(self, plan: Plan, rows: int) -> Counts: ...


class _Words:
    """By word; None is a missing one."""

    def __init__(self) -> None:
        self.found: Counter[str | None] = Counter()

    def add(self, column: Any) -> None:
        import numpy as np

        missing = column.null_count
        codes = column.indices.drop_null() if missing else column.indices
        counts = np.bincount(codes.to_numpy(zero_copy_only=False), minlength=len(column.dictionary))
        words = column.dictionary.to_pylist()
        for place in np.flatnonzero(counts):
            self.found[words[place]] += int(counts[place])
        self.found[None] += missing

    def join(self, other: "_Words") -> None:
        self.found.update(other.found)

    def told(self, plan: Plan, rows: int) -> Counts:
        counts = [self.found[word] for word in plan["values"]]
        return {
            "name": plan["name"],
            "kind": "category",
            "values": list(plan["values"]),
            "null": self.found[None],
            "other": rows - self.found[None] - sum(counts),
            "counts": counts,
        }


class _Numbers:
    """By cell of the grid."""

    def __init__(self, plan: Plan) -> None:
        self.null, self.cells = 0, vectors.Tally(grid.counting_grid(plan["grid"]), BATCH)

    def add(self, column: Any) -> None:
        self.null += column.null_count
        numbers = column.drop_null() if column.null_count else column
        self.cells.add(numbers.to_numpy(zero_copy_only=False).astype(float, copy=False))

    def join(self, other: "_Numbers") -> None:
        self.null += other.null
        self.cells.join(other.cells)

    def told(self, plan: Plan, rows: int) -> Counts:
        del rows
        held = {"name": plan["name"], "kind": "number", "grid": self.cells.grid.as_json()}
        return {**held, "null": self.null, "nan": self.cells.nan, "counts": self.cells.counts()}
