"""Every number falls into exactly one cell, and the cells keep the order of the numbers."""

import math
from bisect import bisect_left
from itertools import pairwise

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assentian.checks.counting import grid

finite = st.floats(allow_nan=False, allow_infinity=False)
decimals = st.builds(lambda whole, unit: whole / unit, st.integers(-500, 500), st.sampled_from([1, 10, 100, 1000]))
samples = st.one_of(st.lists(finite, min_size=1, max_size=60), st.lists(decimals, min_size=1, max_size=60)).map(sorted)


def cells_in_engine(cells, values):
    literals = ", ".join(f"(CAST('{value!r}' AS DOUBLE))" for value in values)
    statement = f"SELECT v, {cells.sql('v')} FROM (VALUES {literals}) t(v) ORDER BY v"
    return duckdb.execute(statement).fetchall()


@settings(max_examples=150, deadline=None)
@given(samples, st.lists(st.one_of(st.floats(allow_nan=False), decimals), max_size=40))
def test_cells_keep_the_order_of_numbers_and_lie_inside_the_grid(sample, others):
    cells = grid.fit(sample)
    found = cells_in_engine(cells, sorted([*sample, *others, math.inf, -math.inf]))
    indexes = [cell for _, cell in found]
    assert indexes == sorted(indexes)
    assert indexes[0] == 0
    assert indexes[-1] == cells.cells - 1
    assert len(cells.edges) == cells.cells - 1
    assert list(cells.edges) == sorted(cells.edges)


@settings(max_examples=150, deadline=None)
@given(samples, st.lists(st.one_of(finite, decimals), max_size=40))
def test_a_point_holds_one_number_only(sample, others):
    cells = grid.fit(sample)
    held: dict[int, set[float]] = {}
    for value, cell in cells_in_engine(cells, [*sample, *others]):
        held.setdefault(cell, set()).add(value)
    assert all(len(values) == 1 for cell, values in held.items() if cells.is_point(cell))


@settings(max_examples=100, deadline=None)
@given(samples)
def test_a_cell_lies_between_its_edges(sample):
    cells = grid.fit(sample)
    assume(all(math.isfinite(later - edge) for edge, later in pairwise(cells.edges)))
    for value, cell in cells_in_engine(cells, sample):
        slack = 1e-9 * max(1.0, abs(value))
        assert cell == 0 or cells.edges[cell - 1] <= value + slack
        assert cell == cells.cells - 1 or value <= cells.edges[cell] + slack


@given(samples)
@settings(max_examples=50, deadline=None)
def test_a_grid_reads_back_from_its_json(sample):
    cells = grid.fit(sample)
    assert grid.from_json(cells.as_json()) == cells
    edges = grid.Edges(tuple(cells.edges), frozenset({0}))
    assert grid.from_json(edges.as_json()) == edges
    with pytest.raises(ValueError, match="cannot count"):
        grid.counting_grid(edges.as_json())


def test_few_decimals_make_a_lattice_and_frequent_values_make_points():
    assert grid.fit([0.25, 0.51, 1.0]) == grid.Lattice(25, 100, 1, 100)
    assert grid.fit([1200.0, 1300.0, 2500.0]) == grid.Lattice(12, 25, 100, 1)
    outlier = grid.fit(sorted([1e9 + 1 / 3, *(float(value * 100) for value in range(2000))]))
    assert outlier == grid.Lattice(2, 1998, 100, 1)
    skewed = sorted([0.0] * 400 + [math.exp(step / 100) for step in range(600)])
    knots = grid.fit(skewed)
    assert isinstance(knots, grid.Knots)
    cell = bisect_left(list(knots.edges), 0.0)
    assert knots.is_point(next(index for value, index in cells_in_engine(knots, [0.0]))), cell


def test_no_cell_of_a_clustered_column_holds_much_of_it():
    clusters = sorted([-1000 + step / 1e6 for step in range(4000)] + [1000 + step / 1e6 for step in range(4000)])
    cells = grid.fit([value + 1 / 3 for value in clusters])
    counts: dict[int, int] = {}
    for _, cell in cells_in_engine(cells, [value + 1 / 3 for value in clusters]):
        counts[cell] = counts.get(cell, 0) + 1
    assert max(counts.values()) <= 0.002 * len(clusters)


def test_without_any_number_there_is_still_a_grid():
    assert grid.fit([]).cells == 3
