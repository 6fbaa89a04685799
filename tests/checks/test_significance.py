"""Tails, bounds and intervals against scipy and statsmodels' published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assentian.checks import intervals, significance


@given(st.floats(0.001, 2000), st.integers(1, 500))
def test_the_tail_of_chi_square_is_that_of_scipy(statistic, degrees):
    assert significance.chi2_tail(statistic, degrees) == pytest.approx(
        stats.chi2.sf(statistic, degrees), rel=1e-9, abs=1e-13
    )


@pytest.mark.parametrize("degrees", [1, 2, 9, 100, 4096])
def test_the_bound_of_chi_square_is_that_of_scipy(degrees):
    assert significance.chi2_bound(degrees) == pytest.approx(stats.chi2.isf(0.01, degrees), rel=1e-8)


def test_without_freedom_there_is_no_chance():
    assert significance.chi2_bound(0) == 0
    assert significance.chi2_tail(5, 0) == 1


@given(st.floats(0, 5))
def test_the_tail_of_kolmogorov_is_that_of_scipy(scaled):
    assert significance.kolmogorov_tail(scaled) == pytest.approx(stats.kstwobign.sf(scaled), abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_discoveries_are_those_of_benjamini_and_hochberg(tails):
    adjusted = stats.false_discovery_control(tails)
    found = significance.discoveries(dict(enumerate(tails)))
    clear = {index for index, value in enumerate(adjusted) if abs(value - 0.01) > 1e-12}
    assert found & clear == {index for index in clear if adjusted[index] < 0.01}


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_wilson_is_that_of_scipy(share):
    expected = stats.binomtest(*share).proportion_ci(confidence_level=0.95, method="wilson")
    assert intervals.wilson(*share) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_interval_of_no_cases_is_everything():
    assert intervals.wilson(0, 0) == (0, 1)


def test_the_interval_of_a_difference_is_that_of_newcombes_paper():
    # Newcombe (1998), table II, example (a), method 10: 56/70 - 48/80.
    assert intervals.difference((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_the_interval_of_a_ratio_is_that_of_scipy_and_stays_open_at_zero():
    expected = stats.contingency.relative_risk(48, 80, 56, 70).confidence_interval(0.95)
    assert intervals.ratio((48, 80), (56, 70)) == pytest.approx((expected.low, expected.high))
    lower, upper = intervals.ratio((0, 50), (10, 50))
    assert lower == 0
    assert upper is not None
    assert 0 < upper < 1
    assert intervals.ratio((0, 50), (0, 50)) == (0.0, None)


def test_the_bounds_of_chance_widen_with_the_number_of_pairs():
    one, other = (40, 100), (50, 100)
    assert intervals.chance_of_difference(one, other, pairs=1) < intervals.chance_of_difference(one, other, pairs=10)
    assert intervals.chance_of_ratio(one, other, pairs=1) > intervals.chance_of_ratio(one, other, pairs=10)
    assert intervals.chance_of_ratio((0, 10), (0, 10), pairs=1) == 0
    assert intervals.chance_z(1) == pytest.approx(2.5758, abs=1e-4)
