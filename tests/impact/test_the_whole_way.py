"""From the first question to a signature, and round again: two people, one record, nothing answered twice."""

from dataclasses import replace

import pytest
from django.urls import reverse

from assentian.accounts.rules import NotPermittedError
from assentian.impact import queries as register
from assentian.impact import services as impact
from assentian.impact.choices import Mark, VersionState
from assentian.impact.drafting import queries, services
from assentian.impact.models import Assessment, Signature, TriggerEvent
from assentian.impact.reviewing import record, rules
from assentian.impact.reviewing import services as reviewing
from assentian.impact.services import ImpactError
from assentian.inventory.gates import gates
from assentian.journal.context import now
from assentian.standards.vocabulary import Stage
from tests.impact.filling import fill, say, sign_all
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator):
    return simulator.register_system()


@pytest.fixture
def draft(cast, system):
    return services.start(cast.actor("manager"), system)


@pytest.fixture
def submitted(cast, draft):
    fill(cast.actor("manager"), draft)
    return reviewing.submit(cast.actor("manager"), draft)


def sign(cast, version, part="top", line="approver"):
    return reviewing.sign(cast.actor(part), version, version.record_digest, line=line)


def test_the_record_is_frozen_signed_by_another_and_opens_or_shuts_the_gate(cast, system, submitted):
    assert submitted.state == VersionState.AWAITING
    assert submitted.level == "III"
    assert submitted.record_digest == rules.digest(submitted.record)
    signed = sign_all(cast, submitted)
    assert (signed.state, signed.approved_by_id) == (VersionState.APPROVED, cast.people["top"].pk)
    outcomes = list(Signature.objects.of(cast.organisation).order_by("pk").values_list("outcome", "digest"))
    assert outcomes == [
        (outcome, submitted.record_digest) for outcome in ("submitted", "second_line", "second_line", "approved")
    ]
    told = [reason.rule for reason in gates.ask(system, Stage.DEPLOYMENT, now()).reasons]
    assert "A-DECISION" in told, "the decision was hold"


def test_who_answered_or_stands_too_low_does_not_sign(cast, submitted):
    manager = cast.actor("manager")
    with pytest.raises(NotPermittedError):
        reviewing.sign(manager, submitted, submitted.record_digest)
    with pytest.raises(ImpactError, match="Level III is signed by"):
        sign(cast, submitted, "approver")
    author = replace(manager, roles=manager.roles | {"top_management"})
    with pytest.raises(ImpactError, match="cannot sign"):
        reviewing.sign(author, submitted, submitted.record_digest)


def test_nobody_signs_what_they_were_not_shown(cast, submitted):
    with pytest.raises(ImpactError, match="read it again"):
        reviewing.sign(cast.actor("top"), submitted, "0" * 64)


def test_a_mark_to_correct_holds_the_signature_and_sending_back_makes_it_a_draft(cast, submitted):
    reviewing.mark(cast.actor("assessor"), submitted, "purpose", Mark.CORRECT, "Name the departments.")
    with pytest.raises(ImpactError, match="Marked to be corrected: purpose"):
        sign(cast, submitted)
    reviewing.send_back(cast.actor("assessor"), submitted, "See the mark.")
    draft = queries.draft(submitted.system)
    assert draft.pk == submitted.pk
    say(cast.actor("manager"), draft, "purpose", "Sorts letters to four departments.")
    again = reviewing.submit(cast.actor("manager"), draft)
    reviewing.mark(cast.actor("assessor"), again, "purpose", Mark.FINE)
    assert sign_all(cast, again).state == VersionState.APPROVED


def test_a_submitted_version_cannot_be_written(cast, submitted):
    with pytest.raises(ImpactError, match="no draft any more"):
        say(cast.actor("owner"), submitted, "purpose", "Other.")


def test_what_is_typed_after_somebody_submitted_is_said_to_be_unsaved(cast, submitted):
    where = {"organisation": cast.organisation, "system": submitted.system.slug, "question": "purpose"}
    answer = cast.client("owner").post(
        reverse("impact:save", kwargs=where), {"purpose-was": "", "purpose-value": "Late"}
    )
    assert answer.status_code == 409
    assert b'id="state-purpose"' in answer.content
    assert b"Not saved" in answer.content


def test_what_is_missing_holds_the_submission_in_words(cast, draft):
    with pytest.raises(ImpactError, match=r"M1\.01 has no answer"):
        reviewing.submit(cast.actor("manager"), draft)
    fill(cast.actor("manager"), draft, decision="go")
    with pytest.raises(ImpactError, match="A decision to go has to wait"):
        reviewing.submit(cast.actor("manager"), draft)


def test_a_harmless_system_ends_with_the_screening(cast, draft):
    harmless = {
        "automation": "background",
        "effect": "none",
        "vulnerability": "",
        "reach": "0",
        "personal_data": "none",
    }
    manager = cast.actor("manager")
    for key, value in {
        "purpose": "Counts parcels.",
        "org_role": ["deployer"],
        "prohibited": ["none"],
        "regulated_area": ["none"],
        "safety_role": "none",
        **harmless,
        "vulnerability": [],
    }.items():
        say(manager, draft, key, value)
    bank = queries.told(draft).bank
    services.add_row(manager, draft, bank.question("groups"), {"group": "Nobody"})
    services.add_row(manager, draft, bank.question("rights_screen"), {"right": "R18", "effect": "none"})
    told = queries.told(draft)
    assert told.result.state.value == "screened_out", told.result.open
    made = reviewing.submit(manager, draft)
    assert (made.level, made.record["decision"]) == ("I", "screened_out")


def test_answers_changed_after_the_level_was_shown_are_listed_for_the_reviewer(cast, draft):
    fill(cast.actor("manager"), draft)
    services.show_level(cast.actor("manager"), draft, "III")
    say(cast.actor("manager"), draft, "automation", "informs")
    told = queries.told(queries.draft(draft.system))
    assert queries.changed_after_the_level(told) == ["M1.04"]
    assert reviewing.submit(cast.actor("manager"), draft).record["changed_after_the_level"] == ["M1.04"]


def test_a_reopened_assessment_carries_what_stands_and_asks_again_what_was_touched(cast, simulator, system, submitted):
    approved = sign_all(cast, submitted)
    simulator.breach(system)
    event = TriggerEvent.objects.of(cast.organisation).get()
    draft = services.start(cast.actor("manager"), system)
    told = queries.told(draft)
    assert draft.base_id == approved.pk
    judged = told.answers["gap_judgement"]
    assert judged.state == "needs_review"
    assert event.reason in judged.because
    purpose = told.answers["purpose"]
    assert (purpose.state, purpose.carried_from.assessment_id) == ("answered", approved.pk)
    assert purpose.answered_by_id == cast.people["manager"].pk
    assert len(told.rows["impact_register"]) == 1
    assert told.evidence.grade("gap_judgement").value == "A0"
    for key in [key for key, one in told.answers.items() if one.state == "needs_review"]:
        services.confirm(cast.actor("owner"), draft, told.bank.question(key))
    made = reviewing.submit(cast.actor("owner"), draft)
    assert sign_all(cast, made).number == 2
    event.refresh_from_db()
    assert event.answer == "new_approval"
    assert register.standing(system, now()).assessment.number == 2


def test_reviewed_still_valid_is_a_signed_outcome(cast, simulator, system, submitted):
    approved = sign_all(cast, submitted)
    simulator.breach(system)
    impact.answer_trigger(cast.actor("approver"), TriggerEvent.objects.get(), "Covered by the override.")
    signature = Signature.objects.of(cast.organisation).get(outcome="still_valid")
    assert (signature.digest, signature.reason) == (approved.record_digest, "Covered by the override.")


def test_a_graded_text_counts_what_the_reviewer_gave(cast, submitted):
    before = queries.told(submitted).result.readiness
    reviewing.mark(cast.actor("assessor"), submitted, "oversight_design", Mark.FINE, credit=100)
    after = queries.told(Assessment.objects.get(pk=submitted.pk)).result.readiness
    assert after >= before


def test_the_same_answers_make_the_same_record(cast, submitted):
    told = queries.told(Assessment.objects.select_related("system", "base").get(pk=submitted.pk))
    assert record.record(told) == submitted.record


def test_a_register_holds_so_many_rows_and_no_more(cast, draft, monkeypatch):
    monkeypatch.setattr(services, "MOST_ROWS", 2)
    question = queries.told(draft).bank.question("impact_register")
    for number in range(2):
        services.add_row(cast.actor("manager"), draft, question, {"what_happens": f"Harm {number}"})
    with pytest.raises(ImpactError, match="2 rows at most"):
        services.add_row(cast.actor("manager"), draft, question, {"what_happens": "One more"})
