"""Columns of large Parquet files sampled and counted by Arrow and numpy: a column of words as codes of a dictionary,
one of numbers batch by batch over its grid.

Two to ten times quicker than the embedded engine, but slow to import. Invariants: the integers are those of `embedded`;
memory holds one batch of one column a thread, however long the files are.
Does not: count what the engine reads in a way of its own (decimals, text as numbers, files whose types differ).
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from assentian.checks.counting import grid, vectors
from assentian.checks.counting.plan import Plan
from assentian.checks.kind import Counts
from assentian.checks.tables import Table

LEAST_VALUES = 10_000_000
"""Below so many values, importing Arrow costs more than it saves."""
BATCH = 32_768
NUMBERS = {"FLOAT", "DOUBLE", *(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG"))}
NUMBERS |= {"INTEGER", "UINTEGER"}
Result = TypeVar("Result")


class Part(NamedTuple):
    """One row group of a file, and the place in the file of its first row."""

    path: Path
    group: int
    first: int


def countable(table: Table, plans: Sequence[Plan]) -> list[Plan]:
    """Those that this kernel can count; none where it is not installed or not worth its start."""
    held = _readable(table, [plan["name"] for plan in plans if _is_plain(table.types.get(plan["name"], ""), plan)])
    return [plan for plan in plans if plan["name"] in held]


def count(table: Table, plans: Sequence[Plan]) -> list[Counts]:
    """The counts of each planned column, in their order; each must be `countable`."""
    table.statements.append(f"arrow: count {', '.join(plan['name'] for plan in plans)}")
    totals = []
    for column in zip(*_on_threads(table, lambda parts: _share(parts, plans)), strict=True):
        first, *others = column
        for other in others:
            first.join(other)
        totals.append(first)
    return [total.told(plan, table.rows) for plan, total in zip(plans, totals, strict=True)]


def sample(table: Table, names: Sequence[str], stride: int) -> dict[str, list[float]]:
    """What `embedded.sample` gives, of those columns of numbers that this kernel can read and that are worth it."""
    held = _readable(table, [name for name in names if table.types[name] in NUMBERS])
    if not held:
        return {}
    table.statements.append(f"arrow: every {stride}th of {', '.join(held)}")
    shares = _on_threads(table, lambda parts: _sampled(parts, held, stride))
    return {name: list(chain.from_iterable(share[name] for share in shares)) for name in held}


def _on_threads(table: Table, work: Callable[[Sequence[Part]], Result]) -> list[Result]:
    """What each thread made of its row groups."""
    parts = list(_parts(table))
    threads = min(len(parts), os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda place: work(parts[place::threads]), range(threads)))


def _readable(table: Table, names: Sequence[str]) -> list[str]:
    """Those that every file holds alike; none where Arrow is not installed or not worth its start."""
    is_parquet = bool(table.files) and all(file.suffix.lower() == ".parquet" for file in table.files)
    is_worth_it = bool(names) and is_parquet and table.rows * len(names) >= LEAST_VALUES
    if not (is_worth_it and all(map(find_spec, ("pyarrow", "numpy")))):
        return []
    held = _held_alike(table)
    return [name for name in names if name in held]


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
        noted, first = pq.read_metadata(path), 0
        for group in range(noted.num_row_groups):
            yield Part(path, group, first)
            first += noted.row_group(group).num_rows


def _share(parts: Sequence[Part], plans: Sequence[Plan]) -> list["_Total"]:
    """What one thread adds up of its row groups, column by column."""
    import pyarrow.parquet as pq

    words = [plan["name"] for plan in plans if plan["kind"] == "category"]
    scratch = vectors.Scratch(BATCH)
    totals: list[_Total] = [_Words(plan) if plan["kind"] == "category" else _Numbers(plan, scratch) for plan in plans]
    for part in parts:
        with pq.ParquetFile(part.path, read_dictionary=words, pre_buffer=False) as file:
            for plan, total in zip(plans, totals, strict=True):
                for column in _batches(file, part, plan["name"]):
                    total.add(column)
    return totals


def _sampled(parts: Sequence[Part], names: Sequence[str], stride: int) -> dict[str, list[float]]:
    """By column, the numbers that are there in every row whose place in its file is a multiple of `stride`."""
    import pyarrow.parquet as pq

    found: dict[str, list[float]] = {name: [] for name in names}
    for part in parts:
        with pq.ParquetFile(part.path, pre_buffer=False) as file:
            for name in names:
                place = part.first
                for column in _batches(file, part, name):
                    found[name] += _doubles(column[-place % stride :: stride]).tolist()
                    place += len(column)
    return found


def _batches(file: Any, part: Part, name: str) -> Iterator[Any]:
    for batch in file.iter_batches(BATCH, row_groups=[part.group], columns=[name], use_threads=False):
        yield batch.column(name)


def _doubles(column: Any) -> Any:
    """The numbers of a column that are there."""
    import numpy as np

    there = column.drop_null() if column.null_count else column
    return np.from_dlpack(there).astype(float, copy=False)  # a quarter of what `to_numpy` costs


class _Total(Protocol):
    """Counts of one column so far."""

    def add(self, column: Any) -> None: ...
    def join(self, other: Any) -> None: ...
    def told(self, plan: Plan, rows: int) -> Counts: ...


class _Words:
    """By planned word: memory does not grow with words that nobody asked for."""

    def __init__(self, plan: Plan) -> None:
        self.known, self.null = frozenset(plan["values"]), 0
        self.found: Counter[str] = Counter()

    def add(self, column: Any) -> None:
        import numpy as np

        missing = column.null_count
        codes = column.indices.drop_null() if missing else column.indices
        counts = np.bincount(codes.to_numpy(zero_copy_only=False), minlength=len(column.dictionary))
        words = column.dictionary.to_pylist()
        for place in np.flatnonzero(counts):
            if words[place] in self.known:
                self.found[words[place]] += int(counts[place])
        self.null += missing

    def join(self, other: "_Words") -> None:
        self.found.update(other.found)
        self.null += other.null

    def told(self, plan: Plan, rows: int) -> Counts:
        counts = [self.found[word] for word in plan["values"]]
        return {
            "name": plan["name"],
            "kind": "category",
            "values": list(plan["values"]),
            "null": self.null,
            "other": rows - self.null - sum(counts),
            "counts": counts,
        }


class _Numbers:
    """By cell of the grid."""

    def __init__(self, plan: Plan, scratch: vectors.Scratch) -> None:
        self.null, self.cells = 0, vectors.Tally(grid.counting_grid(plan["grid"]), scratch)

    def add(self, column: Any) -> None:
        self.null += column.null_count
        self.cells.add(_doubles(column))

    def join(self, other: "_Numbers") -> None:
        self.null += other.null
        self.cells.join(other.cells)

    def told(self, plan: Plan, rows: int) -> Counts:
        del rows
        held = {"name": plan["name"], "kind": "number", "grid": self.cells.grid.as_json()}
        return {**held, "null": self.null, "nan": self.cells.nan, "counts": self.cells.counts()}
