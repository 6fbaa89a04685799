"""The verbs of a draft: start it, answer, add and remove rows, comment, name people, show the level.

Every save names what its page had seen; where somebody else saved meanwhile, `CollisionError` hands back what stands,
and nothing is written. A draft that was submitted cannot be written any more.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Max

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.evidence.models import Evidence
from assentian.impact.bank.facts import UNKNOWN, Question
from assentian.impact.bank.library import bank
from assentian.impact.choices import AnswerState, VersionState
from assentian.impact.drafting import rules
from assentian.impact.drafting.carrying import because, carry, review
from assentian.impact.drafting.rules import Seen, Stands
from assentian.impact.models import Answer, AnswerRow, Assessment, Assignment, Comment, TriggerEvent
from assentian.impact.services import ImpactError
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.standards.vocabulary import AskRole

MOST_ROWS = 500
"""Of one question; a register that needs more hides what matters."""
LONGEST_TEXT = 20_000
LONGEST_NOTES = (400, 2_000)
"""Where it is written, and why not the measured value."""


class CollisionError(Exception):
    """Somebody else saved another answer since the page was drawn: `stands` is theirs."""

    def __init__(self, stands: Answer) -> None:
        super().__init__(f"revision {stands.revision} stands")
        self.stands = stands


class RowCollisionError(Exception):
    """Somebody else changed the row since the page was drawn: `stands` is theirs."""

    def __init__(self, stands: AnswerRow) -> None:
        super().__init__(f"revision {stands.revision} stands")
        self.stands = stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer as a page sends it. `seen` is what the page had before it."""

    value: Any
    seen: Seen = field(default_factory=Seen)
    reference: str = ""
    reason: str = ""

    @property
    def notes(self) -> tuple[str, str]:
        return self.reference, self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What an answer is taken from: the source, the sealed result behind it if there is one, and what was read."""

    source: str
    evidence: Evidence | None
    reading: Mapping[str, Any]


def start(actor: Actor, system: AISystem) -> Assessment:
    """Start a draft with the newest question bank, from the approved version; where one is under way, that one."""
    actor.require("impact.record")
    organisation = actor.organisation
    with act(organisation, actor.name, "start impact assessment"):
        AISystem.objects.of(organisation).select_for_update(no_key=True).get(pk=system.pk)
        versions = Assessment.objects.of(organisation).filter(system=system)
        standing = versions.filter(state=VersionState.DRAFT).first()
        return standing or _started(system, actor.user_id)


def open_again(system: AISystem, fired: TriggerEvent) -> Assessment | None:
    """The draft in which a fired trigger is dealt with: a new one from the approved version, or the one under way.

    Called inside the act in which the trigger was recorded. None where the approved version was not answered here.
    """
    AISystem.objects.of(system.organisation_id).select_for_update(no_key=True).get(pk=system.pk)
    versions = Assessment.objects.of(system.organisation_id).filter(system=system)
    standing = versions.filter(state=VersionState.DRAFT).first()
    if standing is not None:
        review(standing, because(bank(), [fired]))
        return standing
    approved = versions.filter(state=VersionState.APPROVED).first()
    return _started(system, system.owner_id) if approved is not None and approved.bank else None


def save_answer(
    actor: Actor, draft: Assessment, question: Question, said: Said, taken: Measurement | None = None
) -> Answer:
    """Save what was said. `taken`: the value is what a source measured; changing that later takes a reason."""
    _refuse_long(said)
    if said.value == UNKNOWN and not question.allow_unknown:
        raise ImpactError(question.key, "this question must be answered")
    with writing(actor, draft, "answer"):
        found = Answer.objects.of(actor.organisation).filter(assessment=draft, question=question.key).first()
        if found is not None:
            said = _beside(found, said)
            taken = taken or _adjusted(question, found, said)
        answer = found or Answer(
            organisation_id=actor.organisation, assessment=draft, question=question.key, revision=0
        )
        answer.value, answer.reason, answer.reference = said.value, said.reason, said.reference
        answer.state = _state(said, taken)
        answer.source = taken.source if taken else ""
        answer.evidence = taken.evidence if taken else None
        answer.reading = dict(taken.reading) if taken else None
        answer.because, answer.carried_from = "", None
        answer.revision, answer.tab = answer.revision + 1, said.seen.tab
        answer.answered_by_id, answer.answered_at = actor.user_id, now()
        answer.save()
    return answer


def confirm(actor: Actor, draft: Assessment, question: Question) -> None:
    """Say that an answer which needed review still stands as it is."""
    with writing(actor, draft, "confirm answer"):
        found = Answer.objects.of(actor.organisation).filter(
            assessment=draft, question=question.key, state=AnswerState.NEEDS_REVIEW
        )
        for answer in found:
            answer.state = AnswerState.UNKNOWN if answer.value == UNKNOWN else AnswerState.ANSWERED
            answer.because, answer.revision = "", answer.revision + 1
            answer.answered_by_id, answer.answered_at = actor.user_id, now()
            answer.save()


def add_row(actor: Actor, draft: Assessment, question: Question, values: Mapping[str, Any]) -> AnswerRow:
    with writing(actor, draft, "add row"):
        rows = AnswerRow.objects.of(actor.organisation).filter(assessment=draft, question=question.key)
        if rows.filter(removed_at=None).count() >= MOST_ROWS:
            raise ImpactError("", f"a question holds {MOST_ROWS} rows at most; join those that say the same")
        last = rows.aggregate(last=Max("number"))["last"] or 0
        return AnswerRow.objects.create(
            organisation_id=actor.organisation,
            assessment=draft,
            question=question.key,
            number=last + 1,
            values=dict(values),
            changed_by_id=actor.user_id,
            changed_at=now(),
        )


def save_row(actor: Actor, draft: Assessment, row: AnswerRow, values: Mapping[str, Any], seen: Seen) -> AnswerRow:
    """Change a row; one that was taken out meanwhile collides, and is put back by whoever has seen that."""
    with writing(actor, draft, "change row"):
        found = _row(actor, draft, row)
        said = None if found.removed_at else found.values
        if rules.collides(Stands(found.revision, found.tab, said), seen, dict(values)):
            raise RowCollisionError(found)
        found.removed_at = None
        _changed(found, dict(values), actor.user_id, seen.tab)
    return found


def remove_row(actor: Actor, draft: Assessment, row: AnswerRow, seen: Seen) -> None:
    """Take a row out of the assessment; what it said stays in the record of what happened."""
    with writing(actor, draft, "remove row"):
        found = _row(actor, draft, row)
        if rules.is_unseen(Stands(found.revision, found.tab, found.values), seen):
            raise RowCollisionError(found)
        found.removed_at = now()
        _changed(found, found.values, actor.user_id, "")


def comment(actor: Actor, assessment: Assessment, question: Question, text: str) -> Comment:
    """Say something about a question; not an answer, and never scored."""
    actor.require("impact.comment")
    if not text.strip():
        raise ImpactError("text", "write what you want to say")
    with act(actor.organisation, actor.name, "comment on impact assessment"):
        return Comment.objects.create(
            organisation_id=actor.organisation,
            assessment=assessment,
            question=question.key,
            text=text,
            by_id=actor.user_id,
            at=now(),
        )


def assign(actor: Actor, draft: Assessment, people: Mapping[str, int | None]) -> None:
    """Say who answers for which role that questions ask; None takes a name off."""
    actor.require("impact.record")
    for role, person in people.items():
        if role not in list(AskRole):
            raise ImpactError(role, f"{role} is no role that questions ask")
        if person is not None and not accounts.is_member(actor.organisation, person):
            raise ImpactError(role, "choose a member of the organisation")
    with writing(actor, draft, "assign people"):
        for role, person in people.items():
            Assignment.objects.of(actor.organisation).update_or_create(
                assessment=draft,
                role=role,
                defaults={"person_id": person},
                create_defaults={"organisation_id": actor.organisation, "person_id": person},
            )


def show_level(actor: Actor, draft: Assessment, level: str) -> None:
    """Note that the level was shown: what is changed from now on, a reviewer sees. The first time counts."""
    with writing(actor, draft, "show level") as found:
        if found.shown_at is None:
            found.shown_at, found.shown_level = now(), level
            found.save()


def _started(system: AISystem, by: int) -> Assessment:
    versions = Assessment.objects.of(system.organisation_id).filter(system=system)
    last = versions.aggregate(last=Max("number"))["last"] or 0
    base = versions.filter(state=VersionState.APPROVED).first()
    draft = Assessment.objects.create(
        organisation_id=system.organisation_id,
        system=system,
        number=last + 1,
        state=VersionState.DRAFT,
        summary="",
        recorded_by_id=by,
        recorded_at=now(),
        bank=bank().digest,
        base=base,
    )
    if base is not None and base.bank:
        carry(base, draft, bank())
    return draft


@contextmanager
def writing(actor: Actor, draft: Assessment, action: str) -> Iterator[Assessment]:
    """An act in which the draft stays one: it cannot be submitted meanwhile, nor written by two at the same time."""
    actor.require("impact.answer")
    with act(actor.organisation, actor.name, action):
        found = Assessment.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=draft.pk)
        if found.state != VersionState.DRAFT:
            raise ImpactError("", f"version {found.number} is no draft any more; what you typed was not saved")
        yield found


def _adjusted(question: Question, found: Answer, said: Said) -> Measurement | None:
    """What an answer was taken from and stands beside; a text written anew without a reason is somebody's own."""
    reading: Mapping[str, Any] = found.reading or {}
    is_silent = rules.is_adjusted(question, reading.get("offered", found.value), said.value) and not said.reason.strip()
    if found.source and is_silent and question.type != "text":
        raise ImpactError("reason", "say why the measured value does not stand")
    kept = Measurement(source=found.source, evidence=found.evidence, reading=reading)
    return kept if found.source and not is_silent else None


def _beside(found: Answer, said: Said) -> Said:
    """What is written where an answer stands; a note that stands stays where this page left it blank, unseen."""
    stands = Stands(found.revision, found.tab, found.value, (found.reference, found.reason))
    if rules.collides(stands, said.seen, said.value, said.notes):
        raise CollisionError(found)
    if not rules.is_unseen(stands, said.seen):
        return said
    return replace(said, reference=said.reference or found.reference, reason=said.reason or found.reason)


def _row(actor: Actor, draft: Assessment, row: AnswerRow) -> AnswerRow:
    found = AnswerRow.objects.of(actor.organisation).select_related("changed_by")
    return found.get(pk=row.pk, assessment=draft)


def _changed(row: AnswerRow, values: dict[str, Any], by: int, tab: str) -> None:
    row.values, row.revision, row.tab = values, row.revision + 1, tab
    row.changed_by_id, row.changed_at = by, now()
    row.save()


def _state(said: Said, taken: Measurement | None) -> AnswerState:
    if said.value == UNKNOWN:
        return AnswerState.UNKNOWN
    if taken is None:
        return AnswerState.ANSWERED
    return AnswerState.ADJUSTED if said.reason else AnswerState.ACCEPTED


def _refuse_long(said: Said) -> None:
    texts = said.value.values() if isinstance(said.value, Mapping) else [said.value]
    if any(isinstance(text, str) and len(text) > LONGEST_TEXT for text in texts):
        raise ImpactError("", f"an answer holds {LONGEST_TEXT:,} characters at most; link to the document instead")
    if any(len(note) > longest for note, longest in zip(said.notes, LONGEST_NOTES, strict=True)):
        raise ImpactError("", "what is written beside the answer is too long; shorten it")
