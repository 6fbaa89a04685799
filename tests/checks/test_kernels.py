"""Kernels that count the same integers, and no number lost that a Parquet file's own notes leave out."""

import decimal
import math
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assentian.checks.counting import arrow, embedded, grid, kernel, vectors
from assentian.checks.tables import Table, connect, open_table

ODD = [math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324, 1.7e308, None]
numbers = st.one_of(st.sampled_from(ODD), st.floats(-1e6, 1e6), st.integers(-1000, 1000).map(float))
words = st.one_of(st.none(), st.text(max_size=3), st.sampled_from(["a", "b", "é", "", "a'b"]))
hypothesis_settings = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def table(folder: Path, columns: dict) -> Table:
    """A file with several row groups, opened."""
    pq.write_table(pa.table(columns), folder / "t.parquet", row_group_size=7)
    return open_table(connect(), "t", "t.parquet", folder)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Arrow count small tables too."""
    monkeypatch.setattr(arrow, "LEAST_VALUES", 0)


@hypothesis_settings
@given(values=st.lists(words, min_size=1, max_size=60), known=st.lists(words.filter(bool), max_size=6, unique=True))
def test_words_are_counted_alike(tmp_path: Path, values: list, known: list) -> None:
    opened = table(tmp_path, {"w": pa.array(values, pa.string())})
    plans = [{"name": "w", "kind": "category", "values": known}]
    assert arrow.countable(opened, plans) == plans
    assert arrow.count(opened, plans) == embedded.count(opened, plans)


@hypothesis_settings
@given(values=st.lists(numbers, min_size=1, max_size=60), stride=st.integers(1, 20))
def test_the_same_rows_are_sampled(tmp_path: Path, values: list, stride: int) -> None:
    """From every file anew, whatever the groups of rows that it is written in."""
    pq.write_table(pa.table({"x": pa.array(values, pa.float64())}), tmp_path / "1.parquet", row_group_size=5)
    pq.write_table(pa.table({"x": pa.array(values[::-1], pa.float64())}), tmp_path / "2.parquet", row_group_size=11)
    opened = open_table(connect(), "t", "*.parquet", tmp_path)
    (read,) = arrow.sample(opened, ["x"], stride).values()
    (asked,) = embedded.sample(opened, ["x"], stride).values()
    assert sorted(map(repr, read)) == sorted(map(repr, asked))


def test_ten_thousand_words(tmp_path: Path) -> None:
    values = [f"w{i}" for i in range(10_000)]
    opened = table(tmp_path, {"w": pa.array(values)})
    plans = [{"name": "w", "kind": "category", "values": values[:1000]}]
    assert arrow.count(opened, plans) == embedded.count(opened, plans)


def test_each_column_has_the_kernel_that_knows_it(tmp_path: Path) -> None:
    """Decimals, text that holds numbers, and whole numbers taken as categories are the engine's own to read."""
    halves = [decimal.Decimal("1.5"), decimal.Decimal("2.5"), None]
    held = {"n": pa.array([1.5, 2.5, None]), "w": pa.array(["a", "b", None]), "d": pa.array(halves)}
    opened = table(tmp_path, {**held, "t": pa.array(["1.5", "2", None]), "c": pa.array([1, 2, None])})
    number = {"kind": "number", "grid": grid.fit([1.5, 2.5]).as_json()}
    word = {"kind": "category", "values": ["a", "1"]}
    plans = [{"name": name, **(word if name in "wc" else number)} for name in "nwdtc"]
    assert [plan["name"] for plan in arrow.countable(opened, plans)] == ["n", "w"]
    assert kernel.count(opened, plans) == embedded.count(opened, plans)


def test_files_that_hold_a_column_differently_are_left_to_the_engine(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1, 2], "y": [1.0, 2.0]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"x": [1.5, 2.5], "y": [1.5, 2.5]}), tmp_path / "2.parquet")
    opened = open_table(connect(), "t", "*.parquet", tmp_path)
    plans = [{"name": name, "kind": "number", "grid": grid.fit([1.0, 2.0]).as_json()} for name in "xy"]
    assert [plan["name"] for plan in arrow.countable(opened, plans)] == ["y"]
    assert kernel.count(opened, plans) == embedded.count(opened, plans)


def test_a_small_table_is_not_worth_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    opened = table(tmp_path, {"w": pa.array(["a"])})
    assert arrow.countable(opened, [{"name": "w", "kind": "category", "values": ["a"]}]) == []


@hypothesis_settings
@given(values=st.lists(numbers, min_size=1, max_size=60), sample=st.lists(numbers, max_size=60))
def test_numbers_are_counted_alike(tmp_path: Path, values: list, sample: list) -> None:
    finite = sorted(value for value in sample if value is not None and math.isfinite(value))
    small = [value if value is not None and abs(value) < 1e30 else None for value in values]
    opened = table(tmp_path, {"x": pa.array(values, pa.float64()), "f": pa.array(small, pa.float32())})
    fitted = {grid.fit(finite), grid._knots(finite or [0.0])}
    plans = [{"name": name, "kind": "number", "grid": cells.as_json()} for cells in fitted for name in "xf"]
    known = arrow.countable(opened, plans)
    assert arrow.count(opened, known) == embedded.count(opened, known)


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint16(), pa.int64(), pa.uint64()])
def test_whole_numbers_are_counted_alike(tmp_path: Path, kind: pa.DataType) -> None:
    largest = 2 ** (kind.bit_width - 1) - 1
    values = [0, 1, 2, 3, largest, largest - 1, None] * 5
    opened = table(tmp_path, {"x": pa.array(values, kind)})
    samples = ([0.0, 1.0, 3.0], [0.0, 0.1234, float(largest)], [float(one**3) + 0.1234 for one in range(300)])
    plans = [{"name": "x", "kind": "number", "grid": grid.fit(sample).as_json()} for sample in samples]
    assert {plan["grid"]["kind"] for plan in plans} == {"lattice", "knots"}
    assert arrow.countable(opened, plans) == plans
    assert arrow.count(opened, plans) == embedded.count(opened, plans)


def test_many_pieces_are_found_by_bisection(tmp_path: Path) -> None:
    chance = random.Random(4)
    values = [chance.gauss(0, 1) * 10 ** chance.randrange(-9, 9) for _ in range(4000)]
    cells = grid.fit(sorted(values))
    assert len(cells.pieces) > vectors.MOST_COMPARED
    opened = table(tmp_path, {"x": pa.array(values)})
    plans = [{"name": "x", "kind": "number", "grid": cells.as_json()}]
    assert arrow.count(opened, plans) == embedded.count(opened, plans)


@hypothesis_settings
@given(values=st.lists(numbers, min_size=1, max_size=60), sample=st.lists(numbers, max_size=60))
def test_every_number_is_counted_once_and_nan_apart(tmp_path: Path, values: list, sample: list) -> None:
    """Writers leave NaN out of a column's noted extremes; an engine that believes them takes NaN for a number."""
    finite = sorted(value for value in sample if value is not None and math.isfinite(value))
    plan = {"name": "x", "kind": "number", "grid": grid.fit(finite).as_json()}
    (found,) = embedded.count(table(tmp_path, {"x": pa.array(values, pa.float64())}), [plan])
    missing = sum(value is None for value in values)
    nans = sum(value is not None and math.isnan(value) for value in values)
    assert (found["null"], found["nan"]) == (missing, nans)
    assert sum(found["counts"]) == len(values) - missing - nans
