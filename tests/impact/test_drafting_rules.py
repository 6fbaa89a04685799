"""Pure decisions of a draft and of a signature: collisions, joining, what is scored, who signs."""

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


def test_what_stands_against_a_signature_is_said_in_sentences():
    assert signing.against_signing(is_author=False, role=Role.APPROVER, level="II", open_marks=()) == []
    held = signing.against_signing(is_author=True, role=None, level="IV", open_marks=["purpose"])
    assert len(held) == 3
    assert held[1] == "Level IV is signed by: top management"
