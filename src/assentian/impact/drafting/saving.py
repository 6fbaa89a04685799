"""Saving what a page sends: only touched answers, each by itself, so that one collision loses nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from assentian.accounts.rules import Actor
from assentian.evidence import queries as evidence
from assentian.impact.bank.facts import Question
from assentian.impact.drafting import rules, services
from assentian.impact.drafting.forms import AnswerForm
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import CollisionError, Measurement, Said
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading
from assentian.impact.models import Answer
from assentian.impact.services import ImpactError

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one answer: `saved`, or `collision` (theirs, which stands), or errors in its form, or nothing."""

    question: Question
    form: AnswerForm
    saved: Answer | None = None
    collision: Answer | None = None

    @property
    def is_open(self) -> bool:
        return self.collision is not None or bool(self.form.errors)


def save(actor: Actor, told: Told, questions: Iterable[Question], data: QueryDict) -> dict[str, Outcome]:
    """By key of the question. An answer that the page did not send is left alone."""
    sent = [question for question in questions if f"{question.key}-was" in data]
    return {question.key: _save(actor, told, question, data) for question in sent}


def accept(actor: Actor, told: Told, question: Question, reading: Reading) -> None:
    """Take over what a source says: its value, or its rows for a table. `ImpactError` where it offers neither."""
    value, rows = offering.proposal(question, reading), offering.rows(question, reading)
    if value is None and not rows:
        raise ImpactError(question.key, "this source has nothing that could be the answer")
    standing = [row.values for row in told.rows.get(question.key, ())]
    for row in rows:
        if row not in standing:
            services.add_row(actor, told.assessment, question, row)
    answer = told.answers.get(question.key)
    seen = Seen(answer.revision, answer.tab) if answer else Seen()
    services.save_answer(
        actor, told.assessment, question, Said(value=value, seen=seen), measurement(actor, reading, value)
    )


def measurement(actor: Actor, reading: Reading, offered: Any) -> Measurement:
    """What was read, with what it offered as the answer: whoever changes that says why."""
    sealed = evidence.evidence(actor.organisation, reading.evidence) if reading.evidence else None
    return Measurement(source=reading.source, evidence=sealed, reading={**reading.as_kept(), "offered": offered})


def _save(actor: Actor, told: Told, question: Question, data: QueryDict) -> Outcome:
    form = AnswerForm(question, data)
    if not form.is_valid():
        return Outcome(question, form)
    how, _, shown = data.get(f"{question.key}-resolve", "").partition(":")
    answer = told.answers.get(question.key)
    if how == THEIRS:
        return Outcome(question, form, saved=answer)
    if not how and not form.is_touched:
        return Outcome(question, form)
    said = form.said()
    if how:  # answers what was shown and no more; and what the page still sends by itself must not undo it
        said = replace(said, seen=Seen(int(shown) if shown.isdecimal() else 0))
    if how == BOTH:
        said = _joined(question, said, answer)
    try:
        return Outcome(question, form, saved=services.save_answer(actor, told.assessment, question, said))
    except CollisionError as collision:
        return Outcome(question, form, collision=collision.stands)
    except ImpactError as error:
        named = next((name for name in (error.field, "value") if name in form.fields), None)
        form.add_error(named, f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return Outcome(question, form)


def _joined(question: Question, mine: Said, theirs: Answer | None) -> Said:
    if theirs is None:
        return mine
    joined = rules.joined(question, theirs.value, mine.value)
    return replace(
        mine,
        value=mine.value if joined is None else joined,
        reference=rules.joined_note(theirs.reference, mine.reference),
        reason=rules.joined_note(theirs.reason, mine.reason),
    )
