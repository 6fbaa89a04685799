"""From the approved version into a new draft: what still stands is carried with its signature, the rest is looked at.

An answer that an open trigger names "needs review", with the reason in one sentence; until somebody looked it earns
nothing. All others keep who answered, when, and from which approved answer they come.
"""

from collections.abc import Iterable, Mapping

from assentian.impact.bank.facts import Bank
from assentian.impact.choices import AnswerState
from assentian.impact.models import Answer, AnswerRow, Assessment, Assignment, TriggerEvent, Waiver
from assentian.impact.triggers.library import rule
from assentian.journal.context import now

ROW, EVERYTHING = "row", "all_light"


def carry(base: Assessment, draft: Assessment, bank: Bank) -> None:
    """Copy answers, rows and people of the approved version. Called in the act that starts the draft."""
    waiting = TriggerEvent.objects.of(base.organisation_id).filter(system=base.system, answered_at=None)
    reasons = because(bank, waiting.order_by("at", "pk"))
    carried = set()
    for answer in Answer.objects.of(base.organisation_id).filter(assessment=base):
        carried.add(answer.question)
        _carry_answer(answer, draft, reasons.get(answer.question, ""))
    rows = list(AnswerRow.objects.of(base.organisation_id).filter(assessment=base, removed_at=None))
    people = list(Assignment.objects.of(base.organisation_id).filter(assessment=base))
    for row in rows:
        row.pk, row.assessment = None, draft
    for person in people:
        person.pk, person.assessment = None, draft
    _carry_waivers(base, draft)
    AnswerRow.objects.bulk_create(rows)
    Assignment.objects.bulk_create(people)
    for key, reason in reasons.items():
        if key not in carried:
            _to_look_at(draft, key, reason)


def review(draft: Assessment, reasons: Mapping[str, str]) -> None:
    """Answers of a draft under way that a trigger opens: each needs review, beside what it had to be reviewed for."""
    answered = {one.question: one for one in Answer.objects.of(draft.organisation_id).filter(assessment=draft)}
    for key, reason in reasons.items():
        answer = answered.get(key)
        if answer is None:
            _to_look_at(draft, key, reason)
        elif reason not in answer.because:
            answer.because = f"{answer.because} {reason}".strip()
            answer.state, answer.carried_from_id = AnswerState.NEEDS_REVIEW, None
            answer.revision += 1
            answer.save()


def because(bank: Bank, fired: Iterable[TriggerEvent]) -> Mapping[str, str]:
    """Questions that triggers open again, by key, each with the rules and what happened, in one sentence."""
    found: dict[str, list[str]] = {}
    for one in fired:
        for key in _opened(bank, one):
            found.setdefault(key, []).append(f"{one.rule}: {one.reason}")
    return {key: " ".join(told) for key, told in found.items()}


def _opened(bank: Bank, fired: TriggerEvent) -> list[str]:
    """Keys of the questions that a trigger opens: those it names, else those of its rule, or that a floor rests on. A
    rule that is not known opens all.
    """
    try:
        names: tuple[str, ...] = tuple(fired.opened) or rule(fired.rule).reopen
    except KeyError:
        chosen = [floor["when"].get("chosen") for floor in bank.scoring["floors"] if floor["id"] == fired.rule]
        names = (chosen[0],) if chosen and chosen[0] else (EVERYTHING,)
    modules = {module.id: module.questions for module in bank.modules}
    opened: list[str] = []
    for one in names:
        if one == EVERYTHING:
            opened += [question.key for question in bank.questions]
        elif one in modules:
            opened += [question.key for question in modules[one]]
        else:
            opened.append("impact_register" if one == ROW else bank.question(one).key)
    return list(dict.fromkeys(opened))


def _carry_answer(answer: Answer, draft: Assessment, reason: str) -> None:
    origin = answer.pk
    answer.pk, answer.assessment = None, draft
    answer.because, answer.revision, answer.tab = reason, 1, ""
    answer.carried_from_id = None if reason else origin
    if reason:
        answer.state = AnswerState.NEEDS_REVIEW
    answer.save()


def _carry_waivers(base: Assessment, draft: Assessment) -> None:
    """A reasoning that still holds, with who signed it and until when; an expired one is written anew or not at all."""
    standing = Waiver.objects.of(base.organisation_id).filter(assessment=base, withdrawn_at=None)
    for waiver in standing.filter(expires_at__gt=now()):
        waiver.pk, waiver.assessment = None, draft
        waiver.save()


def _to_look_at(draft: Assessment, key: str, reason: str) -> None:
    """A table whose rows were carried and are to be looked at has an answer of its own to say so."""
    Answer.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        question=key,
        state=AnswerState.NEEDS_REVIEW,
        because=reason,
        answered_by_id=draft.recorded_by_id,
        answered_at=draft.recorded_at,
    )
