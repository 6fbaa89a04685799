"""Answers held against measurements: open what contradicts, close what no longer does, settle what a person answers.

A challenge keeps both values as they stood. It is settled in three ways: the answer is changed, justified until a day,
or the measurement is disputed; a disputed one still costs its credit until a new measurement agrees.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from assentian.accounts.rules import Actor
from assentian.evidence.models import Evidence
from assentian.impact import challenges
from assentian.impact.challenges import Conflict
from assentian.impact.choices import AnswerState, ChallengeState, VersionState
from assentian.impact.drafting import queries
from assentian.impact.drafting.disputes import disputes
from assentian.impact.drafting.queries import Told
from assentian.impact.measured import contrary
from assentian.impact.measured.reading import Reading
from assentian.impact.measured.sources import sources
from assentian.impact.models import Answer, Assessment, Challenge
from assentian.impact.services import ImpactError
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now

SYSTEM = "s:impact"
Standing = Mapping[tuple[str, str], Conflict]


def hold(actor: str, draft: Assessment, by: int | None = None) -> list[Challenge]:
    """Hold every answer of a draft against what is measured now; returns what was opened by it."""
    moment = now()
    readings = sources.of(draft.system, moment)
    if not any(_due(queries.told(draft), readings, moment)):
        return []
    with act(draft.organisation_id, actor, "hold answers against measurements"):
        _take_turn(draft)
        settled, new = _due(queries.told(draft), readings, moment)
        _close(settled, by, moment)
        return [_open(draft, one, readings[one.source], moment) for one in new]


def arrived(evidence: Evidence) -> None:
    """New evidence of a system: hold the answers of its draft against it, in the act of receiving."""
    draft = queries.draft(evidence.system)
    if draft is not None:
        hold(SYSTEM, draft)


def settle(
    actor: Actor, challenge: Challenge, outcome: ChallengeState, reason: str, until: datetime | None = None
) -> Challenge:
    """Justify an answer until a day, or dispute the measurement. Changing it is done by answering otherwise."""
    actor.require("impact.answer")
    if outcome not in {ChallengeState.JUSTIFIED, ChallengeState.DISPUTED}:
        raise ImpactError("outcome", "choose: justify the answer, or dispute the measurement")
    if not reason.strip():
        raise ImpactError("reason", "say why")
    if outcome == ChallengeState.JUSTIFIED and (until is None or until <= now()):
        raise ImpactError("until", "say until which day in the future the reason holds")
    with act(actor.organisation, actor.name, "settle challenge"):
        found = Challenge.objects.of(actor.organisation).select_for_update(of=("self",)).select_related("assessment")
        one = found.get(pk=challenge.pk)
        if one.assessment.state != VersionState.DRAFT or one.state != ChallengeState.OPEN:
            raise ImpactError("", "this challenge is settled already")
        one.state, one.reason = outcome, reason
        one.expires_at = until if outcome == ChallengeState.JUSTIFIED else None
        one.settled_by_id, one.settled_at = actor.user_id, now()
        one.save()
        if outcome == ChallengeState.DISPUTED:
            disputes.tell(one)
    return one


def _adjusted(answers: Iterable[Answer]) -> set[tuple[str, str]]:
    """What was adjusted with a reason, which a reviewer reads beside the measurement."""
    return {(one.question, one.source) for one in answers if one.state == AnswerState.ADJUSTED and one.reason}


def _take_turn(draft: Assessment) -> None:
    """Two people who save at once open a challenge once. The system first, as whoever submits or reopens locks it."""
    AISystem.objects.of(draft.organisation_id).select_for_update(no_key=True).get(pk=draft.system_id)
    Assessment.objects.of(draft.organisation_id).select_for_update(no_key=True).get(pk=draft.pk)


def _due(found: Told, readings: Mapping[str, Reading], moment: datetime) -> tuple[list[Challenge], list[Conflict]]:
    """Challenges that nothing contradicts any more, and contradictions that none speaks of yet."""
    measured = {key: told for key, one in readings.items() if (told := one.measurement())}
    questions, said = found.bank.questions, found.said
    contradicted = [
        *contrary.conflicts(questions, said, readings, _adjusted(found.answers.values())),
        *challenges.conflicts(questions, said, measured, moment),
    ]
    asked = set(found.result.asked) if contradicted else ()  # what is asked costs a whole scoring
    standing = {(one.key, one.source): one for one in contradicted if one.question in asked}
    settled = [
        one
        for one in found.challenges
        if one.state in {ChallengeState.OPEN, ChallengeState.DISPUTED} and (one.question, one.source) not in standing
    ]
    kept = {(one.question, one.source) for one in found.challenges if _covers(one, standing, moment)}
    return settled, [one for place, one in standing.items() if place not in kept]


def _close(settled: Iterable[Challenge], by: int | None, moment: datetime) -> None:
    """The answer was changed, or a new measurement agrees."""
    for one in settled:
        one.state, one.settled_at = ChallengeState.CHANGED, moment
        one.settled_by_id = by or one.settled_by_id
        one.save()


def _covers(one: Challenge, standing: Standing, moment: datetime) -> bool:
    """Whether an earlier challenge already speaks of this contradiction: open, disputed, or justified and unexpired."""
    if (one.question, one.source) not in standing:
        return False
    if one.state == ChallengeState.JUSTIFIED:
        return one.expires_at is not None and one.expires_at > moment
    return one.state in {ChallengeState.OPEN, ChallengeState.DISPUTED}


def _open(draft: Assessment, one: Conflict, reading: Reading, moment: datetime) -> Challenge:
    return Challenge.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        question=one.key,
        source=one.source,
        say=one.say,
        said=_kept(one.answer),
        measured=reading.as_kept(),
        evidence_id=reading.evidence,
        opened_at=moment,
    )


def _kept(answer: Any) -> Any:
    """An answer as it can be kept: numbers as text."""
    if isinstance(answer, float):
        return repr(answer)
    if isinstance(answer, list | tuple):
        return [_kept(one) for one in answer]
    if isinstance(answer, Mapping):
        return {key: _kept(one) for key, one in answer.items()}
    return answer
