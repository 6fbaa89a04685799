"""How a risk stands, when an acceptance still holds, who may accept, and what the gate hears. Pure."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.inventory.gates import Answer as GateAnswer
from assentian.risk.accepted.rules import changed, digest, expired, worsened
from assentian.risk.criteria.rules import Answer, Level
from assentian.risk.register.rules import (
    ORDER,
    Kept,
    Matter,
    Standing,
    against,
    is_overdue,
    level,
    standing,
)
from assentian.risk.treatment.rules import LONGEST, Asked, controls, in_the_way, unknown_keys, wrong_day
from assentian.standards.vocabulary import Stage

APPETITE = {
    Level.LOW: Answer.ACCEPTABLE,
    Level.MEDIUM: Answer.TREAT,
    Level.HIGH: Answer.TREAT,
    Level.CRITICAL: Answer.UNACCEPTABLE,
}
TREATED = Kept(inherent=Level.HIGH, residual=Level.MEDIUM, is_treated=True)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (Kept(settled="offered"), Standing.OFFERED),
        (Kept(settled="closed", inherent=Level.CRITICAL), Standing.CLOSED),
        (Kept(settled="declined"), Standing.DECLINED),
        (Kept(), Standing.NOT_JUDGED),
        (Kept(inherent=Level.CRITICAL, is_treated=True, open_actions=1), Standing.UNACCEPTABLE),
        (Kept(inherent=Level.CRITICAL, is_accepted=True), Standing.UNACCEPTABLE),
        (Kept(inherent=Level.LOW), Standing.ACCEPTABLE),
        (Kept(inherent=Level.HIGH), Standing.UNTREATED),
        (Kept(inherent=Level.HIGH, is_treated=True), Standing.IN_TREATMENT),
        (replace(TREATED, open_actions=2), Standing.IN_TREATMENT),
        (TREATED, Standing.AWAITING),
        (replace(TREATED, is_accepted=True), Standing.ACCEPTED),
        (replace(TREATED, lapsed="a check fails"), Standing.LAPSED),
        (Kept(lapsed="other criteria"), Standing.LAPSED),
        (Kept(inherent=Level.LOW, lapsed="changed"), Standing.LAPSED),
        (Kept(inherent=Level.LOW, lapsed="changed", is_judged_since=True), Standing.ACCEPTABLE),
        (replace(TREATED, lapsed="changed", is_judged_since=True), Standing.LAPSED),
    ],
)
def test_the_gravest_that_is_true_is_how_a_risk_stands(kept: Kept, expected: Standing) -> None:
    assert standing(kept, APPETITE) is expected
    assert expected.label
    assert expected.meaning
    assert expected.tone in {"ok", "info", "warn", "bad", "quiet"}


def test_without_criteria_in_force_nothing_is_judged() -> None:
    assert standing(replace(TREATED, is_accepted=True), {}) is Standing.NOT_JUDGED


def test_what_remains_counts_only_once_every_action_is_done() -> None:
    assert level(TREATED) is Level.MEDIUM
    assert level(replace(TREATED, open_actions=1)) is Level.HIGH
    assert level(replace(TREATED, is_treated=False)) is Level.HIGH


LEVELS = st.one_of(st.none(), st.sampled_from(list(Level)))


@given(st.builds(Kept, inherent=LEVELS, residual=LEVELS, is_treated=st.booleans(), open_actions=st.integers(0, 2),
                 is_accepted=st.booleans(), lapsed=st.sampled_from(["", "changed"])))  # fmt: skip
def test_no_acceptance_and_no_plan_hides_a_level_that_must_not_be_accepted(kept: Kept) -> None:
    found = standing(kept, APPETITE)
    if level(kept) is Level.CRITICAL:
        assert found is Standing.UNACCEPTABLE
    assert found.is_open == (found not in {Standing.ACCEPTED, Standing.ACCEPTABLE})
    assert found in ORDER


def test_the_gate_is_closed_by_what_is_unacceptable_untreated_or_lapsed_and_cannot_tell_about_the_rest() -> None:
    matters = [Matter(f"R-{n}", "Poisoned rows", one, "the check fails") for n, one in enumerate(Standing, 1)]
    told = {reason.rule: reason.answer for reason in against(matters, Stage.DEPLOYMENT)}
    assert told == {
        "R-UNACCEPTABLE:R-1": GateAnswer.BLOCKED,
        "R-LAPSED:R-2": GateAnswer.BLOCKED,
        "R-UNTREATED:R-3": GateAnswer.BLOCKED,
        "R-NOT-JUDGED:R-4": GateAnswer.CANNOT_TELL,
        "R-NOT-ACCEPTED:R-6": GateAnswer.CANNOT_TELL,
        "R-NOT-ACCEPTED:R-7": GateAnswer.CANNOT_TELL,
    }
    assert against(matters, Stage.DEVELOPMENT) == []
    (reason,) = against([Matter("R-9", "Poisoned rows", Standing.UNTREATED)], Stage.OPERATION)
    assert reason.text == "R-9, Poisoned rows: needs treatment and has none."


def test_a_day_that_passed_is_overdue() -> None:
    assert is_overdue(TODAY - timedelta(days=1), TODAY)
    assert not is_overdue(TODAY, TODAY)
    assert not is_overdue(None, TODAY)


STATE: dict[str, Any] = {
    "risk": {"reference": "R-1"},
    "residual": {"likelihood": 2},
    "treatments": [{"option": "modify"}],
    "criteria": 1,
    "threat_model": 3,
    "evidence": "evidenced",
}


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("risk", {"reference": "R-2"}, "described anew"),
        ("residual", {"likelihood": 3}, "judged anew"),
        ("treatments", [], "treatment changed"),
        ("criteria", 2, "the risk criteria went from version 1 to 2"),
        ("threat_model", 4, "the threat model went from version 3 to 4"),
        ("evidence", "stale", "was evidenced when it was accepted and is stale now"),
        ("evidence", "failing", "is failing now"),
    ],
)
def test_an_acceptance_speaks_of_the_state_that_was_shown_and_of_no_other(part: str, value: Any, said: str) -> None:
    assert changed(STATE, STATE) == ""
    assert said in changed(STATE, {**STATE, part: value})
    assert digest(STATE) != digest({**STATE, part: value})


def test_evidence_that_gets_better_leaves_it_standing() -> None:
    assert worsened("open", "evidenced") == ""
    assert worsened("failing", "stale") == ""
    assert worsened("", "failing") == ""
    assert worsened("open", "") == ""


def test_its_last_day_counts() -> None:
    assert expired(TODAY, TODAY) == ""
    assert "until 2026-11-25" in expired(TODAY, TODAY + timedelta(days=1))


ASKED = Asked(
    is_owner=True, is_assessor=False, residual=Level.MEDIUM, answer=Answer.TREAT, is_treated=True, open_actions=0
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (ASKED, ""),
        (replace(ASKED, is_owner=False), "by the risk's owner"),
        (replace(ASKED, is_treated=False), "decide on a treatment first"),
        (replace(ASKED, open_actions=1), "1 of its actions are not done"),
        (replace(ASKED, residual=None, answer=None), "nobody has judged what remains"),
        (replace(ASKED, residual=Level.CRITICAL, answer=Answer.UNACCEPTABLE), "critical must not be accepted"),
        (replace(ASKED, is_assessor=True), "does not accept it at this level"),
        (replace(ASKED, is_assessor=True, residual=Level.LOW, answer=Answer.ACCEPTABLE), ""),
    ],
)
def test_the_owner_accepts_and_not_their_own_judgement(asked: Asked, said: str) -> None:
    assert said in in_the_way(asked)
    assert bool(said) == bool(in_the_way(asked))


def test_an_acceptance_ends_within_a_year() -> None:
    assert wrong_day(TODAY, TODAY)
    assert wrong_day(TODAY + LONGEST, TODAY) == ""
    assert "a year at most" in wrong_day(TODAY + LONGEST + timedelta(days=1), TODAY)


def test_controls_are_keys_of_an_edition_or_own_names() -> None:
    given_ = controls(["iso42001:A.7.4", " ", "iso42001:A.7.4", "Four eyes on labels", "iso42001:A.99"])
    assert given_ == ["iso42001:A.7.4", "Four eyes on labels", "iso42001:A.99"]
    assert unknown_keys(given_) == ["iso42001:A.99"]
