"""What a summary tells is decided answer by answer; what was withheld, or not decided, is nowhere in it."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.impact.bank.facts import UNKNOWN
from assentian.impact.bank.library import bank
from assentian.impact.publishing import content, rules
from assentian.impact.publishing.content import Head
from assentian.impact.publishing.rules import Decision
from assentian.ledger import canonical
from assentian.standards.vocabulary import ImpactLevel

HEAD = Head(organisation="Northwind", system="Scorer", approved="2026-11-25", contact="office@example.org", digest="ab")
ORDER = [question.key for question in bank().questions]


def said(key, value=None, rows=()):
    """An answer as a record has it, with everything that must never be told."""
    return {
        "id": bank().question(key).id,
        "key": key,
        "value": value,
        "rows": [{"number": n, **row} for n, row in enumerate(rows, 1)],
        "grade": "A1",
        "state": "answered",
        "reference": f"inside/{key}",
        "reason": f"adjusted {key}",
        "reading": {"value": f"a reading inside of {key}"},
        "by": "p:somebody",
        "at": "2026-11-25T00:00:00+00:00",
    }


def whole(level="IV"):
    """A record in which every answer has a text of its own."""
    answers = [
        said(key, rows=[{name: f"{name} of {key} row" for name in question.columns if name != "controls"}])
        if question.columns
        else said(key, f"text of {key} told")
        for key, question in ((key, bank().question(key)) for key in ORDER)
    ]
    because = [{"rule": "F1", "level": level, "subject": "", "say": "a reason inside", "behind": []}]
    result = {"inherent": level, "residual": "III", "because": because, "asked": []}
    return {
        "schema": "assentian/impact-assessment/1",
        "version": 3,
        "bank": {"version": bank().version, "digest": bank().digest},
        "answers": answers,
        "challenges": [{"say": "a challenge inside"}],
        "result": result,
        "decision": "go",
    }


def texts_of(key):
    question = bank().question(key)
    if question.columns:
        return [f"{name} of {key} row" for name in question.columns if name != "controls"]
    return [f"text of {key} told"]


@given(st.integers(min_value=0))
def test_only_what_somebody_decided_to_publish_is_in_it(seed):
    chance = Random(seed)
    choices = {key: chance.random() < 0.5 for key in ORDER if chance.random() < 0.7}
    decisions = {key: Decision(is_published, f"because of {key};") for key, is_published in choices.items()}
    told = json.dumps(content.content(bank(), whole(), decisions, HEAD)).replace("_", " ").lower()
    for key in ORDER:
        is_told = any(text.replace("_", " ").lower() in told for text in texts_of(key))
        assert is_told == choices.get(key, False), key
        assert (f"because of {key};".replace("_", " ") in told) == (choices.get(key) is False)
    for inside in (
        "inside/",
        "adjusted",
        "a reading inside",
        "p:somebody",
        "a reason inside",
        "a challenge inside",
        "2026-11-25t",
    ):
        assert inside not in told


def test_columns_that_name_people_are_never_told_and_the_row_says_that_something_is_left_out():
    decisions = {key: Decision(is_published=True) for key in ORDER}
    told = json.dumps(content.content(bank(), whole(), decisions, HEAD))
    for key in ORDER:
        for column in rules.ROLES_OF_PEOPLE & set(bank().question(key).columns):
            assert f"{column} of {key} row" not in told
    assert '"left_out": ["Owner"]' in told


def test_a_part_of_an_answer_that_names_people_is_not_told_either():
    value = {"measure": "equal rates", "agreed_by": "Ada Lovelace"}
    told = content.told(bank(), bank().question("fairness_choice"), said("fairness_choice", value), Decision(True))
    assert told["answer"] == "Measure: equal rates"


def test_not_knowing_is_told_as_not_knowing():
    for value in (UNKNOWN, [UNKNOWN], None):
        found = content.told(bank(), bank().question("vulnerability"), said("vulnerability", value), Decision(True))
        assert found["unknown"] is True


def test_the_same_decisions_give_the_same_bytes_without_a_float():
    decisions = {key: Decision(is_published=True) for key in ORDER}
    made = [canonical.encode(content.content(bank(), whole(), decisions, HEAD)) for _ in range(2)]
    assert made[0] == made[1] == canonical.encode(canonical.decode(made[0]))


@pytest.mark.parametrize(("level", "is_whole"), [("I", False), ("II", False), ("III", False), ("IV", True)])
def test_at_level_iv_the_whole_assessment_is_decided_about_else_its_summary(level, is_whole):
    parts = rules.parts(bank(), ImpactLevel(level), ORDER)
    keys = [question.key for part in parts for question in part.questions]
    assert len(keys) == len(set(keys))
    assert (set(keys) == set(ORDER)) == is_whole
    assert {"purpose", "groups", "impact_register", "bias_measures", "complaints", "decision"} <= set(keys)
    assert [part.id for part in rules.parts(bank(), ImpactLevel(level), {"purpose"})] == ["system"]


@pytest.mark.parametrize(
    ("key", "value", "rows", "reason"),
    [
        ("purpose", "Sorts letters.", [], ""),
        ("purpose", UNKNOWN, [], ""),
        ("purpose", "Ask ada@example.org", [], rules.MESSAGE),
        ("purpose", "Ring +44 20 7946 0958.", [], rules.MESSAGE),
        ("purpose", "Made by Ada Lovelace for us.", [], rules.NAMED),
        ("vulnerability", ["debtor"], [], ""),
        ("fairness_choice", {"measure": "as Ada Lovelace wrote"}, [], rules.NAMED),
        ("consultation", None, [{"who": "Union"}], rules.PERSONAL),
        ("misuse", None, [{"use": "Probing"}], rules.SECURITY),
        ("groups", None, [{"group": "Applicants", "size": "20000"}], ""),
        ("groups", None, [{"group": "Witnesses", "size": "9"}], rules.SMALL_GROUP),
        ("groups", None, [{"group": "Applicants", "size": "about ten"}], ""),
        ("complaints", None, [{"channel": "Desk", "owner": "Ada Lovelace"}], ""),
        ("complaints", None, [{"channel": "Ada Lovelace"}], rules.NAMED),
    ],
)
def test_the_defaults_are_cautious_and_say_why(key, value, rows, reason):
    found = rules.proposed(bank().question(key), said(key, value, rows), ["Ada Lovelace", ""])
    assert found == Decision(is_published=not reason, reason=reason)


def test_every_default_is_about_a_question_that_there_is():
    assert set(rules.DEFAULTS) | set(rules.MEASURES) <= set(ORDER)


def test_withholding_needs_a_reason_and_so_does_telling_what_the_default_withholds():
    open_, shut = Decision(is_published=True), Decision(is_published=False, reason=rules.SECURITY)
    assert rules.against_deciding(open_, Decision(is_published=True)) == ""
    assert "say why it is withheld" in rules.against_deciding(open_, Decision(is_published=False, reason="  "))
    assert rules.against_deciding(shut, shut) == ""
    assert "withheld by default" in rules.against_deciding(shut, Decision(is_published=True))
    assert "withheld by default" in rules.against_deciding(shut, Decision(is_published=True, reason=rules.SECURITY))
    assert rules.against_deciding(shut, Decision(is_published=True, reason="The code is open.")) == ""


def test_who_decided_does_not_publish_and_nothing_undecided_or_replaced_is_published():
    assert rules.against_publishing(is_author=False, is_standing=True, undecided=[]) == []
    found = rules.against_publishing(is_author=True, is_standing=False, undecided=["M1.01", "M2.01"])
    assert len(found) == 3
    assert "M1.01, M2.01" in found[2]
