"""The verbs of the impact assessment: record a version, approve it as another person, reopen it, answer a trigger."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Max

from assentian.accounts.approving import approving, digest
from assentian.accounts.rules import Actor
from assentian.impact import rules
from assentian.impact.choices import SignedOutcome, TriggerAnswer, TriggerClass, VersionState
from assentian.impact.models import Assessment, Signature, TriggerEvent
from assentian.impact.snapshots import take
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.standards.vocabulary import ImpactLevel


class ImpactError(ValueError):
    """What was asked cannot be recorded; `field` names the input that is wrong, the message says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDetails:
    """What was found, in a few sentences, and where the whole is kept. `level` is empty where none was set yet."""

    summary: str
    reference: str = ""
    level: str = ""
    review_due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Why an assessment is to be looked at again: the rule that fired, one sentence, and the record that caused it.

    Without `due_at` it wants its answer as soon as its class says; without `opened` it opens what its rule names.
    """

    rule: str
    reason: str
    cause: str
    trigger_class: str
    hold: str
    at: datetime
    due_at: datetime | None = None
    opened: tuple[str, ...] = ()


def record_assessment(actor: Actor, system: AISystem, details: AssessmentDetails) -> Assessment:
    """Record the next version; it takes the place of one that awaits approval, and stands only once approved."""
    actor.require("impact.record")
    if not details.summary.strip():
        raise ImpactError("summary", "say in a few sentences what was found")
    if details.level and details.level not in list(ImpactLevel):
        raise ImpactError("level", "the level is I, II, III or IV")
    if details.review_due is not None and details.review_due <= now():
        raise ImpactError("review_due", "the next review lies in the future")
    organisation = actor.organisation
    with act(organisation, actor.name, "record impact assessment"):
        AISystem.objects.of(organisation).select_for_update(no_key=True).get(pk=system.pk)
        versions = Assessment.objects.of(organisation).filter(system=system)
        supersede(system, VersionState.AWAITING)
        last = versions.aggregate(last=Max("number"))["last"] or 0
        return Assessment.objects.create(
            organisation_id=organisation,
            system=system,
            number=last + 1,
            recorded_by_id=actor.user_id,
            recorded_at=now(),
            **asdict(details),
        )


def approve_assessment(actor: Actor, assessment: Assessment) -> Assessment:
    """Approve the version that awaits it; not by who recorded it. Triggers from before it was recorded are answered."""
    with approving(actor, "impact.approve", "approve impact assessment") as approval:
        found = Assessment.objects.of(actor.organisation).select_for_update().get(pk=assessment.pk)
        if found.state != VersionState.AWAITING:
            raise ImpactError("", f"version {found.number} does not await approval")
        if found.bank:
            raise ImpactError("", "this version was answered here; it is signed where its record is shown")
        if found.recorded_by_id == actor.user_id:
            raise ImpactError("", "who recorded an assessment cannot approve it; ask another approver")
        moment = now()
        supersede(found.system, VersionState.APPROVED)
        found.state, found.approved_by_id, found.approved_at = VersionState.APPROVED, actor.user_id, moment
        found.save()
        approval.of(found, shown=_shown(found))
        stand(actor, found)
    return found


def answer_trigger(actor: Actor, trigger: TriggerEvent, reason: str) -> TriggerEvent:
    """Sign "reviewed, still valid": the approved version stands although this happened, for the reason given."""
    if not reason.strip():
        raise ImpactError("reason", "say why the assessment is still valid")
    with approving(actor, "impact.approve", "answer trigger", why=reason) as approval:
        found = TriggerEvent.objects.of(actor.organisation).select_for_update().get(pk=trigger.pk)
        if found.answered_at is not None:
            raise ImpactError("", "this trigger is answered already")
        approved = Assessment.objects.of(actor.organisation).filter(
            system_id=found.system_id, state=VersionState.APPROVED
        )
        standing = approved.first()
        if standing is None:
            raise ImpactError("", "no approved assessment stands that could still be valid; record and approve one")
        _answer(found, actor, TriggerAnswer.STILL_VALID, reason)
        Signature.objects.create(
            organisation_id=actor.organisation,
            assessment=standing,
            outcome=SignedOutcome.STILL_VALID,
            digest=standing.record_digest,
            reason=reason,
            by_id=actor.user_id,
            at=now(),
        )
        approval.of(standing, shown=_shown(standing))
    return found


def reopen(organisation: str, system: int, trigger: Trigger) -> TriggerEvent:
    """Say that the system's assessment is to be looked at again; the same cause and rule again change nothing.

    Called inside the act in which the cause was recorded, so that both stand or neither.
    """
    given = trigger.trigger_class if trigger.trigger_class in TriggerClass.values else TriggerClass.STOP
    assessment = Assessment.objects.of(organisation).filter(system_id=system, state=VersionState.APPROVED).first()
    found, _ = TriggerEvent.objects.of(organisation).get_or_create(
        system_id=system,
        cause=trigger.cause,
        rule=trigger.rule,
        defaults={
            "organisation_id": organisation,
            "assessment": assessment,
            "trigger_class": given,
            "hold": trigger.hold,
            "reason": trigger.reason,
            "at": trigger.at,
            "opened": list(trigger.opened),
            "due_at": trigger.due_at or rules.due(given, trigger.at),
        },
    )
    return found


def stand(actor: Actor, approved: Assessment) -> None:
    """What follows from an approval, in its act: what is so now is kept, and a newly approved version answers every
    trigger from before it was recorded.
    """
    take(approved)
    waiting = TriggerEvent.objects.of(actor.organisation).filter(system=approved.system, answered_at=None)
    note = f"Version {approved.number}, recorded after it, was approved."
    for trigger in waiting.filter(at__lte=approved.recorded_at):
        _answer(trigger, actor, TriggerAnswer.NEW_APPROVAL, note)


def supersede(system: AISystem, state: VersionState) -> None:
    """Let a newer version take the place of the one that stands in this state."""
    for standing in Assessment.objects.of(system.organisation_id).filter(system=system, state=state):
        standing.state = VersionState.SUPERSEDED
        standing.save(update_fields=["state"])


def _shown(assessment: Assessment) -> str:
    """Digest of the record that stands behind a version; of one kept elsewhere, of what is said of it here."""
    said = {name: getattr(assessment, name) for name in ("number", "summary", "reference", "level")}
    return assessment.record_digest or digest(said)


def _answer(trigger: TriggerEvent, actor: Actor, answer: TriggerAnswer, note: str) -> None:
    trigger.answer, trigger.note = answer, note
    trigger.answered_by_id, trigger.answered_at = actor.user_id, now()
    trigger.save()
