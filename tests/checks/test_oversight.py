"""Reviews as people make them: attentive ones pass, and every sign of a rubber stamp is told."""

from pathlib import Path
from typing import Any

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def reviews(cases: int, *, overridden: int, seconds: int = 45, reviewer: str = "", **more: Any) -> list[dict[str, Any]]:
    """Reviews over several days by four people, the first `overridden` of which disagree."""
    return [
        {
            "case": f"{reviewer}c{number}",
            "reviewer": reviewer or f"p{number % 4}",
            "opened": f"2026-11-{1 + number % 20:02}T10:00:00Z",
            "decided": f"2026-11-{1 + number % 20:02}T10:{seconds // 60:02}:{seconds % 60:02}Z",
            "overridden": number < overridden,
            **more,
        }
        for number in range(cases)
    ]


def test_attentive_reviews_pass(desk: Desk):
    found = desk.held("human-oversight", reviews(200, overridden=16))
    assert (found.verdict, found.n) == (Verdict.PASS, 200), found.message
    assert told(found)["override_rate"] == pytest.approx(0.08)
    assert told(found)["review_seconds_median"] == 45
    assert told(found)["busiest_hour"] == 10
    assert "planted_found" not in told(found)


@pytest.mark.parametrize(
    ("rows", "failing"),
    [
        (reviews(1000, overridden=0), {"override_rate"}),
        (reviews(200, overridden=16, seconds=9), {"review_seconds_median"}),
        (reviews(200, overridden=16, seconds=3), {"review_seconds_median", "quick_share"}),
        (
            [*reviews(200, overridden=16), *reviews(40, overridden=0, planted=True, found=False)],
            {"planted_found"},
        ),
        (
            [*reviews(200, overridden=16), {**reviews(1, overridden=0)[0], "decided": "2026-10-01"}],
            {"decided_before_opened"},
        ),
    ],
)
def test_each_sign_of_a_rubber_stamp_fails_by_name(rows: list[dict[str, Any]], failing: set[str], desk: Desk):
    found = desk.held("human-oversight", rows)
    assert {one.name for one in found.metrics if one.status is Verdict.FAIL} == failing


def test_too_few_cases_prove_no_rubber_stamp_and_no_attention(desk: Desk):
    found = desk.held("human-oversight", reviews(20, overridden=0))
    assert metric(found, "override_rate").status is Verdict.INSUFFICIENT
    assert found.verdict is Verdict.INSUFFICIENT


def test_a_rate_near_the_limit_warns_once_chance_is_ruled_out(desk: Desk):
    assert metric(desk.held("human-oversight", reviews(10_000, overridden=150)), "override_rate").status is Verdict.WARN


def test_planted_errors_that_are_found_pass_and_hide_no_rubber_stamp(desk: Desk):
    planted = reviews(60, overridden=60, planted=True, found=True)
    assert metric(desk.held("human-oversight", [*reviews(200, overridden=16), *planted]), "planted_found").value == 1
    stamped = desk.held("human-oversight", [*reviews(1000, overridden=0), *planted])
    assert metric(stamped, "override_rate").status is Verdict.FAIL


def test_who_never_disagrees_and_the_load_are_shown_and_judged_where_asked(desk: Desk):
    rows = [*reviews(200, overridden=40), *reviews(60, overridden=0, reviewer="q")]
    shown = desk.held("human-oversight", rows)
    assert (told(shown)["never_disagreeing"], metric(shown, "never_disagreeing").status) == (1, None)
    asked = desk.held("human-oversight", rows, "metrics: {never_disagreeing: {breach: 0}, busiest_hour: {breach: 2}}")
    failing = {one.name for one in asked.metrics if one.status is Verdict.FAIL}
    assert failing == {"never_disagreeing", "busiest_hour"}


def test_no_reviews_are_insufficient(desk: Desk):
    assert desk.held("human-oversight", []).verdict is Verdict.INSUFFICIENT


def test_reviews_that_nobody_stands_for_fail(desk: Desk):
    desk.trust("system")
    desk.write("records.jsonl", reviews(200, overridden=16))
    found = desk.run("human-oversight", "records: records.jsonl, trust: keys.txt")
    assert metric(found, "unsigned").status is Verdict.FAIL


def test_the_metrics_follow_from_the_counts_alone(desk: Desk):
    found = desk.held("human-oversight", reviews(200, overridden=16))
    assert found.profile
    assert KINDS["human-oversight"].evaluate({}, found.profile.counts) == found.metrics
