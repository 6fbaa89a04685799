"""Pure decisions of the impact assessment: standing, deadlines, and what blocks a gate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.impact import rules
from assentian.impact.rules import Kept, OpenTrigger, Standing
from assentian.inventory.gates import Answer
from assentian.standards.vocabulary import Stage

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def trigger(*, hold: str = "block_release", due: timedelta = DAY) -> OpenTrigger:
    return OpenTrigger(rule="T-MET-2", reason="The gap is 0.21.", hold=hold, due_at=NOW + due)


def said(kept: Kept, stage: Stage = Stage.DEPLOYMENT) -> list[tuple[str, Answer]]:
    return [(reason.rule, reason.answer) for reason in rules.against(kept, stage, NOW)]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (Kept(), Standing.NOT_ASSESSED),
        (Kept(is_awaiting=True), Standing.AWAITING),
        (Kept(is_approved=True), Standing.APPROVED),
        (Kept(is_approved=True, is_awaiting=True), Standing.APPROVED),
        (Kept(is_approved=True, triggers=[trigger()]), Standing.UPDATE_DUE),
        (Kept(is_approved=True, triggers=[trigger(due=-DAY)]), Standing.OVERDUE),
        (Kept(is_approved=True, review_due=NOW - DAY), Standing.OVERDUE),
        (Kept(is_approved=True, review_due=NOW + DAY), Standing.APPROVED),
    ],
)
def test_the_standing_is_the_gravest_that_is_true(kept: Kept, expected: Standing) -> None:
    assert rules.standing(kept, NOW) is expected
    assert expected.is_at_risk == (expected.value in {"update_due", "overdue"})


@pytest.mark.parametrize("stage", [Stage.DEPLOYMENT, Stage.OPERATION])
def test_what_nobody_approved_opens_no_gate_to_people(stage: Stage) -> None:
    assert said(Kept(), stage) == [("A-NONE", Answer.CANNOT_TELL)]
    assert said(Kept(is_awaiting=True), stage) == [("A-UNAPPROVED", Answer.CANNOT_TELL)]
    assert said(Kept(is_approved=True), stage) == []


def test_earlier_stages_need_no_assessment_but_a_hold_holds_there_too() -> None:
    assert said(Kept(), Stage.VALIDATION) == []
    assert said(Kept(triggers=[trigger()]), Stage.VALIDATION) == [("A-UPDATE-DUE:T-MET-2", Answer.BLOCKED)]


@pytest.mark.parametrize("hold", ["block_release", "fallback", "a word of a later version"])
def test_a_hold_blocks_and_so_does_a_word_nobody_knows(hold: str) -> None:
    kept = Kept(is_approved=True, triggers=[trigger(hold=hold)])
    assert said(kept) == [("A-UPDATE-DUE:T-MET-2", Answer.BLOCKED)]


def test_a_trigger_without_hold_blocks_once_its_deadline_is_past() -> None:
    assert said(Kept(is_approved=True, triggers=[trigger(hold="none")])) == []
    assert said(Kept(is_approved=True, triggers=[trigger(hold="none", due=-DAY)])) == [
        ("A-UPDATE-DUE:T-MET-2", Answer.BLOCKED)
    ]


def test_a_review_that_is_due_blocks() -> None:
    assert said(Kept(is_approved=True, review_due=NOW - DAY)) == [("A-REVIEW-DUE", Answer.BLOCKED)]


@given(st.sampled_from(["stop", "mandatory", "targeted", "unheard of"]))
def test_an_answer_is_due_within_the_days_of_its_class(word: str) -> None:
    assert (rules.due(word, NOW) - NOW).days == {"mandatory": 14, "targeted": 30}.get(word, 0)


def test_a_few_names_are_said_and_the_others_counted() -> None:
    assert rules.named(["b", "a"]) == "a, b"
    assert rules.named("abcde") == "a, b, c and 2 more"
