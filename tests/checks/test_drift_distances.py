"""Distances against scipy on the same data."""

import math

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import jensenshannon

from assentian.checks.counting import grid
from assentian.checks.drift import ordered, shares

counts = st.integers(2, 12).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(1, 500), min_size=size, max_size=size)] * 2)
)
N = 20_000
generator = np.random.default_rng(42001)
COLUMNS = {
    "normal": generator.normal(0, 1, N),
    "heavy tails": np.exp(3 * generator.normal(0, 1, N)),
    "whole numbers": generator.integers(0, 95, N).astype(float),
    "two decimals": np.round(generator.beta(2, 5, N), 2),
    "many zeros": np.where(generator.random(N) < 0.3, 0, generator.lognormal(0, 1, N)),
    "two clusters": np.where(
        generator.random(N) < 0.5, generator.normal(-1000, 0.001, N), generator.normal(1000, 1, N)
    ),
    "hundreds": np.round(generator.lognormal(10, 0.5, N), -2),
}
SHIFTS = {"none": 0.0, "small": 0.1, "large": 1.0}


def counted(cells, values):
    table = duckdb.connect()
    table.execute("CREATE TABLE t AS SELECT unnest($1) AS v", [values.tolist()])
    found = dict(table.execute(f"SELECT {cells.sql('v')}, count(*) FROM t GROUP BY 1").fetchall())
    return [found.get(cell, 0) for cell in range(cells.cells)]


@pytest.fixture(params=[(column, shift) for column in COLUMNS for shift in SHIFTS], ids="-".join)
def both(request):
    name, shift = request.param
    reference = COLUMNS[name]
    current = generator.permutation(reference)[: N // 2] + SHIFTS[shift] * np.std(reference)
    cells = grid.fit(sorted(reference[:8192].tolist()))
    return cells, reference, current, counted(cells, reference), counted(cells, current)


def test_the_ks_interval_holds_scipys_value_and_is_narrow(both):
    cells, reference, current, before, after = both
    lower, upper = ordered.kolmogorov_smirnov(cells, before, after)
    assert lower - 1e-12 <= stats.ks_2samp(reference, current).statistic <= upper + 1e-12
    assert upper - lower <= 0.002


def test_the_wasserstein_distance_over_the_body_is_that_of_scipy(both):
    cells, reference, current, before, after = both
    body = ordered.body_of(cells, before)
    low, high = cells.edges[body.first - 1], cells.edges[body.last]
    inside = [np.clip(values, low, high) for values in (reference, current)]
    expected = stats.wasserstein_distance(*inside) / inside[0].std()
    value, least, most = ordered.wasserstein(cells, before, after, body)
    spread = 1e-9 + abs(1 - body.deviation / inside[0].std()) * expected
    assert least - spread <= expected <= most + spread
    assert least <= value <= most
    assert body.deviation == pytest.approx(inside[0].std(), rel=1e-3)


@pytest.mark.parametrize("column", ["normal", "heavy tails", "many zeros", "whole numbers", "two decimals"])
def test_the_wasserstein_distance_is_sharp_where_the_current_values_are_like_the_reference(column):
    reference = COLUMNS[column]
    current = np.sort(reference)[int(0.3 * N) :]
    cells = grid.fit(sorted(reference[:8192].tolist()))
    before, after = counted(cells, reference), counted(cells, current)
    body = ordered.body_of(cells, before)
    inside = [np.clip(values, cells.edges[body.first - 1], cells.edges[body.last]) for values in (reference, current)]
    expected = stats.wasserstein_distance(*inside) / inside[0].std()
    assert ordered.wasserstein(cells, before, after, body)[0] == pytest.approx(expected, rel=1e-4)


def test_ten_bins_hold_a_tenth_of_the_reference_each(both):
    cells, _, _, before, _ = both
    runs = ordered.quantile_bins(cells, before)
    assert [run.start for run in runs[1:]] == [run.stop for run in runs[:-1]]
    assert (runs[0].start, runs[-1].stop) == (0, cells.cells)
    for run in runs:
        held = sum(before[run.start : run.stop])
        assert held <= 0.2 * sum(before) or (len(run) == 1 and cells.is_point(run.start))


@given(counts)
def test_the_jensen_shannon_distance_is_that_of_scipy(sides):
    assert shares.jensen_shannon(*sides) == pytest.approx(jensenshannon(*sides, base=2), abs=1e-7)


@given(counts)
def test_chi_square_is_that_of_scipy_and_cramers_v_follows_from_it(sides):
    expected = stats.chi2_contingency(np.array(sides), correction=False)
    assert shares.chi2(*sides) == pytest.approx(expected.statistic, rel=1e-9, abs=1e-9)
    cramer = stats.contingency.association(np.array(sides), method="cramer", correction=False)
    assert shares.cramers_v(*sides) == pytest.approx(cramer, rel=1e-9, abs=1e-7)


@given(counts)
def test_psi_is_the_symmetric_divergence_of_the_shares(sides):
    p, q = (np.array(side) / sum(side) for side in sides)
    expected = sum(
        (max(b, 1e-4) - max(a, 1e-4)) * math.log(max(b, 1e-4) / max(a, 1e-4)) for a, b in zip(p, q, strict=True)
    )
    assert shares.psi(*sides) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert shares.psi(*sides) == pytest.approx(shares.psi(*reversed(sides)), rel=1e-9, abs=1e-12)


@given(counts)
def test_the_largest_change_of_a_share_is_a_distance(sides):
    p, q = (np.array(side) / sum(side) for side in sides)
    assert shares.l_infinity(*sides) == pytest.approx(np.abs(p - q).max(), abs=1e-12)
    assert shares.chance_of_l_infinity(*sides) >= 0


@pytest.mark.parametrize("largest", [1e300, 1.7e308, -1.7e308])
def test_numbers_near_the_largest_double_stop_no_check(workshop, largest):
    result = workshop.drift({"x": [*range(59), largest]}, {"x": [*range(58), largest, -largest]})
    assert result.message == ""
    assert {metric.name for metric in result.metrics} >= {"psi", "ks"}
