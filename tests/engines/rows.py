"""Two tables with what engines like to differ in: NaN, infinities, negative zero, missing values, odd text."""

import math
import random
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

SUITE = """suite: 1
system: s
data: {current: {path: current.parquet}, reference: {path: reference.parquet}}
columns: {id: id, label: y, prediction: p, score: s, groups: [t]}
checks:
  - {id: drift, kind: drift, columns: [x, lattice, skewed, n, t]}
  - {id: fairness, kind: fairness}
  - {id: privacy, kind: k-anonymity, quasi_identifiers: [t, n], k: 2}
  - id: quality
    kind: data-quality
    rules: {x: {null_max: 0.1, range: [-1, 2]}, t: {allowed: [a, b]}, n: {unique: true}}
"""
ODD_NUMBERS = {0: math.nan, 1: math.inf, 2: -math.inf, 3: None, 4: -0.0, 5: 1.7e308, 6: 5e-324}
ODD_TEXTS = ["", "é漢", "a'b", "Z", "a", None, "12", " 7 ", "b"]


def write_rows(folder: Path, rows: int = 20_000) -> None:
    for name, seed in (("reference", 1), ("current", 2)):
        chance = random.Random(seed)
        columns = {
            "id": pa.array(range(rows), pa.int64()),
            "x": [ODD_NUMBERS.get(chance.randrange(200), chance.gauss(0, 1)) for _ in range(rows)],
            "lattice": [chance.randrange(-50, 50) / 10 for _ in range(rows)],
            "skewed": [math.exp(3 * chance.gauss(0, 1)) for _ in range(rows)],
            "n": pa.array([None if chance.random() < 0.01 else chance.randrange(300) for _ in range(rows)], pa.int32()),
            "t": [chance.choice(ODD_TEXTS) for _ in range(rows)],
            "y": pa.array([chance.randrange(2) for _ in range(rows)], pa.int32()),
            "p": pa.array([chance.randrange(2) for _ in range(rows)], pa.int32()),
            "s": [chance.random() for _ in range(rows)],
        }
        parquet.write_table(pa.table(columns), folder / f"{name}.parquet")
