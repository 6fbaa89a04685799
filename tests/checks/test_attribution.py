"""Attribution of drift: a change of the world comes from everywhere, an attack from few sources."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.checks.influence.shares import gini, shift, shift_floor, top_share
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric

DATA = "data: {current: {path: current.jsonl}, reference: {path: reference.jsonl}}\n"
BODY = "source: account, columns: [score]"
SOURCES, EACH = 300, 20


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def rows(seed: int, *, move: float = 0.0, attackers: int = 0) -> list[dict]:
    """Normal scores by many accounts; `move` is for all, and the attackers write many high ones."""
    draw = random.Random(seed)
    honest = [{"account": f"a{s}", "score": draw.gauss(move, 1)} for s in range(SOURCES) for _ in range(EACH)]
    return honest + [{"account": f"a{s}", "score": 3 + draw.random()} for s in range(attackers) for _ in range(400)]


def run(desk, current, *, body: str = BODY):
    desk.write("reference.jsonl", rows(1))
    desk.write("current.jsonl", current)
    return desk.run("drift-attribution", body, data=DATA)


def test_a_drift_of_the_world_comes_from_everywhere(desk):
    found = run(desk, rows(2, move=1.0))
    assert found.verdict is Verdict.PASS
    assert metric(found, "top_share", "score").value < 0.05
    assert metric(found, "shift", "score").value > metric(found, "shift", "score").floor


def test_a_drift_made_by_few_accounts_fails(desk):
    found = run(desk, rows(2, attackers=3))
    assert found.verdict is Verdict.FAIL
    assert metric(found, "top_share", "score").value > 0.5
    assert metric(found, "gini", "score").value > 0.6
    assert metric(found, "top_traffic_share", "score").value < metric(found, "top_share", "score").value


def test_no_drift_has_nobody_to_blame(desk):
    found = run(desk, rows(2))
    assert found.verdict is Verdict.PASS
    assert metric(found, "top_share", "score").note == "the shift is within chance"


def test_categories_are_attributed_too(desk):
    desk.write("reference.jsonl", [{"account": f"a{s}", "score": "no"} for s in range(SOURCES) for _ in range(EACH)])
    desk.write("current.jsonl", [{"account": f"a{s}", "score": "yes"} for s in range(SOURCES) for _ in range(EACH)])
    found = desk.run("drift-attribution", BODY, data=DATA)
    assert metric(found, "shift", "score").value == 1
    assert metric(found, "top_share", "score").value == pytest.approx(0.01)


def test_fewer_than_a_hundred_sources_are_insufficient(desk):
    desk.write("reference.jsonl", [{"account": f"a{s}", "score": s} for s in range(50)])
    desk.write("current.jsonl", [{"account": f"a{s}", "score": s} for s in range(50)])
    assert desk.run("drift-attribution", BODY, data=DATA).verdict is Verdict.INSUFFICIENT


def test_without_a_reference_there_is_no_drift_to_attribute(desk):
    desk.write("current.jsonl", rows(1))
    found = desk.run("drift-attribution", BODY, data="data: {current: {path: current.jsonl}}\n")
    assert "data.reference: is missing" in found.message


def test_a_source_that_is_no_column_is_named(desk):
    found = run(desk, rows(2), body="source: who, columns: [score]")
    assert "checks[0].source: the column 'who' is not in current.jsonl" in found.message


def test_the_counts_name_no_source(desk):
    found = run(desk, rows(2, attackers=3))
    assert "a1" not in repr(found.profile.counts)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=60).filter(any))
def test_gini_is_the_mean_absolute_difference_over_twice_the_mean(values):
    pushes = [[value, 0, value, 1] for value in values]
    n, mean = len(values), sum(values) / len(values)
    plain = sum(abs(a - b) for a in values for b in values) / (2 * n * n * mean)
    assert gini(pushes, (100, 100)) == pytest.approx(plain, abs=1e-9)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 9)), min_size=1, max_size=40))
def test_the_share_of_the_few_is_a_share(raw):
    pushes = [[now, then, abs(now), sources] for now, then, sources in raw]
    assert 0 <= top_share(pushes, (100, 90)) <= 1


def test_chance_alone_stays_below_its_floor():
    draw = random.Random(3)
    beyond = 0
    for _ in range(200):
        bins = [[0, 0] for _ in range(10)]
        for side in (0, 1):
            for _ in range(300):
                bins[draw.randrange(10)][side] += 1
        beyond += shift(bins, (300, 300)) > shift_floor(bins, (300, 300))
    assert beyond <= 2
