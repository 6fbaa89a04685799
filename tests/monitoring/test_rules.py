"""The one rule of monitoring: what opens a breach, what clears it, and what is a finding instead of silence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.monitoring import rules
from assentian.monitoring.rules import Change, Limits, Standing, Window

START = datetime(2026, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
GAP = Limits(target=Decimal(0), warn=Decimal("0.05"), breach=Decimal("0.1"), above=True, period=WEEK)
RATIO = Limits(target=Decimal(1), warn=Decimal("0.9"), breach=Decimal("0.8"), above=False, period=WEEK)
COUNT = Limits(target=Decimal(0), warn=Decimal(2), breach=Decimal(5), above=True, period=WEEK, minimum=1, exact=True)
NEW = Standing()


def window(week, value, *, half="0.02", n=500):
    value = None if value is None else Decimal(value)
    ends = (None, None) if value is None or half is None else (value - Decimal(half), value + Decimal(half))
    return Window(end=START + week * WEEK, value=value, lower=ends[0], upper=ends[1], n=n)


def windows(*values, **told):
    return [window(week, value, **told) for week, value in enumerate(values)]


def change(decision):
    return decision.change if decision else None


@pytest.mark.parametrize(
    ("values", "opened"),
    [
        (["0.15"], False),
        (["0.15", "0.15"], True),
        (["0.15", "0.01", "0.15"], True),
        (["0.15", "0.01", "0.01", "0.15"], False),
        (["0.15", "0.15", "0.01"], False),
        (["0.11", "0.11", "0.11"], False),
        (["0.21"], False),
        (["0.23"], True),
        ([], False),
    ],
)
def test_a_gap_breaches_by_its_lower_bound_in_two_of_three_windows_or_far_in_one(values, opened):
    assert change(rules.judge(windows(*values), GAP, NEW)) == (Change.OPENED if opened else None)


@pytest.mark.parametrize(("values", "opened"), [(["0.75", "0.75"], True), (["0.79", "0.79"], False), (["0.55"], True)])
def test_a_ratio_breaches_by_its_upper_bound(values, opened):
    assert change(rules.judge(windows(*values), RATIO, NEW)) == (Change.OPENED if opened else None)


def test_the_reason_names_value_bound_and_limit():
    decision = rules.judge(windows("0.15", "0.15"), GAP, NEW)
    assert decision.reason == "0.15 (bound 0.13) is above the limit of 0.1, in 2 of 2 consecutive windows."
    assert rules.judge(windows("11", half=None), COUNT, NEW).reason.startswith("11 is above the limit of 5, twice")


def test_too_few_cases_never_breach():
    assert rules.judge(windows("0.5", "0.5", "0.5", n=199), GAP, NEW) is None


def test_a_value_without_an_interval_tells_nothing_unless_it_counts_exactly():
    assert rules.judge(windows("9", "9", half=None), GAP, NEW) is None
    assert change(rules.judge(windows("6", "6", half=None), COUNT, NEW)) is Change.OPENED


def test_windows_that_do_not_follow_on_one_another_do_not_add_up():
    assert rules.judge([window(0, "0.15"), window(3, "0.15")], GAP, NEW) is None
    assert change(rules.judge([window(0, "0.15"), window(2, "0.15")], GAP, NEW)) is Change.OPENED


def test_a_window_measured_twice_is_one_window_and_the_later_counts():
    again = Window(
        end=START + timedelta(hours=3), value=Decimal("0.15"), lower=Decimal("0.13"), upper=Decimal("0.17"), n=500
    )
    assert rules.judge([window(0, "0.15"), again], GAP, NEW) is None
    assert rules.consecutive([window(0, "0.01"), again], WEEK) == [again]


def test_a_breach_clears_after_two_windows_inside_the_warning():
    opened = Standing(opened=START + WEEK)
    assert rules.judge(windows("0.15", "0.15", "0.04"), GAP, opened) is None
    assert rules.judge(windows("0.15", "0.15", "0.06", "0.04"), GAP, opened) is None
    assert rules.judge(windows("0.15", "0.15", "0.04", "0.04"), GAP, opened).change is Change.CLEARED
    assert rules.judge([*windows("0.15", "0.15"), *(window(w, "0", n=9) for w in (2, 3))], GAP, opened) is None


def test_nothing_opens_within_seven_days_after_the_last_was_cleared():
    found = windows("0.5")
    assert rules.judge(found, GAP, Standing(cleared=START - timedelta(days=6))) is None
    assert change(rules.judge(found, GAP, Standing(cleared=START - timedelta(days=7)))) is Change.OPENED


def test_three_windows_that_tell_nothing_are_a_finding_and_one_that_tells_ends_it():
    assert rules.measurable(windows("0", "0", n=9), GAP, NEW) is None
    found = rules.measurable(windows("0", "0", None, n=9), GAP, NEW)
    assert found.reason == "Cannot be measured: at most 9 cases where 200 are needed, in 3 windows in a row."
    assert "no interval" in rules.measurable(windows("0", "0", "0", half=None), GAP, NEW).reason
    standing = Standing(opened=START + 2 * WEEK)
    assert rules.measurable(windows("0", "0", "0", "0", n=9), GAP, standing) is None
    assert rules.measurable(windows("0", "0", "0", "0"), GAP, standing).change is Change.CLEARED
    assert rules.measurable([], GAP, standing) is None


@pytest.mark.parametrize(
    ("target", "warn", "breach", "above", "wrong"),
    [
        ("0", "0.05", "0.1", True, False),
        ("1", "0.9", "0.8", False, False),
        ("0", "0", "0.1", True, False),
        ("0.1", "0.1", "0.1", True, True),
        ("0", "0.2", "0.1", True, True),
        ("0", "-1", "0.1", True, True),
        ("0", "0.05", "0.1", False, True),
    ],
)
def test_limits_lie_on_the_way_to_harm(target, warn, breach, above, wrong):
    limits = Limits(target=Decimal(target), warn=Decimal(warn), breach=Decimal(breach), above=above, period=WEEK)
    assert bool(rules.problem(limits)) is wrong


def test_chance_is_read_from_the_interval():
    at_bound = window(0, "0.12")  # its lower bound lies at the limit: 2.5 % on one side
    assert rules.chance(at_bound, GAP) == pytest.approx(0.025)
    assert rules.chance(window(0, "0.1"), GAP) == pytest.approx(0.5)
    assert rules.chance(window(0, "0.78"), RATIO) == pytest.approx(0.025)
    assert rules.chance(window(0, "0.5", n=3), GAP) == 1.0
    assert rules.chance(window(0, "6", half=None), COUNT) == 0.0
    assert rules.chance(window(0, "5", half=None), COUNT) == 1.0


def test_among_many_series_a_faint_one_is_no_discovery():
    assert rules.is_discovered(0.02, [0.02, *[0.9] * 19])
    assert not rules.is_discovered(0.02, [0.02, *[0.9] * 20])
    assert rules.is_discovered(0.002, [0.002, *[0.9] * 20])
    assert rules.is_discovered(0.02, [0.02] * 21)
    assert rules.judge(windows("0.5"), GAP, NEW, discovered=False) is None


values = st.decimals(min_value=-1, max_value=1, places=3)
some_windows = st.lists(st.builds(window, st.integers(0, 12), values, n=st.integers(0, 400)), max_size=8)


@given(some_windows)
def test_a_breach_needs_a_newest_window_whose_whole_interval_lies_beyond(found):
    decision = rules.judge(found, GAP, NEW)
    if decision is not None:
        newest = rules.consecutive(found, WEEK)[0]
        assert newest.n >= 200
        assert newest.lower > GAP.breach


@given(some_windows)
def test_what_is_open_only_clears_and_what_is_not_only_opens(found):
    assert change(rules.judge(found, GAP, NEW)) in {None, Change.OPENED}
    assert change(rules.judge(found, GAP, Standing(opened=START))) in {None, Change.CLEARED}


@given(some_windows)
def test_consecutive_windows_are_at_most_three_newest_first_within_three_periods(found):
    kept = rules.consecutive(found, WEEK)
    ends = [one.end for one in kept]
    assert ends == sorted(ends, reverse=True)
    assert len(kept) <= 3
    assert not kept or ends[0] - ends[-1] < 3 * WEEK
