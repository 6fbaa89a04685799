"""The tables that are measured, the same bytes for the same seed: made once and kept in a folder of their own.

    python benchmarks/checks/data.py FOLDER --rows 100000 --columns 19 --groups 5

`reference.parquet` and `current.parquet`: half of the columns normal, a quarter skewed and rounded, a quarter words;
the current normal columns `c0`, `c8`, ... are moved by a twentieth of their deviation. `people.parquet`: one row a
person, for fairness and k-anonymity. Row groups as pyarrow, pandas and polars write them where nobody says otherwise.
"""

import argparse
import os
from pathlib import Path
from typing import Any

SEED = 42
AT_ONCE = 1_000_000
SHIFT = 0.05


def column(chance: Any, number: int, rows: int, *, moved: bool) -> Any:
    import pyarrow as pa

    kind = number % 4
    if kind == 1:
        return pa.array((1000 * chance.lognormal(size=rows)).round())
    if kind == 3:
        words = pa.array([f"word{place}" for place in range(20)])
        codes = (20 * chance.random(rows) * chance.random(rows)).astype("int32")
        return pa.DictionaryArray.from_arrays(codes, words).dictionary_decode()
    return pa.array(chance.normal(SHIFT if moved and number % 8 == 0 else 0.0, 1.0, rows))


def feature_table(chance: Any, rows: int, columns: int, *, moved: bool) -> Any:
    import pyarrow as pa

    return pa.table({f"c{number}": column(chance, number, rows, moved=moved) for number in range(columns)})


def people_table(chance: Any, rows: int, groups: int) -> Any:
    """Group, label and prediction; and what might tell who somebody is."""
    import pyarrow as pa

    group = chance.integers(0, groups, rows)
    return pa.table(
        {
            "g": pa.array([f"g{number}" for number in range(groups)]).take(pa.array(group)),
            "y": pa.array((chance.random(rows) < 0.4).astype("int8")),
            "p": pa.array((chance.random(rows) < 0.35 + 0.1 * (group % 5) / 4).astype("int8")),
            "age": pa.array(chance.integers(18, 90, rows).astype("int16")),
            "sex": pa.array(["f", "m"]).take(pa.array(chance.integers(0, 2, rows))),
            "postcode": pa.array(chance.integers(10_000, 10_050, rows).astype("int32")),
        }
    )


def write(path: Path, rows: int, make: Any) -> None:
    """In parts of a million rows, so that memory holds one; whole or not at all."""
    import pyarrow.parquet as pq

    part = path.with_suffix(".part")
    first = make(min(rows, AT_ONCE))
    with pq.ParquetWriter(part, first.schema) as file:
        file.write_table(first)
        for start in range(AT_ONCE, rows, AT_ONCE):
            file.write_table(make(min(AT_ONCE, rows - start)))
    part.replace(path)


def make_tables(folder: Path, *, rows: int, columns: int, groups: int) -> None:
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    for place, name in enumerate(("reference", "current", "people")):
        if not (path := folder / f"{name}.parquet").exists():
            chance = np.random.default_rng([SEED, place])
            if name == "people":
                write(path, rows, lambda size, chance=chance: people_table(chance, size, groups))
            else:
                moved = name == "current"
                write(
                    path,
                    rows,
                    lambda size, chance=chance, moved=moved: feature_table(chance, size, columns, moved=moved),
                )


def cache() -> Path:
    """Where tables and the others' environments are kept: `assentian-benchmarks` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "assentian-benchmarks"


def folder_of(*, rows: int, columns: int = 19, groups: int = 5) -> Path:
    return cache() / "tables" / f"{rows}x{columns}-{groups}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    for name in ("rows", "columns", "groups"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args()
    make_tables(asked.folder, rows=asked.rows, columns=asked.columns, groups=asked.groups)
