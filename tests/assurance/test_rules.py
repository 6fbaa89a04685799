"""Pure decisions about nonconformities: what a breach fires, what blocks, what the register shows of 10.2."""

from datetime import UTC, datetime, timedelta

import pytest

from assentian.assurance import rules
from assentian.assurance.rules import Fired, Matter
from assentian.standards.vocabulary import ReadinessLevel, Standing

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def matter(
    number: int = 1, *, state: str = "open", hold: str = "block_release", due: int = 1, closed: int = 1
) -> Matter:
    return Matter(
        number,
        "Gap too wide",
        hold,
        is_open=state == "open",
        is_closed=state == "closed",
        due_at=NOW + timedelta(days=due),
        closed_at=NOW - timedelta(days=closed) if state == "closed" else None,
    )


@pytest.mark.parametrize(
    ("hold", "fired"),
    [
        ("none", Fired("T-MET-3", "targeted")),
        ("block_release", Fired("T-MET-3", "targeted")),
        ("fallback", Fired("T-MET-3", "stop")),
    ],
)
def test_a_breach_keeps_its_rule_and_a_hold_to_the_fallback_is_a_stop(hold: str, fired: Fired) -> None:
    assert rules.fired("T-MET-3", "targeted", hold) == fired


@pytest.mark.parametrize(("word", "days"), [("stop", 1), ("mandatory", 14), ("targeted", 30)])
def test_a_nonconformity_is_due_with_its_class(word: str, days: int) -> None:
    assert rules.due_at(word, NOW) == NOW + timedelta(days=days)


def test_an_open_one_with_a_hold_blocks_by_its_number() -> None:
    found = rules.against([matter(7), matter(8, state="corrected"), matter(9, hold="none"), matter(10, state="closed")])
    assert [reason.rule for reason in found] == ["N-OPEN:7"]


def test_an_empty_register_shows_nothing() -> None:
    assert rules.shown([], NOW) is None


@pytest.mark.parametrize(
    ("matters", "level", "standing"),
    [
        ([matter()], ReadinessLevel.AD_HOC, Standing.PARTLY),
        ([matter(), matter(2, state="closed")], ReadinessLevel.OPERATING, Standing.PARTLY),
        ([matter(state="closed", closed=366)], ReadinessLevel.AD_HOC, Standing.PARTLY),
        ([matter(due=-1), matter(2, state="closed")], ReadinessLevel.AD_HOC, Standing.FAILING),
        ([matter(due=-1, state="closed")], ReadinessLevel.OPERATING, Standing.PARTLY),
        ([matter(n, due=-1) for n in range(1, 6)], ReadinessLevel.AD_HOC, Standing.FAILING),
    ],
)
def test_what_the_register_shows_is_bounded_by_what_is_overdue(
    matters: list[Matter], level: ReadinessLevel, standing: Standing
) -> None:
    said = rules.shown(matters, NOW)
    assert said is not None
    assert (said.level, said.standing) == (level, standing)
    assert ("and others" in said.reason) == (len(matters) > 3)
