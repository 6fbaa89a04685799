"""Metrics as a page reads them: what decided, which groups a spread compares, how figures are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.checks.result import Metric
from assentian.evidence.charts import evenly, labels, rates_chart, rates_charts
from assentian.evidence.readings import (
    Reading,
    deciding,
    figure,
    group_name,
    groups,
    interval,
    judged_first,
    pooled,
    readings,
    spreads,
)
from assentian.evidence.standings import ORDER, STALE, state, worst
from assentian.journal.context import now
from assentian.standards.vocabulary import Verdict
from assentian.web.components.values import NOTHING


def summary(*metrics):
    return {"metrics": [metric.as_json() for metric in metrics]}


def rate(where, value, n=100, name="fpr"):
    return Metric(name=name, where=where, value=value, n=n, lower=value - 0.05, upper=value + 0.05)


FAIRNESS = summary(
    rate("race=A", 0.4),
    rate("race=B", 0.2, n=300),
    rate("sex=f", 0.3),
    rate("race=A, sex=f", 0.5),
    Metric(
        name="fpr_gap",
        where="race",
        value=0.2,
        n=400,
        breach=0.1,
        status=Verdict.FAIL,
        note="race=B lowest, race=A highest",
    ),
    Metric(name="selection_ratio", where="sex", value=0.9, n=400, breach=0.8, status=Verdict.PASS),
    Metric(name="fpr_gap", where="race x sex", value=0.3, n=400, breach=0.1, status=Verdict.FAIL),
)


def test_numbers_come_back_exactly_as_they_were_signed():
    (one,) = readings(summary(Metric(name="psi", where="age", value=0.1, n=3, lower=None, floor=1 / 3)), "drift")
    assert (one.value, one.lower, one.floor, one.status) == (0.1, None, 1 / 3, "")


def test_the_gravest_status_decides_and_within_it_the_one_furthest_beyond_its_limit():
    found = readings(FAIRNESS, "fairness")
    decided = deciding(found)
    assert (decided.name, decided.where) == ("fpr_gap", "race x sex")
    assert [one.status for one in judged_first(found)][:3] == ["fail", "fail", "pass"]
    assert deciding([one for one in found if not one.status]) is None


def test_a_ratio_is_worse_the_smaller_it_is():
    low, high = (
        Metric(name="selection_ratio", where=where, value=value, n=9, breach=0.8, status=Verdict.FAIL)
        for where, value in (("a", 0.3), ("b", 0.7))
    )
    assert deciding(readings(summary(high, low), "fairness")).where == "a"


def test_a_spread_finds_its_own_groups_and_no_intersection():
    found = readings(FAIRNESS, "fairness")
    race = next(one for one in spreads(found) if one.where == "race")
    assert [one.where for one in groups(found, race)] == ["race=A", "race=B"]
    both = next(one for one in spreads(found) if one.where == "race x sex")
    assert [group_name(one.where) for one in groups(found, both)] == ["A, f"]
    assert pooled(groups(found, race)) == pytest.approx((0.4 * 100 + 0.2 * 300) / 400)
    assert race.title == "False positive rate gap"
    assert race.told == "B lowest, A highest"


def test_a_failing_spread_is_drawn_with_its_two_ends_marked():
    found = readings(FAIRNESS, "fairness")
    chart = rates_chart(found, next(one for one in spreads(found) if one.where == "race"))
    assert chart.svg.count("dot-bad") == 2
    assert rates_chart([], Reading(name="fpr_gap", where="race", n=0)) is None


def test_charts_stand_in_pairs():
    assert [len(evenly(list(range(n)))) for n in range(7)] == [0, 1, 2, 2, 4, 4, 4]


def test_months_name_measurements_unless_one_month_has_two():
    moment = now()
    assert labels([moment.replace(month=3, day=2)]) == [f"Mar {moment:%y}"]
    assert labels([moment.replace(month=3, day=2), moment.replace(month=3, day=9)]) == ["02 Mar", "09 Mar"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, NOTHING),
        (0.0, "0"),
        (0.5, "0.500"),
        (7214.0, "7\N{NO-BREAK SPACE}214"),
        (1234.5, "1\N{NO-BREAK SPACE}234"),
        (0.00012, "0.00012"),
        (1.0, "1.000"),
    ],
)
def test_a_figure_is_written_as_a_reader_wants_it(value, written):
    assert figure(value) == written


def test_an_open_interval_leaves_its_end_out():
    assert interval(Reading(name="x", where="", n=1)) == NOTHING
    assert interval(Reading(name="x", where="", n=1, lower=0.25)) == "from 0.250"


def test_a_kept_result_becomes_stale_and_a_failure_stays_one():
    moment = now()
    assert [state(verdict, moment.replace(year=2000), moment) for verdict in ("pass", "warn", "fail", "error")] == [
        STALE,
        STALE,
        "fail",
        "error",
    ]
    assert state("pass", moment.replace(year=3000), moment) == "pass"


@given(st.lists(st.sampled_from(ORDER), min_size=1))
def test_a_system_never_stands_better_than_any_of_its_results(states):
    word, label = worst(states)
    assert word in states
    assert all(ORDER.index(word) <= ORDER.index(other) for other in states)
    assert label.startswith(f"{states.count(word)} of {len(states)} ")


def test_of_many_spreads_the_gravest_are_drawn():
    places = [f"p{number}" for number in range(40)]
    spread = {"name": "fpr_gap", "n": 90, "breach": 0.1}
    gaps = [Reading(**spread, where=place, value=0.01, status="pass") for place in places]
    gaps[30] = Reading(**spread, where="p30", value=0.9, status="fail")
    rates = [Reading(name="fpr", where=f"{place}={group}", n=45, value=0.2) for place in places for group in "ab"]
    drawn = rates_charts([*gaps, *rates], most=3)
    assert len(drawn) == 3
    assert drawn[0].caption.endswith("by p30")
