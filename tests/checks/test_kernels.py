"""Two kernels, the same integers, and no number lost that a Parquet file's own notes leave out."""

import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assentian.checks.counting import arrow, embedded, grid, kernel
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
    monkeypatch.setattr(arrow, "LEAST_ROWS", 0)


@hypothesis_settings
@given(values=st.lists(words, min_size=1, max_size=60), known=st.lists(words.filter(bool), max_size=6, unique=True))
def test_words_are_counted_alike(tmp_path: Path, values: list, known: list) -> None:
    opened = table(tmp_path, {"w": pa.array(values, pa.string())})
    plans = [{"name": "w", "kind": "category", "values": known}]
    assert arrow.can_count(opened, plans[0])
    assert arrow.count(opened, plans) == embedded.count(opened, plans)


def test_ten_thousand_words(tmp_path: Path) -> None:
    values = [f"w{i}" for i in range(10_000)]
    opened = table(tmp_path, {"w": pa.array(values)})
    plans = [{"name": "w", "kind": "category", "values": values[:1000]}]
    assert arrow.count(opened, plans) == embedded.count(opened, plans)


def test_each_column_has_the_kernel_that_knows_it(tmp_path: Path) -> None:
    opened = table(tmp_path, {"n": pa.array([1.5, 2.5, None]), "w": pa.array(["a", "b", None])})
    plans = [
        {"name": "n", "kind": "number", "grid": grid.fit([1.5, 2.5]).as_json()},
        {"name": "w", "kind": "category", "values": ["a"]},
    ]
    assert [arrow.can_count(opened, plan) for plan in plans] == [False, True]
    assert kernel.count(opened, plans) == embedded.count(opened, plans)


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
