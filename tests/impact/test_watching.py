"""From an event to an opened assessment, in one transaction: changes, operation, breaches, and what time brings."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from assentian.controls.risks import risks
from assentian.evidence.models import Evidence
from assentian.impact import services
from assentian.impact.choices import AnswerState, VersionState
from assentian.impact.models import Answer, Assessment, SmallChange, Snapshot, TriggerEvent
from assentian.impact.watch.daily import look_at_all
from assentian.inventory import services as inventory
from assentian.inventory.gates import gates
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PLAN = {"planned_change": "retrain", "bounds": "same data", "test_before": "a", "test_after": "b", "roll_back": "c"}


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(cast: Cast, simulator: OrganisationSimulator) -> AISystem:
    """Assessed and approved, with two answers and a change plan, from the version that stands in the inventory."""
    found = simulator.register_system()
    made = simulator.assess(found)
    answered(made, cast.actor("manager").user_id)
    services.approve_assessment(cast.actor("approver"), made)
    standing = Assessment.objects.of(found.organisation_id).get(pk=made.pk)
    with act(found.organisation_id, "s:test", "name the bank"):
        standing.bank = digest()
        standing.save()
    return found


def digest() -> str:
    from assentian.impact.bank.library import bank

    return bank().digest


def answered(made: Assessment, by: int, evidence: Evidence | None = None) -> None:
    with act(made.organisation_id, "s:test", "answer"):
        for key, value in (("effect", "moderate"), ("lineage", "97"), ("purpose", "Scores")):
            Answer.objects.create(
                organisation_id=made.organisation_id,
                assessment=made,
                question=key,
                value=value,
                state=AnswerState.ACCEPTED if evidence and key == "lineage" else AnswerState.ANSWERED,
                evidence=evidence if key == "lineage" else None,
                answered_by_id=by,
                answered_at=now(),
            )
        made.rows.create(
            organisation_id=made.organisation_id,
            question="change_plan",
            number=1,
            values=PLAN,
            changed_by_id=by,
            changed_at=now(),
        )


def fired(system: AISystem) -> list[str]:
    found = TriggerEvent.objects.of(system.organisation_id).filter(system=system)
    return list(found.order_by("pk").values_list("rule", flat=True))


def release(simulator: OrganisationSimulator, system: AISystem, label: str, kinds: Sequence[str], **under: Any) -> None:
    parts = []
    for kind in kinds:
        name = f"{kind} of {system.name}" if kind != "dataset" else f"Data of {system.name}"
        slug = inventory.rules.slug(name)
        asset = inventory.Asset.objects.of(system.organisation_id).filter(slug=slug).first()
        asset = asset or inventory.register_asset(
            simulator.actor,
            inventory.AssetDescription(name=name, kind=kind, owner_id=simulator.actor.user_id, source="Own"),
        )
        told = hashlib.sha256(f"{name} {label}".encode()).hexdigest()
        parts.append(inventory.record_revision(simulator.actor, asset, label=label, digest=told, made_at=now()))
    inventory.release_version(simulator.actor, system, label, parts, now(), under=under)


def revise(simulator: OrganisationSimulator, system: AISystem, **said: Any) -> None:
    standing = inventory.SystemDescription.of(AISystem.objects.of(system.organisation_id).get(pk=system.pk))
    changed = inventory.SystemDescription(**{**{f: getattr(standing, f) for f in standing.__slots__}, **said})
    inventory.revise_system(simulator.actor, system, changed, seen=standing.fingerprint)


def test_an_approval_keeps_what_is_so(system):
    facts = Snapshot.objects.of(system.organisation_id).get().facts
    assert facts["registry.system_card"]["purpose"] == system.purpose
    assert list(facts["registry.data_digest"]["digests"]) == ["data-of-credit-scorer"]


def test_another_purpose_opens_the_assessment_and_its_draft_says_what_to_look_at(simulator, system):
    revise(simulator, system, purpose="Decides on credit by itself.")
    assert fired(system) == ["T-USE-1"]
    draft = Assessment.objects.of(system.organisation_id).get(state=VersionState.DRAFT)
    answers = {one.question: one for one in Answer.objects.of(system.organisation_id).filter(assessment=draft)}
    assert answers["purpose"].state == AnswerState.NEEDS_REVIEW
    assert answers["purpose"].because.startswith("T-USE-1: Intended purpose changed")
    assert (answers["lineage"].state, answers["lineage"].carried_from_id is not None) == (AnswerState.ANSWERED, True)
    assert draft.rows.get().values == PLAN


def test_a_trigger_blocks_the_gate_by_its_rule_and_puts_controls_at_risk(simulator, system):
    revise(simulator, system, purpose="Decides on credit by itself.")
    gate = {reason.rule for reason in gates.ask(system, Stage.OPERATION, now()).reasons}
    assert "A-UPDATE-DUE:T-USE-1" in gate
    assert "iso42001:A.5.2" in risks.of(system.organisation_id, now())


def test_words_that_concern_no_rule_open_nothing_and_so_does_going_back(simulator, system):
    revise(simulator, system, foreseeable_misuse="Something else.")
    assert fired(system) == []
    revise(simulator, system, purpose="Other.")
    revise(simulator, system, purpose="Estimates the chance of default.")
    assert fired(system) == ["T-USE-1"]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("model", "T-MOD-1"),
        ("weights", "T-MOD-1"),
        ("prompt", "T-MOD-3"),
        ("index", "T-MOD-3"),
        ("configuration", "T-MOD-3"),
        ("tool", "T-ARC-1"),
        ("service", "T-SUP-1"),
        ("dataset", "T-DAT-1"),
    ],
)
def test_a_release_is_held_against_the_approved_version(simulator, system, kind, rule):
    release(simulator, system, "2.0", ["dataset", kind] if kind != "dataset" else ["dataset"])
    assert rule in fired(system)


def test_a_planned_and_tested_release_is_only_counted(simulator, system):
    under = {"plan_row": "retrain", "before_test_passed": True, "changed_outcomes": 0.4, "in_a_group": 0.4}
    for number in range(7):
        release(simulator, system, f"1.{number + 1}", ["dataset"], **under)
    assert fired(system) == []
    assert SmallChange.objects.of(system.organisation_id).count() == 7
    release(simulator, system, "1.9", ["dataset"], **under)
    assert fired(system) == ["T-CUM-1"]


def test_retirement_opens_what_was_said_about_it(simulator, system):
    revise(simulator, system, stage="retirement")
    assert fired(system) == ["T-END-1"]


def incident(reference: str, severity: str, *, near_miss: bool = False) -> NewIncident:
    told = {"title": "Wrong refusals", "happened_at": now(), "detected_at": now()}
    return NewIncident(reference=reference, severity=severity, near_miss=near_miss, **told)


def test_incidents_stop_by_what_they_did(simulator, system):
    operation.record(simulator.actor, system, [incident("I-1", "II"), incident("I-2", "IV")])
    operation.record(simulator.actor, system, [incident("I-3", "I", near_miss=True)])
    assert fired(system) == ["T-INC-1", "T-INC-2"]
    stop = TriggerEvent.objects.of(system.organisation_id).get(rule="T-INC-1")
    assert (stop.trigger_class, stop.hold) == ("stop", "fallback")


def test_a_live_harm_is_told_where_no_version_stands(simulator):
    other = simulator.register_system("Triage")
    operation.record(simulator.actor, other, [incident("I-1", "I"), incident("I-2", "III", near_miss=True)])
    assert fired(other) == ["T-INC-1"]
    assert not Assessment.objects.of(other.organisation_id).filter(system=other).exists()


def test_many_overturned_appeals_and_few_overridden_decisions_open_it(simulator, system):
    came = now() - timedelta(days=10)
    cases = [
        NewCase(kind="appeal", reference=f"A-{n}", received_at=came, closed_at=now(), outcome="overturned")
        for n in range(20)
    ]
    operation.record(simulator.actor, system, cases[:19])
    assert fired(system) == []
    operation.record(simulator.actor, system, cases)
    assert fired(system) == ["T-MET-4"]
    for number in range(3):
        end = now() - timedelta(days=(3 - number) * 7)
        period = NewPeriod(start=end - timedelta(days=7), end=end, decisions=1000, overrides=2)
        operation.record(simulator.actor, system, [period])
    assert fired(system) == ["T-MET-4", "T-USE-2"]


def test_a_breach_opens_a_draft_in_the_same_act(simulator, system):
    simulator.breach(system)
    assert fired(system) == ["T-MET-2"]
    assert Assessment.objects.of(system.organisation_id).filter(state=VersionState.DRAFT).exists()


def test_a_second_trigger_joins_the_draft_under_way(simulator, system):
    simulator.breach(system)
    revise(simulator, system, purpose="Other.")
    draft = Assessment.objects.of(system.organisation_id).get(state=VersionState.DRAFT)
    assert Answer.objects.of(system.organisation_id).get(assessment=draft, question="purpose").because


def test_time_alone_opens_a_review_and_only_once(simulator, system):
    organisation = system.organisation_id
    assert look_at_all(organisation, now()) == []
    later = now() + timedelta(days=800)
    assert [one.rule for one in look_at_all(organisation, later)] == ["T-TIM-1"]
    assert look_at_all(organisation, later + timedelta(days=1)) == []


@pytest.mark.parametrize(("verdict", "days", "state"), [("pass", 400, "stale"), ("fail", 0, "failed")])
def test_evidence_that_an_answer_rests_on_opens_it_when_it_fails_or_expires(cast, simulator, verdict, days, state):
    found = simulator.register_system("Other")
    made = simulator.assess(found)
    answered(made, cast.actor("manager").user_id, simulator.submit(found, "drift", at=now() - timedelta(hours=2)))
    services.approve_assessment(cast.actor("approver"), made)
    if verdict == "fail":
        simulator.submit(found, "drift", "fail")
    look_at_all(found.organisation_id, now() + timedelta(days=days))
    told = TriggerEvent.objects.of(found.organisation_id).filter(rule="T-CTL-1")
    assert [one.reason for one in told] == [f"{RELIED}: state is {state}."]


RELIED = "A control that a residual rating relies on failed or went stale"


def test_a_refused_event_leaves_nothing_behind(simulator, system, monkeypatch):
    """The change and what it opens are one transaction."""
    from assentian.impact.watch import firing

    def refuse(*_given: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(firing, "open_again", refuse)
    with pytest.raises(RuntimeError):
        revise(simulator, system, purpose="Other.")
    assert AISystem.objects.of(system.organisation_id).get(pk=system.pk).purpose == system.purpose
    assert fired(system) == []


def metric(name: str, value: str, *, lower: str | None = None, where: str = "") -> dict[str, Any]:
    told = {"name": name, "where": where, "value": value, "lower": lower, "upper": None, "n": 500}
    return {**told, "limit": None, "verdict": "fail"}


@pytest.mark.parametrize(
    ("kind", "verdict", "metrics", "rules"),
    [
        ("model-signature", "fail", [], ["T-MOD-2"]),
        ("model-signature", "pass", [], []),
        ("model-signature", "not_run", [], []),
        ("injection-suite", "fail", [], ["T-KNO-1"]),
        ("canary", "pass", [], []),
        ("intended-use", "fail", [metric("out_of_domain_share", "0.08", lower="0.06")], ["T-ENV-1"]),
        ("intended-use", "warn", [metric("out_of_domain_share", "0.012", lower="0.006")], []),
        ("intended-use", "fail", [metric("out_of_domain_share", "0.08")], []),
        ("pii-data", "fail", [metric("undeclared", "3", where="notes")], ["T-DAT-2"]),
        ("pii-data", "pass", [metric("undeclared", "0", where="notes")], []),
        ("config-diff", "fail", [], ["T-MOD-3"]),
        ("supplier-attestation", "fail", [], ["T-SUP-1"]),
        ("fairness", "fail", [], []),
    ],
)
def test_a_result_fires_the_rule_of_its_source(system, kind, verdict, metrics, rules):
    from assentian.impact.watch import arrived

    moment = now()
    result = Evidence(
        pk=7,
        organisation_id=system.organisation_id,
        system=system,
        check_kind=kind,
        verdict=verdict,
        summary={"metrics": metrics},
        received_at=moment,
    )
    with act(system.organisation_id, "s:test", "receive"):
        arrived.look(result)
    assert fired(system) == rules
