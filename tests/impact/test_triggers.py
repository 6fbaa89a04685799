"""The thirty trigger rules over plain events: each fires on its event, and on nothing that was approved."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from assentian.impact.bank.library import DATA, bank
from assentian.impact.triggers.compile import SOURCE, compiled
from assentian.impact.triggers.conditions import _OPERATORS, months_after
from assentian.impact.triggers.evaluate import evaluate, gravest
from assentian.impact.triggers.facts import Approved, Class, Evaluation, Event, Small
from assentian.impact.triggers.library import COMPILED, rule, rules
from assentian.monitoring.rules import Change, Limits, Standing, Window, judge
from assentian.standards.strict_yaml import ContentError
from assentian.standards.vocabulary import ImpactLevel

THEN = datetime(2026, 6, 1, tzinfo=UTC)
NOW = THEN + timedelta(days=30)
STANDS = Approved(
    at=THEN,
    level=ImpactLevel.HIGH,
    review_months=12,
    answers={"regulated_area": ["essential_services"], "sector": ["finance"], "use_scope": [{"place": "LU"}]},
    facts={
        "registry.model_digest": {"model": "aa"},
        "registry.data_digest": {"training": "bb"},
        "data.pii.findings": {"categories": ["name"]},
        "ops.population": {"shares": {"LU": 99.0}},
        "ops.decision_volume": {"value": 1000},
        "gov.dpia.status": {"version": 3},
    },
    points={"safety": 2},
    plan=frozenset({"retrain"}),
    vulnerable=frozenset({"newcomers"}),
)
PLANNED = {"plan_row": "retrain", "before_test_passed": True}
PROMPT, VERSION = {"fields": ["prompt"], "changed_outcomes": 0.5}, {"fields": ["version"], "security_patch": True}
LIMITS = Limits(target=Decimal(0), warn=Decimal(8), breach=Decimal(10), above=True, period=timedelta(days=1))

FIRING: dict[str, tuple[str, dict[str, Any]]] = {
    "T-MOD-1": ("registry.model_digest", {"model": "ab"}),
    "T-MOD-2": ("model.signature.verified", {"verified": False}),
    "T-MOD-3": ("registry.change_log", {"fields": ["prompt"]}),
    "T-DAT-1": ("registry.data_digest", {"training": "bc"}),
    "T-DAT-2": ("data.pii.findings", {"categories": ["name", "health"]}),
    "T-DAT-3": ("data.licence.status", {"status": "expired"}),
    "T-ARC-1": ("registry.architecture", {"fields": ["tool_access"]}),
    "T-USE-1": ("registry.system_card", {"fields": ["purpose"]}),
    "T-USE-2": ("ops.override_rate", {"value": 0.3, "windows": 3}),
    "T-POP-1": ("ops.population", {"shares": {"LU": 90, "DE": 4}}),
    "T-POP-2": ("ops.decision_volume", {"value": 2001}),
    "T-ENV-1": ("ops.out_of_bounds_rate", {"value": 1.5}),
    "T-SUP-1": ("registry.dependencies", {"fields": ["terms"]}),
    "T-MET-1": ("monitor.thresholds", {"breach": True, "row": "impact_register[0]", "hold": "block_release"}),
    "T-MET-2": ("fairness.tpr_gap_max", {"breach": True}),
    "T-MET-3": ("ops.drift.psi_max", {"breach": True}),
    "T-MET-4": ("ops.appeals", {"overturn_rate": 31}),
    "T-MET-5": ("model.performance.primary", {"better_than_baseline": False, "windows": 3}),
    "T-MET-6": ("fairness.groups_tested", {"unmeasured": True, "windows": 3}),
    "T-INC-1": ("ops.incidents", {"severity": 3}),
    "T-INC-2": ("ops.incidents", {"severity": 1, "near_miss": True}),
    "T-KNO-1": ("sec.redteam.findings", {"critical": True}),
    "T-LAW-1": ("legal.watch", {"matches": ["finance"]}),
    "T-CON-1": ("gov.consultations", {"substantiated": True}),
    "T-CTL-1": ("evidence.state", {"state": "stale", "row": "impact_register[1]"}),
    "T-DPIA-1": ("gov.dpia.status", {"version": 4}),
    "T-GOV-1": ("gov.roles", {"vacant_days": 31}),
    "T-TIM-1": ("review.age", {}),
    "T-END-1": ("registry.system_card", {"state": "retiring"}),
}
HARMLESS: dict[str, dict[str, Any]] = {
    "T-MOD-1": {"model": "aa"},
    "T-MOD-2": {"verified": True},
    "T-MOD-3": {"fields": ["comment"]},
    "T-DAT-1": {"training": "bb"},
    "T-DAT-2": {"categories": ["name"]},
    "T-DAT-3": {"status": "valid"},
    "T-ARC-1": {"fields": []},
    "T-USE-1": {"fields": ["owner"]},
    "T-USE-2": {"value": 0.3, "windows": 2},
    "T-POP-1": {"shares": {"LU": 99.2, "DE": 0.8}},
    "T-POP-2": {"value": 2000},
    "T-ENV-1": {"value": 1},
    "T-SUP-1": {"fields": ["logo"]},
    "T-MET-4": {"overturn_rate": 30, "rate_ratio": 2, "days_without": 179},
    "T-MET-5": {"better_than_baseline": True, "windows": 3},
    "T-MET-6": {"unmeasured": True},
    "T-INC-1": {"severity": 2},
    "T-INC-2": {"severity": 1},
    "T-LAW-1": {"matches": ["health"]},
    "T-CTL-1": {"state": "fresh"},
    "T-DPIA-1": {"version": 3},
    "T-GOV-1": {"vacant_days": 30},
    "T-END-1": {"state": "operation"},
}


def happened(source: str, facts: dict[str, Any], *, at: datetime = NOW, cause: str = "record/1") -> Event:
    return Event(source=source, at=at, cause=cause, facts=facts)


def fired(*events: Event, approved: Approved = STANDS) -> dict[str, Evaluation]:
    return {one.rule: one for one in evaluate(bank(), rules(), approved, events) if one.is_fired}


def test_the_committed_file_is_what_the_yaml_says() -> None:
    assert COMPILED.read_text(encoding="utf-8") == compiled()


def test_there_are_thirty_rules_and_every_question_names_known_ones() -> None:
    assert len(rules()) == 30
    assert {name for question in bank().questions for name in question.triggers} <= {one.id for one in rules()}
    assert {option.value for option in bank().question("trigger_set").options} == {one.id for one in rules()}


def test_every_word_of_the_schema_is_known_here() -> None:
    schema = json.loads((DATA / "schema" / "triggers.schema.json").read_text(encoding="utf-8"))
    told = {
        one["properties"]["op"]["const"] for one in schema["$defs"]["condition"]["oneOf"] if "op" in one["properties"]
    }
    assert told == set(_OPERATORS)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id: T-MOD-2", "id: T-MOD-1", "T-MOD-1 stands twice"),
        ("sources: [registry.data_digest]", "sources: [registry.dat]", "no such evidence source"),
        ("sources: [review.age]", "sources: [clock]", "clock is an older name; write review.age"),
        ("serves: [iso42001:8.2, iso42001:A.6.2.6]", "serves: [iso42001:82]", "iso42001:82 is no node"),
        ("reopen: [M6.14, M4.07]", "reopen: [M6.99]", "there is no question M6.99"),
        ("reopen: [M6.05, M3.09, M1.12]", "reopen: [lines]", "there is no question lines"),
        ("step: 4\n    when: {op: changed}", "step: 2\n    when: {op: changed}", "step 2 knows no exemption"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Any, old: str, new: str, complaint: str) -> None:
    path = tmp_path / "triggers.yaml"
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as told:
        compiled(path)
    assert complaint in str(told.value)
    assert told.value.line


@pytest.mark.parametrize("name", FIRING)
def test_each_rule_fires_on_its_event(name: str) -> None:
    source, facts = FIRING[name]
    at = THEN + timedelta(days=365) if name == "T-TIM-1" else NOW
    one = fired(happened(source, facts, at=at))[name]
    told = rule(name)
    assert one.trigger_class == told.trigger_class
    assert one.due_at == at + timedelta(days=told.sla_days)
    assert one.reason.startswith(told.title)
    assert one.reopen
    assert one.hold == (facts.get("hold", "none") if told.hold == "by_threshold_action" else told.hold)


def test_the_events_above_and_the_sum_of_small_ones_are_all_thirty() -> None:
    assert {one.id for one in rules()} == {*FIRING, "T-CUM-1"}


@pytest.mark.parametrize("name", HARMLESS)
def test_no_rule_fires_on_what_was_approved(name: str) -> None:
    assert name not in fired(happened(FIRING[name][0], HARMLESS[name]))


@pytest.mark.parametrize("name", sorted(set(FIRING) - {"T-TIM-1"}))
def test_an_event_that_tells_nothing_fires_nothing(name: str) -> None:
    assert not fired(happened(FIRING[name][0], {}))


def test_every_evaluation_stays_as_evidence() -> None:
    told = evaluate(bank(), rules(), STANDS, [happened("ops.incidents", {"severity": 1, "near_miss": True})])
    assert [(one.rule, one.trigger_class) for one in told] == [("T-INC-1", None), ("T-INC-2", Class.TARGETED)]


@pytest.mark.parametrize(
    ("source", "facts", "rule_id", "is_logged"),
    [
        ("registry.model_digest", {"model": "ab", **PLANNED}, "T-MOD-1", True),
        ("registry.model_digest", {"model": "ab", "plan_row": "retrain"}, "T-MOD-1", False),
        ("registry.model_digest", {"model": "ab", "plan_row": "other", "before_test_passed": True}, "T-MOD-1", False),
        ("registry.data_digest", {"training": "bc", **PLANNED}, "T-DAT-1", True),
        ("registry.change_log", {"fields": ["prompt"], **PLANNED}, "T-MOD-3", False),
        ("registry.change_log", {**PROMPT, "in_a_group": 2, **PLANNED}, "T-MOD-3", True),
        ("registry.change_log", {**PROMPT, "in_a_group": 2.1, **PLANNED}, "T-MOD-3", False),
        ("registry.change_log", {**PROMPT, "in_a_group": 1}, "T-MOD-3", False),
        ("registry.dependencies", {**VERSION, "regression_passed": True}, "T-SUP-1", True),
        ("registry.dependencies", VERSION, "T-SUP-1", False),
        ("legal.watch", {"matches": ["finance"], "legal_note": "documents/12"}, "T-LAW-1", True),
        ("registry.architecture", {"fields": ["tool_access"], **PLANNED}, "T-ARC-1", False),
        ("registry.system_card", {"fields": ["purpose"], **PLANNED}, "T-USE-1", False),
    ],
)  # fmt: skip
def test_only_a_planned_and_tested_change_is_exempt(
    source: str, facts: dict[str, Any], rule_id: str, is_logged: bool
) -> None:
    told = {one.rule: one for one in evaluate(bank(), rules(), STANDS, [happened(source, facts)])}
    assert (told[rule_id].trigger_class is Class.LOG) is is_logged
    assert (told[rule_id].step == 3) is is_logged


@pytest.mark.parametrize(
    ("source", "facts", "rule_id", "to"),
    [
        ("registry.data_digest", {"training": "bc", "new_purpose": True}, "T-DAT-1", Class.MANDATORY),
        ("registry.data_digest", {"training": "bc", "group_share_moved": 5.1}, "T-DAT-1", Class.MANDATORY),
        ("registry.system_card", {"fields": ["purpose"], "prohibited": True}, "T-USE-1", Class.STOP),
        ("ops.out_of_bounds_rate", {"value": 5.5}, "T-ENV-1", Class.MANDATORY),
        ("fairness.fpr_gap_max", {"breach": True, "beyond_twice": True, "group": "newcomers"}, "T-MET-2", Class.STOP),
        ("fairness.fpr_gap_max", {"breach": True, "beyond_twice": True, "group": "others"}, "T-MET-2", Class.MANDATORY),
        ("ops.drift.psi_max", {"breach": True, "others_warn": True}, "T-MET-3", Class.MANDATORY),
        ("sec.redteam.findings", {"critical": True, "exploitable_here": True}, "T-KNO-1", Class.MANDATORY),
    ],
)
def test_a_graver_event_escalates(source: str, facts: dict[str, Any], rule_id: str, to: Class) -> None:
    one = fired(happened(source, facts))[rule_id]
    assert one.trigger_class is to
    assert one.due_at is not None
    assert one.due_at - one.at <= timedelta(days=14)
    assert (one.hold == "fallback") is (to is Class.STOP)


def test_what_the_approved_version_says_escalates_too() -> None:
    critical, safety = replace(STANDS, level=ImpactLevel.CRITICAL), replace(STANDS, points={"safety": 3})
    assert (
        fired(happened("fairness.tpr_gap_max", {"breach": True}), approved=critical)["T-MET-2"].trigger_class == "stop"
    )
    out = happened("ops.out_of_bounds_rate", {"value": 1.5})
    assert fired(out, approved=safety)["T-ENV-1"].trigger_class == "mandatory"


def test_the_gravest_decides_and_then_the_earliest_step() -> None:
    told = evaluate(bank(), rules(), STANDS, [happened("ops.incidents", {"severity": 4, "near_miss": True})])
    decides = gravest(told)
    assert decides is not None
    assert decides.rule == "T-INC-1"
    assert gravest(evaluate(bank(), rules(), STANDS, [happened("ops.incidents", {"severity": 1})])) is None


def test_ten_changes_each_under_half_a_percent_open_the_assessment_all_the_same() -> None:
    facts = {"fields": ["threshold"], "changed_outcomes": 0.2, "in_a_group": 0.4, **PLANNED}
    days = [THEN + timedelta(days=day) for day in range(1, 11)]
    told = evaluate(
        bank(), rules(), STANDS, [happened("registry.change_log", facts, at=at, cause=f"change/{at:%d}") for at in days]
    )
    assert {one.rule for one in told if one.is_fired} == {"T-CUM-1"}
    assert [one.at for one in told if one.is_fired] == days[7:]
    assert (
        next(one for one in told if one.is_fired).reason
        == "Many small changes add up: 8 small changes since the approval."
    )


@pytest.mark.parametrize(
    ("outcomes", "group", "words"),
    [(0.9, 0.9, "moved up to 3.6 % of outcomes"), (0.4, 1.5, "6 % of the outcomes of one group")],
)
def test_few_changes_that_move_much_open_it_sooner(outcomes: float, group: float, words: str) -> None:
    facts = {"fields": ["threshold"], "changed_outcomes": outcomes, "in_a_group": group, **PLANNED}
    events = [happened("registry.change_log", facts, cause=f"change/{number}") for number in range(4)]
    cumulated = fired(*events)["T-CUM-1"]
    assert (cumulated.trigger_class, cumulated.hold) == (Class.MANDATORY, "block_release")
    assert words in cumulated.reason


def test_changes_before_are_counted_and_a_larger_one_is_not_small() -> None:
    small = tuple(Small(at=THEN) for _ in range(7))
    facts = {"model": "ab", **PLANNED}
    assert "T-CUM-1" in fired(happened("registry.model_digest", facts), approved=replace(STANDS, small=small))
    assert "T-CUM-1" not in fired(
        happened("registry.model_digest", {"model": "ab"}), approved=replace(STANDS, small=small)
    )


def test_a_module_a_row_and_a_light_review_open_their_questions() -> None:
    assert len(fired(happened(*FIRING["T-USE-1"]))["T-USE-1"].reopen) == 15 + 14 + 3
    assert fired(happened(*FIRING["T-CTL-1"]))["T-CTL-1"].reopen == ("impact_register[1]",)
    review = fired(happened("review.age", {}, at=THEN + timedelta(days=400)))["T-TIM-1"]
    assert len(review.reopen) == len(bank().questions)


def test_what_was_never_told_is_new() -> None:
    one = fired(happened("registry.model_digest", {"model": "ab"}), approved=replace(STANDS, facts={}))["T-MOD-1"]
    assert one.reason == "Model artefact changed: model: not told -> ab."


def test_a_law_concerns_a_system_that_nobody_placed() -> None:
    nowhere = replace(STANDS, answers={"sector": None})
    assert "T-LAW-1" in fired(happened("legal.watch", {"matches": ["health"]}), approved=nowhere)
    assert "T-LAW-1" in fired(happened("legal.watch", {"matches": ["LU"]}))


@pytest.mark.parametrize(
    ("moment", "months", "after"),
    [
        ("2026-06-01", 12, "2027-06-01"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
    ],
)
def test_months_end_where_a_shorter_month_ends(moment: str, months: int, after: str) -> None:
    assert months_after(datetime.fromisoformat(moment), months) == datetime.fromisoformat(after)


def replay(seed: int) -> list[Event]:
    """Thirty daily windows whose true value lies at the limit, and the breaches that monitoring's rule opens."""
    chance, windows, standing, opened = Random(seed), [], Standing(), []
    for day in range(1, 31):
        value, end = Decimal(str(round(chance.gauss(10, 1.2), 2))), THEN + timedelta(days=day)
        windows.append(Window(end=end, value=value, lower=value - 1, upper=value + 1, n=500))
        decision = judge(windows, LIMITS, standing)
        if decision is None:
            continue
        is_open = decision.change is Change.OPENED
        standing = Standing(opened=end) if is_open else Standing(cleared=end)
        opened += [happened("fairness.tpr_gap_max", {"breach": True}, at=end, cause=f"breach/{day}")] if is_open else []
    return opened


def test_thirty_days_of_noise_around_a_limit_do_not_flap() -> None:
    """Once opened it stays open until it is clearly better: never again within the cool-down, rarely at all."""
    told = [[one for one in evaluate(bank(), rules(), STANDS, replay(seed)) if one.is_fired] for seed in range(50)]
    assert all(after.at - before.at > timedelta(days=7) for fired_ in told for before, after in pairwise(fired_))
    assert 25 <= sum(map(len, told)) <= 55
