"""Answers beside measurements: proposals, facts that are owned, contradictions with both values, what settles them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assentian.impact.answering import visible
from assentian.impact.bank.facts import Question
from assentian.impact.bank.library import DATA, bank
from assentian.impact.challenges import (
    Conflict,
    Outcome,
    Settlement,
    challenged,
    conflicts,
    explained,
    suggestions,
    with_locked,
)
from assentian.impact.contradictions import OPERATORS
from assentian.impact.measurement import Measurement
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.scoring.score import score

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def measured(source: str, value: Any, **more: Any) -> Measurement:
    return Measurement(source=source, value=value, at=NOW, evidence="evidence/7", **more)


def asked(*keys: str) -> list[Question]:
    return [bank().question(key) for key in keys]


def conflict(key: str, answer: Any, *found: Measurement) -> tuple[Conflict, ...]:
    return conflicts(asked(key), {key: answer}, {one.source: one for one in found}, NOW)


def test_every_word_of_the_schema_is_known_here() -> None:
    schema = json.loads((DATA / "schema" / "module.schema.json").read_text(encoding="utf-8"))
    found = schema["properties"]["questions"]["items"]["properties"]["auto"]["items"]["oneOf"][1]
    assert set(found["properties"]["when"]["properties"]["op"]["enum"]) == set(OPERATORS)
    used = {auto.when["op"] for question in bank().questions for auto in question.auto if auto.when}
    assert used == set(OPERATORS)


@pytest.mark.parametrize(
    ("key", "answer", "source", "value", "is_in_conflict"),
    [
        ("automation", "recommends", "ops.override_rate", 0.4, True),
        ("automation", "recommends", "ops.override_rate", 1.4, False),
        ("automation", "decides", "ops.override_rate", 0.4, False),
        ("automation", "recommends", "ops.override_rate", None, False),
        ("automation", None, "ops.override_rate", 0.4, False),
        ("override", ["time"], "ops.review_seconds_median", 12, True),
        ("override", ["info"], "ops.review_seconds_median", 12, False),
        ("learning_mode", "frozen", "registry.change_log", [{"what": "digest", "release": ""}], True),
        ("learning_mode", "frozen", "registry.change_log", [{"what": "digest", "release": "v2"}], False),
        ("boundaries", [{"parameter": "age"}], "ops.out_of_bounds_rate", 1.2, True),
        ("use_scope", [{"place": "LU", "language": "fr"}], "ops.population", ["LU", "fr"], False),
        ("use_scope", [{"place": "LU", "language": "fr"}], "ops.population", ["LU", "de"], True),
        ("reach", 1000, "ops.decision_volume", 200, True),
        ("reach", 1000, "ops.decision_volume", 160, False),
        ("reach", "unknown", "ops.decision_volume", 160, False),
        ("impact_register", [{"group": "a", "gravity": 2}], "ops.incidents", [{"severity": 3}], True),
        ("impact_register", [{"group": "a", "gravity": 3}], "ops.incidents", [{"severity": 3, "group": "b"}], True),
        ("impact_register", [{"group": "a", "gravity": 3}], "ops.incidents", [{"severity": 3, "group": "a"}], False),
        ("impact_register", [{"right_or_harm": "economic"}], "ops.complaints", [{"topic": "burden"}], True),
        ("impact_register", [{"right_or_harm": "burden"}], "ops.complaints", [{"topic": "burden"}, {}], False),
        ("attributes", [{"attribute": "sex"}], "data.pii.findings", [{"column": "faith", "special": True}], True),
        ("attributes", [{"attribute": "faith"}], "data.pii.findings", [{"column": "faith", "special": True}], False),
        ("proxies", "tested_clean", "data.proxy.max_association", 0.31, True),
        ("intersections", "all", "fairness.groups_tested", ["women", "men"], True),
        ("intersections", "all", "fairness.groups_tested", ["women", ["women", "over 50"]], False),
        ("intersections", "all", "fairness.groups_tested", "women", False),
        ("personal_data", "none", "data.pii.findings", [{"column": "name"}], True),
        ("personal_data", "personal", "data.pii.findings", [{"column": "name"}], False),
        ("personal_data", "personal", "data.pii.findings", [{"column": "faith", "special": True}], True),
        ("human_review", "easy", "ops.appeals", [], True),
        ("human_review", "easy", "ops.appeals", 0, True),
        ("human_review", "easy", "ops.appeals", [{"outcome": "upheld"}], False),
        ("stop_fallback", "tested", "ops.fallback.last_test", "2025-11-24T10:00:00Z", True),
        ("stop_fallback", "tested", "ops.fallback.last_test", date(2025, 11, 26), False),
        ("stop_fallback", "tested", "ops.fallback.last_test", NOW - timedelta(days=366), True),
        ("stop_fallback", "tested", "ops.fallback.last_test", "last spring", False),
        ("security_tests", {"threat_coverage": 90}, "model.signature.verified", False, True),
        ("security_tests", {"threat_coverage": 90}, "model.signature.verified", True, False),
    ],
)
def test_a_measurement_contradicts_an_answer(
    key: str, answer: Any, source: str, value: Any, is_in_conflict: bool
) -> None:
    assert bool(conflict(key, answer, measured(source, value))) is is_in_conflict


@pytest.mark.parametrize(
    ("value", "baseline", "is_in_conflict"), [(0.81, 0.83, True), (0.84, 0.83, False), (0.8, None, False)]
)
def test_a_benefit_that_does_not_beat_its_baseline(value: float, baseline: float | None, is_in_conflict: bool) -> None:
    told = measured("model.performance.primary", value, baseline=baseline)
    assert bool(conflict("benefit_register", [{"group": "a"}], told)) is is_in_conflict


def test_the_bound_nearest_the_limit_contradicts_and_not_the_bare_value() -> None:
    assert not conflict("gap_judgement", "no_gap", measured("fairness.tpr_gap_max", 12, lower=7.0, upper=17.0))
    assert conflict("gap_judgement", "no_gap", measured("fairness.tpr_gap_max", 12, lower=10.5, upper=13.0))
    assert not conflict("gap_judgement", "no_gap", measured("fairness.selection_ratio_min", 0.78, upper=0.85))


def test_a_conflict_names_both_values_and_its_evidence() -> None:
    (found,) = conflict("gap_judgement", "no_gap", measured("fairness.selection_ratio_min", 0.71))
    assert (found.answer, found.measured, found.evidence) == ("no_gap", 0.71, "evidence/7")
    (text,) = explained([found])
    assert text == (
        "M3.05 gap_judgement says 'no_gap', fairness.selection_ratio_min says 0.71: "
        "The lowest selection ratio is under 0.8."
    )


def test_a_conflict_costs_the_credit_until_it_is_justified_and_again_after_that() -> None:
    found = conflict("gap_judgement", "no_gap", measured("fairness.selection_ratio_min", 0.71))
    told = {"key": "gap_judgement", "source": "fairness.selection_ratio_min"}
    justified = Settlement(**told, outcome=Outcome.JUSTIFIED, until=LATER)
    assert challenged(found, [], NOW) == {"gap_judgement"}
    assert challenged(found, [justified], NOW) == frozenset()
    assert challenged(found, [justified], LATER) == {"gap_judgement"}


def test_a_disputed_measurement_still_costs_the_credit_until_it_is_run_again() -> None:
    found = conflict("gap_judgement", "no_gap", measured("fairness.selection_ratio_min", 0.71))
    disputed = Settlement(key="gap_judgement", source="fairness.selection_ratio_min", outcome=Outcome.DISPUTED)
    assert challenged(found, [disputed], NOW) == {"gap_judgement"}
    assert not conflict("gap_judgement", "no_gap", measured("fairness.selection_ratio_min", 0.86))


def test_a_justification_of_one_source_says_nothing_about_another() -> None:
    both = [measured("fairness.selection_ratio_min", 0.71), measured("fairness.tpr_gap_max", 20)]
    found = conflict("gap_judgement", "no_gap", *both)
    one = Settlement(key="gap_judgement", source="fairness.tpr_gap_max", outcome=Outcome.JUSTIFIED, until=LATER)
    assert len(found) == 2
    assert challenged(found, [one], NOW) == {"gap_judgement"}


def test_a_challenged_answer_earns_nothing_in_the_score() -> None:
    answers = {"gap_judgement": "no_gap"}
    found = conflict("gap_judgement", "no_gap", measured("fairness.selection_ratio_min", 0.71))
    with_it = score(bank(), answers, Evidence(challenged=challenged(found, [], NOW)))
    assert (score(bank(), answers).readiness > 0, with_it.readiness) == (True, 0)


def test_measurements_propose_and_own_answers() -> None:
    found = {
        "data.provenance.coverage": measured("data.provenance.coverage", 97.5),
        "ops.decision_volume": measured("ops.decision_volume", 150),
        "ops.drift.psi_max": measured("ops.drift.psi_max", 0.04),
        "registry.architecture": measured("registry.architecture", {"model_family": "trees"}),
        "fairness.selection_ratio_min": measured("fairness.selection_ratio_min", 0.9),
        "ops.fallback.last_test": measured("ops.fallback.last_test", "2026-05-01"),
    }
    told = {(one.key, one.source): one for one in suggestions(bank(), visible(bank(), {}, None), found)}
    lineage, reach = told["lineage", "data.provenance.coverage"], told["reach", "ops.decision_volume"]
    assert (lineage.value, lineage.is_answer, lineage.is_locked) == (97.5, True, False)
    assert (reach.value, reach.is_answer) == (1800, True)
    assert told["drift", "ops.drift.psi_max"].is_locked
    assert not told["learning_mode", "registry.architecture"].is_answer
    assert not told["group_results", "fairness.selection_ratio_min"].is_answer
    assert not told["stop_fallback", "ops.fallback.last_test"].is_answer


def test_what_a_measurement_owns_takes_the_place_of_what_somebody_wrote() -> None:
    found = suggestions(bank(), asked("coverage", "lineage"), {
        "monitor.coverage": measured("monitor.coverage", 50),
        "data.provenance.coverage": measured("data.provenance.coverage", 97.5),
    })  # fmt: skip
    written = {"coverage": 100, "lineage": 20}
    assert with_locked(asked("coverage", "lineage"), written, found) == {"coverage": 50, "lineage": 20}
    assert written == {"coverage": 100, "lineage": 20}
