"""Pure decisions of a draft and of a signature: collisions, joining, what is scored, who signs."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.impact.bank.library import bank
from assentian.impact.drafting import rules
from assentian.impact.drafting.rules import Seen, Stands
from assentian.impact.reviewing import rules as signing
from assentian.impact.scoring.score import score
from assentian.standards.vocabulary import ImpactLevel, Role

TEXTS = st.text(min_size=1).filter(str.strip)


def question(key):
    return bank().question(key)


def test_only_another_page_with_another_value_collides():
    stands = Stands(3, "theirs", "A")
    assert rules.collides(stands, Seen(2, "mine"), "B")
    assert not rules.collides(stands, Seen(3, "mine"), "B")
    assert not rules.collides(stands, Seen(2, "theirs"), "B")
    assert not rules.collides(stands, Seen(2, "mine"), "A")
    assert not rules.collides(None, Seen(), "B")
    assert rules.collides(Stands(3, "", "A"), Seen(2, ""), "B"), "a page without a name is nobody's own"


@pytest.mark.parametrize(
    ("theirs", "mine", "collides"),
    [("Policy 4", "Policy 7", True), ("Policy 4", "", False), ("", "Policy 7", False), ("Policy 4", "Policy 4", False)],
)
def test_equal_values_collide_where_both_say_otherwise_where_they_are_written(theirs, mine, collides):
    assert rules.collides(Stands(3, "theirs", "A", (theirs, "")), Seen(2, "mine"), "A", (mine, "")) is collides


@given(TEXTS, TEXTS)
def test_both_texts_are_in_what_is_joined(theirs, mine):
    joined = rules.joined(question("purpose"), theirs, mine)
    assert theirs in joined
    for paragraph in mine.split("\n\n"):
        assert paragraph in joined


@given(st.dictionaries(st.sampled_from("abc"), TEXTS), st.dictionaries(st.sampled_from("abc"), TEXTS))
def test_every_part_of_both_answers_is_in_what_is_joined(theirs, mine):
    joined = rules.joined(question("fairness_choice"), theirs, mine)
    assert set(joined) == {*theirs, *mine}
    for name, text in [*theirs.items(), *mine.items()]:
        for paragraph in text.split("\n\n"):
            assert paragraph in joined[name]


def test_what_stands_in_both_is_joined_once_however_often():
    theirs = rules.joined(question("purpose"), "A\n\nB", "A\n\nC")
    assert theirs == "A\n\nB\n\nC"
    assert rules.joined(question("purpose"), theirs, "A\n\nC\n\nD") == "A\n\nB\n\nC\n\nD"
    assert rules.joined_note("Policy 4", "Policy 7") == "Policy 4; Policy 7"
    assert rules.joined_note("Policy 4", "Policy 4") == rules.joined_note("", "Policy 4") == "Policy 4"


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        (None, "mine", "mine"),
        ("theirs", "", "theirs"),
        (["a", "b"], ["b", "c"], ["a", "b", "c"]),
        ({"plan": "x"}, {"plan": "", "tested": "y"}, {"plan": "x", "tested": "y"}),
        ("go", "stop", None),
        ("go", "go", "go"),
        ("unknown", "go", "go"),
        (["a"], ["unknown"], ["a"]),
        ("12", "unknown", "12"),
    ],
)
def test_both_answers_stand_together_where_they_can(theirs, mine, both):
    assert rules.joined(question("decision"), theirs, mine) == both


@pytest.mark.parametrize(
    ("key", "value", "rows", "credit", "expected"),
    [
        ("groups", None, [], None, "unknown"),
        ("groups", [], [], None, []),
        (
            "impact_register",
            None,
            [{"measured_per_1000": "1.5", "gravity": 2}],
            None,
            [{"measured_per_1000": 1.5, "gravity": 2}],
        ),
        ("reach", "20000", [], None, 20000),
        ("reach", "NaN", [], None, None),
        ("reach", "many", [], None, None),
        ("reach", "unknown", [], None, "unknown"),
        ("oversight_design", "A person looks.", [], 40, {"text": "A person looks.", "credit": 0.4}),
        ("oversight_design", "A person looks.", [], None, "A person looks."),
        ("security_tests", {"threat_coverage": "80"}, [], None, {"threat_coverage": 80}),
        ("fairness_choice", {"measure": "tpr"}, [], None, {"measure": "tpr"}),
        ("effect", "material", [], None, "material"),
    ],
)
def test_a_stored_answer_is_scored_as_what_it_says(key, value, rows, credit, expected):
    assert rules.scored(question(key), value, rows, credit) == expected


def test_a_prohibited_practice_allows_one_decision():
    answers = {"prohibited": ["social_scoring"], "decision": "hold", "effect": "material"}
    result = score(bank(), answers)
    held = rules.against_submitting(bank(), result, answers)
    assert "A prohibited practice allows one decision: stop" in held
    told = rules.against_submitting(bank(), score(bank(), {}), {})
    assert "The decision is open (M6.15)" in told


@pytest.mark.parametrize(
    ("level", "roles", "role"),
    [
        ("I", {"system_owner"}, Role.SYSTEM_OWNER),
        ("II", {"system_owner"}, None),
        ("II", {"approver"}, Role.APPROVER),
        ("III", {"approver"}, None),
        ("III", {"risk_owner"}, Role.RISK_OWNER),
        ("IV", {"risk_owner"}, None),
        ("IV", {"top_management"}, Role.TOP_MANAGEMENT),
    ],
)
def test_the_higher_the_level_the_higher_the_role(level, roles, role):
    assert signing.signing_role(level, roles) is role


def test_every_level_is_signed_by_the_banks_approver_or_above():
    for level, duties in bank().levels.items():
        assert duties.approver.acts_as in signing.SIGNERS[ImpactLevel(level)]


MANAGER, RISK, DPO = 1, 2, 3


def person(user_id=RISK, roles=("risk_owner",), *answered, submitted=False):
    return signing.Person(
        user_id=user_id, roles=roles, has_submitted=submitted, answered=[question(key) for key in answered]
    )


def test_each_level_is_signed_by_the_lines_that_the_bank_names():
    found = {level: signing.lines(duties) for level, duties in bank().levels.items()}
    assert found == {
        "I": ("approver",),
        "II": ("approver", "risk_manager"),
        "III": ("approver", "dpo", "legal"),
        "IV": ("approver", "dpo", "legal", "independent_reviewer"),
    }
    assert signing.waiting(found["III"], [signing.Signed("dpo", DPO)]) == ["approver", "legal"]
    assert signing.waiting(found["I"], [signing.Signed("approver", RISK)]) == []


def test_what_stands_against_an_approval_is_said_in_sentences():
    assert signing.against_signing("approver", person(), signing.Case(level="III")) == []
    author = person(MANAGER, ("aims_manager",), "purpose", submitted=True)
    held = signing.against_signing("approver", author, signing.Case(level="IV", open_marks=["purpose"]))
    assert len(held) == 3
    assert held[1] == "Level IV is signed by: top management"


@pytest.mark.parametrize(
    ("who", "case", "held"),
    [
        (person(DPO, ("assessor",)), {}, ""),
        (person(DPO, ("assessor",)), {"named": {"dpo": DPO}}, ""),
        (person(DPO, ("assessor",)), {"named": {"dpo": None}}, ""),
        (person(DPO, ("assessor",)), {"named": {"dpo": MANAGER}}, "Another person is named as data protection officer"),
        (person(DPO, ("risk_owner",)), {}, "Data protection officer signs as assessor"),
        (person(DPO, ("assessor",), submitted=True), {}, "Who submitted an assessment cannot sign it"),
        (person(DPO, ("assessor",), "personal_data"), {}, ""),
        (person(DPO, ("assessor",), "retirement"), {}, "what is not asked of data protection officer"),
        (person(DPO, ("assessor",)), {"open_marks": ["purpose"]}, "Marked to be corrected: purpose"),
        (person(DPO, ("assessor",)), {"signed": [signing.Signed("approver", DPO)]}, "You signed as approver"),
        (person(DPO, ("assessor",)), {"signed": [signing.Signed("legal", DPO)]}, ""),
    ],
)
def test_the_second_line_signs_as_whoever_is_named_and_has_not_made_it(who, case, held):
    found = "; ".join(signing.against_signing("dpo", who, signing.Case(level="III", **case)))
    assert held in found
    assert bool(held) is bool(found)


def test_the_approver_and_an_independent_reviewer_sign_for_nobody_else():
    assert signing.is_apart("approver", "dpo")
    assert signing.is_apart("legal", "independent_reviewer")
    assert not signing.is_apart("dpo", "legal")
    assert not signing.is_apart("approver", "approver")


def test_a_waiver_lifts_a_floor_while_its_answers_stand_and_it_is_unexpired():
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert rules.lifts(["a=1"], ["a=1", "a=2"], end, start)
    assert not rules.lifts(["a=1", "a=3"], ["a=1", "a=2"], end, start), "an answer that it was not written about"
    assert not rules.lifts(["a=1"], ["a=1"], end, end)
    assert rules.against_waiving(is_named=True, reasoning="Art. 6(3)", by="Legal counsel") == []
    assert len(rules.against_waiving(is_named=False, reasoning=" ", by="Legal counsel")) == 2


def test_only_answers_that_change_nothing_else_are_saved_alone():
    alone = {one.key for one in bank().questions if rules.stands_alone(bank(), one, "Before.", None)}
    assert "oversight_design" in alone
    assert not alone & {"purpose", "effect", "automation", "gap_judgement", "impact_register"}
    for one in bank().questions:
        if one.key in alone:
            with_it = score(bank(), {one.key: {"value": "Said."}}).asked
            assert with_it == score(bank(), {}).asked
    assert rules.stands_alone(bank(), question("purpose"), "Before.", "After.")
    assert not rules.stands_alone(bank(), question("purpose"), None, "After."), "the screening may be complete by it"
    assert not rules.stands_alone(bank(), question("effect"), "comfort", "material")
