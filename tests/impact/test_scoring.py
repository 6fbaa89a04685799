"""Single rules of scoring: rows, controls, measured rates, floors, credit, and what holds a decision back."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from assentian.impact.bank.facts import Depth
from assentian.impact.bank.library import bank
from assentian.impact.scoring.comparison import diff
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.scoring.rates import upper_per_1000
from assentian.impact.scoring.readiness import credit_of
from assentian.impact.scoring.result import Result, State
from assentian.impact.scoring.score import score
from assentian.standards.vocabulary import AskRole, ImpactLevel, ProofGrade
from tests.impact.golden import answers as golden_answers
from tests.impact.golden import case
from tests.impact.golden import evidence as golden_evidence

CALM: dict[str, Any] = {
    key: value for key, value in golden_answers(case("G03")).items() if key not in {"impact_register", "effect"}
} | {"effect": "comfort"}


WEIGHED = {"option": "a form", "why_not_enough": "slow", "effect_on_people": "waiting"}


def scored(evidence: Evidence | None = None, *, depth: Depth = Depth.CORE, **told: Any) -> Result:
    return score(bank(), {**CALM, **told}, evidence or Evidence(), depth=depth)


def harm(**told: Any) -> dict[str, Any]:
    rated = {"gravity": 2, "extent": 1, "reversibility": 1, "likelihood": 2}
    return {"group": "clients", "what_happens": "delay", **rated, **told}


def one_row(*controls: tuple[str, str], **told: Any) -> Result:
    rows = [{"name": "c", "acts_on": acts_on, "assurance": grade} for acts_on, grade in controls]
    return scored(impact_register=[harm(controls=rows, **told)])


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        ({"gravity": 1}, 1),
        ({"gravity": 1, "extent": 4}, 2),
        ({"gravity": 1, "reversibility": 4, "extent": 4}, 2),
        ({"gravity": 2}, 2),
        ({"gravity": 2, "reversibility": 3}, 3),
        ({"gravity": 2, "extent": 4, "reversibility": 4}, 3),
        ({"gravity": 4, "extent": 4}, 4),
        ({"gravity": "unknown"}, 3),
        ({"gravity": None, "reversibility": None}, 4),
        ({"gravity": 2, "group": None}, 3),
        ({"gravity": 2, "group": "someone who is not listed"}, 3),
    ],
)
def test_severity_is_gravity_and_at_most_one_step_more(told: dict[str, Any], severity: int) -> None:
    assert one_row(**told).harms[0].severity == severity


def test_a_vulnerable_group_makes_a_moderate_harm_serious() -> None:
    groups = [{"group": "clients", "vulnerability_factors": ["child"]}]
    assert scored(groups=groups, impact_register=[harm()]).harms[0].severity == 3


def test_an_absolute_right_that_is_gravely_touched_is_critical() -> None:
    result = one_row(right_or_harm="R01", gravity=3)
    assert result.inherent is ImpactLevel.CRITICAL
    assert "RR1:delay->IV" in {str(reason) for reason in result.because}
    assert one_row(right_or_harm="R02", gravity=3).inherent is ImpactLevel.HIGH


def test_three_high_harms_to_one_group_are_critical_and_three_rows_of_no_group_are_not() -> None:
    rows = [harm(gravity=3, likelihood=3, what_happens=str(number)) for number in range(3)]
    assert scored(impact_register=rows).inherent is ImpactLevel.CRITICAL
    assert (
        scored(impact_register=[harm()], worst_case=[{**row, "group": None} for row in rows]).inherent
        is ImpactLevel.HIGH
    )


@pytest.mark.parametrize(
    ("controls", "told", "residual"),
    [
        ((("likelihood", "A2"),), {}, "I"),
        ((("likelihood", "A1"),), {}, "II"),
        ((("likelihood", "A2"),), {"gravity": 3}, "III"),
        ((("likelihood", "A3"),), {"gravity": 3}, "II"),
        ((("likelihood", "A4"), ("likelihood", "A4")), {"gravity": 4, "likelihood": 4}, "III"),
        ((("gravity", "A4"), ("gravity", "A4"), ("likelihood", "A4")), {"gravity": 4, "likelihood": 3}, "II"),
        ((("nothing", "A4"),), {"gravity": 3}, "III"),
        ((("likelihood", "A9"),), {"gravity": 3}, "III"),
        ((("gravity", "A3"), ("gravity", "A3")), {"gravity": 3, "likelihood": 2}, "I"),
    ],
)
def test_only_controls_of_the_grade_asked_for_lower_a_row(
    controls: tuple[tuple[str, str], ...], told: dict[str, Any], residual: str
) -> None:
    assert one_row(*controls, **told).harms[0].residual == residual


def test_what_was_critical_never_falls_below_moderate() -> None:
    steps = (("gravity", "A4"), ("gravity", "A4"))
    result = one_row(*steps, gravity=4, likelihood=4, measured_per_1000=0)
    assert (result.harms[0].inherent, result.harms[0].residual) == ("IV", "II")


def test_a_measured_rate_takes_the_place_of_the_judged_likelihood_both_ways() -> None:
    assert one_row(gravity=3, measured_per_1000=0.05).harms[0].residual == "II"
    worse = one_row(gravity=3, measured_per_1000=10)
    assert (worse.harms[0].judged, worse.inherent, worse.residual) == ("III", "IV", "IV")
    assert worse.challenged == ("impact_register[0]",)
    assert worse.state is State.HOLD_MITIGATION


def test_no_control_on_likelihood_is_added_to_a_measured_rate() -> None:
    measured = one_row(("likelihood", "A4"), gravity=3, likelihood=3, measured_per_1000=5)
    assert measured.harms[0].residual == "III"
    assert one_row(("likelihood", "A4"), gravity=3, likelihood=3).harms[0].residual == "III"
    assert one_row(("gravity", "A4"), gravity=3, likelihood=3, measured_per_1000=5).harms[0].residual == "II"


@pytest.mark.parametrize(
    ("told", "fired"),
    [
        ({"personal_data": "special"}, {"F1"}),
        ({"personal_data": "special", "safety_role": "function"}, {"F1", "F2"}),
        ({"effect": "legal_or_vital", "automation": "decides_reviewed"}, {"F1", "F3", "F8"}),
        ({"safety_role": "function", "automation": "decides"}, {"F1", "F4"}),
        ({"regulated_area": ["education"]}, {"F1", "F5"}),
        ({"reach": None, "opacity": "unknown"}, {"F6"}),
        ({"reach": None}, set()),
        ({"rights_screen": [{"right": "R18", "effect": "weakens_on_purpose"}]}, {"F1", "F7"}),
        ({"effect": "moderate"}, {"F8"}),
        ({"effect": "moderate", "groups": []}, {"F8"}),
        ({"effect": "material", "opacity": "opaque", "learning_mode": "continuous"}, {"F8", "F9"}),
        ({"dependencies": [{"critical": "essential_service", "fallback": "none"}]}, {"F10"}),
        ({"dependencies": [{"single_supplier": "yes", "fallback": "none"}]}, set()),
        ({"regulated_area": "unknown"}, set()),
        ({"reach": "many"}, set()),
        ({"dependencies": "several"}, set()),
    ],
)
def test_a_floor_fires_on_its_answers(told: dict[str, Any], fired: set[str]) -> None:
    assert {reason.rule for reason in scored(**told).because} == fired


def test_a_floor_names_the_answers_behind_it() -> None:
    result = scored(safety_role="function", automation="decides", dependencies=None, effect="moderate")
    behind = {reason.rule: reason.behind for reason in result.because}
    assert behind["F4"] == ("automation=decides", "safety_role=function")
    assert behind["F8"] == ("groups=clients",)


def test_a_signed_reasoning_waives_the_floor_that_allows_it_and_no_other() -> None:
    waived = scored(Evidence(waived=frozenset({"F1", "F5"})), regulated_area=["education"])
    assert {reason.rule for reason in waived.because} == {"F1"}
    assert waived.waived == ("F5",)


@pytest.mark.parametrize(
    ("key", "value", "credit"),
    [
        ("need_and_alternatives", [{"without_ai": True, **WEIGHED}], "1"),
        ("need_and_alternatives", [{"without_ai": False, **WEIGHED}], "1/2"),
        ("need_and_alternatives", [], "0"),
        ("limits", [{"limit": "slang", "what_we_do": "ask"}], "1"),
        ("limits", [{"limit": "slang"}, {"limit": "noise", "what_we_do": "ask"}], "1/2"),
        ("boundaries", [{"detector": "d"}, {"detector": ""}, {"detector": "unknown"}], "1/3"),
        ("labels", [{"instructions": "yes"}], "1/2"),
        ("labels", [{"label": "default"}], "0"),
        ("labels", "unknown", "0"),
        ("fairness_choice", {"measure": "tpr", "alternative": "ppv"}, "7/10"),
        ("fairness_choice", "we chose one", "0"),
        ("oversight_design", "a clerk watches", "0"),
        ("oversight_design", {"text": "a clerk watches", "credit": 0.5}, "1/2"),
        ("retirement", {"credit": 7}, "1"),
        ("security_tests", {"threat_coverage": 80}, "4/5"),
        ("security_tests", {}, "0"),
        ("incident_plan", {"exercised_within_12_months": True}, "0"),
        ("incident_plan", {"plan": "ir-4", "exercised_within_12_months": True}, "1"),
        ("lineage", 80, "3/5"),
        ("lineage", "most", "0"),
        ("representative", 10, "3/10"),
        ("representative", 4.9, "1"),
        ("bias_measures", ["data", "data", "people"], "1/2"),
        ("remedies", ["none"], "0"),
        ("notice", "with_decision", "1/2"),
        ("notice", None, "0"),
        ("consultation", [{"group": "clients", "what_they_said": "fear", "what_changed": ""}], "1/2"),
        ("consultation", [{"group": "nobody", "what_they_said": "fear"}], "0"),
    ],
)  # fmt: skip
def test_an_answer_earns_what_its_rule_says(key: str, value: Any, credit: str) -> None:
    assert credit_of(bank().question(key), {**CALM, key: value}) == Fraction(credit)


def test_without_groups_nobody_was_asked() -> None:
    told = {"consultation": [{"group": "clients", "what_they_said": "fear"}]}
    assert credit_of(bank().question("consultation"), told) == 0


def test_what_is_not_relevant_stands_on_neither_side() -> None:
    kept = scored(ai_label="no")
    relevant = {line.key for line in kept.credits}
    assert "ai_label" in relevant
    assert {line.key for line in scored(ai_label="na").credits} == relevant - {"ai_label"}


def test_a_challenged_answer_earns_nothing_until_that_is_settled() -> None:
    told = case("G14")
    result = score(bank(), golden_answers(told), golden_evidence(told))
    line = next(line for line in result.credits if line.key == "gap_judgement")
    assert (line.grade, line.earned) == (ProofGrade.A0, 0)
    assert "gap_judgement is challenged by a measurement" in result.open


def test_the_inherent_level_says_who_signs_and_what_follows() -> None:
    result = scored(safety_role="function", automation="decides")
    assert result.inherent is ImpactLevel.CRITICAL
    assert result.duties.approver is AskRole.TOP_MANAGEMENT
    assert result.duties.second_line == (AskRole.DPO, AskRole.LEGAL, AskRole.INDEPENDENT_REVIEWER)
    assert (result.duties.review_months, result.duties.monitor_days) == (6, 1)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, State.SCREENED_OUT),
        ({"prohibited": ["social_scoring"]}, State.STOP_PROHIBITED),
        ({"prohibited": ["unheard_of"]}, State.STOP_PROHIBITED),
        ({"prohibited": None}, State.NEEDS_ASSESSMENT),
        ({"prohibited": []}, State.NEEDS_ASSESSMENT),
        ({"effect": "moderate"}, State.NEEDS_ASSESSMENT),
        ({"reach": None}, State.NEEDS_ASSESSMENT),
        ({"personal_data": "special"}, State.NEEDS_ASSESSMENT),
    ],
)
def test_a_screening_closes_only_what_is_harmless_and_known(told: dict[str, Any], state: State) -> None:
    assert scored(depth=Depth.SCREENING, **told).state is state


def test_a_prohibited_practice_stops_even_where_it_is_the_only_answer() -> None:
    result = score(bank(), {"prohibited": ["emotion_work_school"]})
    assert result.state is State.STOP_PROHIBITED
    assert result.open == ("M1.06 prohibited: reads emotions at work or school",)
    assert result.state.label == "Stop: a prohibited practice"


def test_a_gate_that_nobody_answered_holds_what_is_otherwise_ready() -> None:
    assert scored().state is State.READY_FOR_DECISION
    held = scored(prohibited=None)
    assert held.state is State.HOLD_UNKNOWNS
    assert held.open == ("M1.06 prohibited must be answered",)


def test_the_difference_names_what_moved_the_level() -> None:
    before, after = scored(impact_register=[harm()]), scored(impact_register=[harm(gravity=3)], reach=2_000_000)
    found = diff(before, after)
    assert found.inherent == (ImpactLevel.MODERATE, ImpactLevel.HIGH)
    assert [str(reason) for reason in found.movers] == ["row:delay->III"]
    assert "M2.03 reach: 1 of 4 reach -> 4 of 4 reach" in [move.words for move in found.moves]
    back = diff(after, before)
    assert [str(reason) for reason in back.movers] == ["row:delay->III"]
    assert diff(before, before).is_empty
    assert not found.is_empty


def test_the_difference_names_what_came_and_went() -> None:
    before, after = scored(), scored(impact_register=[harm(likelihood=None)])
    moves = {move.subject: move.words for move in diff(before, after).moves}
    assert moves["impact_register[0] delay"] == "impact_register[0] delay: not there -> II, residual II"
    assert "impact_register[0].likelihood not known" in moves
    gone = {move.subject: move.after for move in diff(after, before).moves}
    assert gone["impact_register[0] delay"] == ""


@pytest.mark.parametrize(
    ("events", "cases", "least", "most"),
    [
        (0, 1000, 2.99, 3.0),
        (0, 30_000, 0.0998, 0.1),
        (1, 1000, 4.74, 4.75),
        (10, 1000, 16.96, 16.97),
        (1000, 1000, 1000, 1000),
    ],
)
def test_the_measured_bound_is_the_upper_one(events: int, cases: int, least: float, most: float) -> None:
    assert least <= upper_per_1000(events, cases) <= most


def test_the_bound_of_many_events_joins_that_of_few() -> None:
    bounds = [upper_per_1000(events, 10**6) for events in range(190, 215)]
    steps = [after - before for before, after in pairwise(bounds)]
    assert all(0.001 < step < 0.0012 for step in steps)


@pytest.mark.parametrize(("events", "cases"), [(0, 0), (2, 1), (-1, 5)])
def test_no_rate_without_cases(events: int, cases: int) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        upper_per_1000(events, cases)
