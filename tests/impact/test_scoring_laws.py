"""Laws of scoring over ten thousand random assessments: more harm never lowers a level, and hidden is nothing."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assentian.impact.answering import rows, visible
from assentian.impact.bank.facts import UNKNOWN, Depth, Kind
from assentian.impact.bank.library import bank
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.scoring.result import State
from assentian.impact.scoring.score import score
from assentian.impact.validity import complaints
from assentian.standards.vocabulary import ImpactLevel, ProofGrade
from tests.impact.golden import answers as golden_answers
from tests.impact.golden import case
from tests.impact.making import some_answers

BANK = bank()
SEEDS = st.integers(min_value=0, max_value=2**48)
PARENTS = sorted({"effect", "automation", "safety_role", "regulated_area", "vulnerability", "sector"})
REGISTERS = [
    question.key for question in BANK.questions if question.kind is Kind.REGISTER and question.key != "benefit_register"
]
law = settings(max_examples=1250, deadline=None, derandomize=True)


def raised(told: dict[str, Any], chance: Random) -> dict[str, Any] | None:
    """The same answers with one rating of one row a step worse; an unknown one becomes the worst."""
    places = [
        (key, position, name)
        for key in REGISTERS
        for position, row in enumerate(rows(told.get(key)))
        for name in ("gravity", "extent", "reversibility", "likelihood")
        if row.get(name) in {1, 2, 3, UNKNOWN}
    ]
    if not places:
        return None
    key, position, name = chance.choice(places)
    changed = [dict(row) for row in told[key]]
    value = changed[position][name]
    changed[position][name] = 4 if value == UNKNOWN else value + 1
    return {**told, key: changed}


@law
@given(SEEDS)
def test_raising_a_severity_never_lowers_a_level(seed: int) -> None:
    told = some_answers(BANK, seed)
    worse = raised(told, Random(seed))
    if worse is not None:
        before, after = score(BANK, told), score(BANK, worse)
        assert after.inherent >= before.inherent
        assert after.residual >= before.residual


@law
@given(SEEDS, st.sampled_from(PARENTS))
def test_toggling_a_parent_there_and_back_changes_nothing(seed: int, parent: str) -> None:
    told = some_answers(BANK, seed)
    question = BANK.question(parent)
    other = Random(seed).choice(question.options).value
    toggled = {**told, parent: [other] if question.type == "multi" else other}
    back = {**toggled, parent: told[parent]} if parent in told else {k: v for k, v in toggled.items() if k != parent}
    before = score(BANK, told)
    score(BANK, toggled)
    assert score(BANK, back) == before


@law
@given(SEEDS)
def test_hidden_answers_contribute_nothing(seed: int) -> None:
    told = some_answers(BANK, seed)
    for depth in (Depth.SCREENING, Depth.CORE):
        result = score(BANK, told, depth=depth)
        shown = {question.key for question in BANK.questions if question.id in result.asked}
        without = {key: value for key, value in told.items() if key in shown}
        assert score(BANK, without, depth=depth) == result
        hidden = {key: value for key, value in some_answers(BANK, seed + 1).items() if key not in shown}
        assert score(BANK, {**without, **hidden}, depth=depth) == result


@law
@given(SEEDS)
def test_blanking_what_sets_exposure_never_leads_to_the_lowest_level(seed: int) -> None:
    told = some_answers(BANK, seed)
    keys = [question.key for question in BANK.questions if question.kind is Kind.EXPOSURE]
    blank = set(Random(seed).sample(keys, 2))
    assert score(BANK, {key: value for key, value in told.items() if key not in blank}).inherent > ImpactLevel.LOW


@law
@given(SEEDS)
def test_a_better_grade_of_proof_never_raises_a_level(seed: int) -> None:
    told = some_answers(BANK, seed)
    keys = [question.key for question in BANK.questions]
    results = [score(BANK, told, Evidence(grades=dict.fromkeys(keys, grade))) for grade in ProofGrade]
    assert [result.residual for result in results] == sorted((r.residual for r in results), reverse=True)
    assert [result.readiness for result in results] == sorted(result.readiness for result in results)
    assert len({result.inherent for result in results}) == 1


@law
@given(SEEDS)
def test_the_residual_level_is_never_above_the_inherent_one_and_each_has_its_reasons(seed: int) -> None:
    result = score(BANK, some_answers(BANK, seed))
    assert result.residual <= result.inherent
    for level, because in ((result.inherent, result.because), (result.residual, result.residual_because)):
        assert level == max((reason.level for reason in because), default=ImpactLevel.LOW)


@law
@given(SEEDS)
def test_benefits_lower_nothing(seed: int) -> None:
    told = some_answers(BANK, seed)
    praised = {**told, "benefit_register": [{"group": "clients", "benefit_type": "safety", "size": 4}] * 9}
    before, after = score(BANK, told), score(BANK, praised)
    assert (after.inherent, after.residual, after.readiness) == (before.inherent, before.residual, before.readiness)


@law
@given(SEEDS)
def test_the_same_answers_give_the_same_result_and_the_answers_stay_as_they_are(seed: int) -> None:
    told = some_answers(BANK, seed)
    kept = repr(told)
    assert not list(complaints(BANK, told))
    assert score(BANK, told) == score(BANK, dict(reversed(told.items())))
    assert repr(told) == kept


@pytest.mark.parametrize("depth", [Depth.SCREENING, Depth.CORE])
def test_a_blank_assessment_is_not_at_the_lowest_level_as_the_canadian_tool_has_it(depth: Depth) -> None:
    blank = score(BANK, {}, depth=depth)
    assert blank.inherent > ImpactLevel.LOW
    assert blank.state in {State.HOLD_UNKNOWNS, State.NEEDS_ASSESSMENT}


def test_the_worst_severities_are_at_the_highest_level_where_the_canadian_tool_says_i() -> None:
    told = case("G03")
    assert "Level I" in told["compare"]
    assert score(BANK, golden_answers(told)).inherent is ImpactLevel.CRITICAL


def test_a_condition_looks_only_at_earlier_questions_that_are_asked() -> None:
    order = [question.key for question in BANK.questions]
    asked = visible(BANK, {"effect": "none"}, None)
    assert [question.key for question in asked] == sorted((q.key for q in asked), key=order.index)
    assert "human_review" not in {question.key for question in asked}
    assert "human_review" in {question.key for question in visible(BANK, {}, None)}
