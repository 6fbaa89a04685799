"""Recording, approving, reopening and answering: two people for a signature, and no trigger lost or told twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.impact import queries, services
from assentian.impact.models import Assessment, TriggerEvent
from assentian.impact.rules import Standing
from assentian.inventory.gates import gates
from assentian.journal.context import now
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator: OrganisationSimulator):
    return simulator.register_system()


def standing(system):
    return queries.standing(system, now()).standing


def rules(system, stage=Stage.DEPLOYMENT):
    return [reason.rule for reason in gates.ask(system, stage, now()).reasons]


def test_a_recorded_version_stands_once_another_person_approved_it(cast, simulator, system):
    made = simulator.assess(system)
    assert standing(system) is Standing.AWAITING
    services.approve_assessment(cast.actor("approver"), made)
    assert standing(system) is Standing.APPROVED


def test_who_recorded_it_cannot_approve_it(cast, system):
    actor = cast.actor("manager")
    both = replace(actor, roles=actor.roles | {"approver"})
    made = services.record_assessment(both, system, services.AssessmentDetails(summary="Mine."))
    with pytest.raises(services.ImpactError, match="cannot approve"):
        services.approve_assessment(both, made)
    assert standing(system) is Standing.AWAITING


def test_only_those_who_may_record_and_approve_do(cast, simulator, system):
    made = simulator.assess(system)
    with pytest.raises(NotPermittedError):
        services.approve_assessment(cast.actor("owner"), made)
    with pytest.raises(NotPermittedError):
        services.record_assessment(cast.actor("auditor"), system, services.AssessmentDetails(summary="x"))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"summary": "x", "level": "V"}, "level"),
        ({"summary": "x", "review_due": now() - timedelta(days=1)}, "review_due"),
    ],
)
def test_what_cannot_stand_is_refused_by_field(cast, system, details, field):
    with pytest.raises(services.ImpactError) as found:
        services.record_assessment(cast.actor("manager"), system, services.AssessmentDetails(**details))
    assert found.value.field == field
    assert not Assessment.objects.of(cast.organisation).exists()


def test_a_newer_version_takes_the_place_of_one_that_awaits_and_of_one_that_stands(cast, simulator, system):
    first = simulator.assess(system, cast.actor("approver"))
    second, third = simulator.assess(system), simulator.assess(system)
    with pytest.raises(services.ImpactError, match="does not await approval"):
        services.approve_assessment(cast.actor("approver"), second)
    services.approve_assessment(cast.actor("approver"), third)
    states = {one.number: one.state for one in queries.versions(system)}
    assert states == {first.number: "superseded", second.number: "superseded", third.number: "approved"}


def test_a_breach_reopens_it_once_and_the_gate_says_by_which_rule(cast, simulator, system):
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    assert rules(system) == []
    breach = simulator.breach(system)
    simulator.breach(system)
    event = TriggerEvent.objects.of(cast.organisation).get()
    assert (event.rule, event.trigger_class, event.cause) == ("T-MET-2", "mandatory", breach.cause)
    assert event.due_at - event.at == timedelta(days=14)
    assert standing(system) is Standing.UPDATE_DUE
    assert "A-UPDATE-DUE:T-MET-2" in rules(system)


def test_still_valid_is_an_answer_with_a_reason_and_a_signature(cast, simulator, system):
    simulator.assess(system, cast.actor("approver"))
    simulator.breach(system)
    event = TriggerEvent.objects.of(cast.organisation).get()
    with pytest.raises(services.ImpactError, match="say why"):
        services.answer_trigger(cast.actor("approver"), event, " ")
    with pytest.raises(NotPermittedError):
        services.answer_trigger(cast.actor("owner"), event, "Because.")
    services.answer_trigger(cast.actor("approver"), event, "The group is covered by the override.")
    event.refresh_from_db()
    assert (event.answer, event.answered_by_id) == ("still_valid", cast.people["approver"].pk)
    assert standing(system) is Standing.APPROVED
    with pytest.raises(services.ImpactError, match="answered already"):
        services.answer_trigger(cast.actor("approver"), event, "Again.")


def test_nothing_is_still_valid_that_never_was(cast, simulator, system):
    simulator.breach(system)
    with pytest.raises(services.ImpactError, match="no approved assessment"):
        services.answer_trigger(cast.actor("approver"), TriggerEvent.objects.of(cast.organisation).get(), "It is.")


def test_only_a_version_recorded_after_a_trigger_answers_it(cast, simulator, system):
    before = simulator.assess(system)
    simulator.breach(system)
    services.approve_assessment(cast.actor("approver"), before)
    assert standing(system) is Standing.UPDATE_DUE
    simulator.assess(system, cast.actor("approver"))
    assert standing(system) is Standing.APPROVED
    event = TriggerEvent.objects.of(cast.organisation).get()
    assert event.answer == "new_approval"
    assert event.assessment is None


def test_pages_show_record_approve_and_answer(cast, simulator, system):
    base = f"/o/northwind/impact/{system.slug}/"
    manager, approver = cast.client("manager"), cast.client("approver")
    typed = {"summary": "Applicants may be refused.", "level": "III", "reference": "DOC-7", "review_due": "2199-12-31"}
    assert manager.post(f"{base}record/", typed)["Location"] == base
    assert "Approve version 1" in approver.get(base).content.decode()
    assert "Approve version 1" not in manager.get(base).content.decode()
    assert approver.post(f"{base}approve/", {"version": "9"}).status_code == 302
    assert standing(system) is Standing.AWAITING
    approver.post(f"{base}approve/", {"version": "1"})
    simulator.breach(system)
    event = TriggerEvent.objects.of(cast.organisation).get()
    assert "T-MET-2" in manager.get("/o/northwind/impact/").content.decode()
    assert "T-MET-2" in manager.get(f"/o/northwind/systems/{system.slug}/").content.decode()
    assert "This field is required" in approver.post(f"{base}triggers/{event.pk}/", {"reason": ""}).content.decode()
    approver.post(f"{base}triggers/{event.pk}/", {"reason": "Covered."})
    text = manager.get(base).content.decode()
    assert "Reviewed, still valid" in text
    assert "Applicants may be refused." in text


def test_what_is_of_another_system_or_organisation_is_not_found(cast, simulator, system):
    other = simulator.register_system("Other")
    simulator.breach(system)
    event = TriggerEvent.objects.of(cast.organisation).get()
    approver = cast.client("approver")
    assert approver.get(f"/o/northwind/impact/{other.slug}/triggers/{event.pk}/").status_code == 404
    assert approver.get("/o/northwind/impact/none/").status_code == 404
    assert cast.client("outsider").get(f"/o/elsewhere/impact/{system.slug}/").status_code == 404
