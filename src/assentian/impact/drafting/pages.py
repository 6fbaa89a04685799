"""What the pages of a draft show: questions with their forms, rows, readings and words; task lists; what is left."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from assentian.impact.bank.facts import UNKNOWN, Bank, Depth, Module, Question
from assentian.impact.choices import AnswerState
from assentian.impact.drafting import fields, offers, rules
from assentian.impact.drafting.forms import AnswerForm, initial_of
from assentian.impact.drafting.offers import Offered
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.saving import Outcome
from assentian.impact.measured.reading import Reading
from assentian.impact.models import Answer, AnswerRow, Challenge, Comment
from assentian.standards.catalogue import catalogue
from assentian.standards.keys import NodeKey
from assentian.web.components.lists import Step, Task

_TITLES = ("what_happens", "what_improves", "event", "option", "hazard", "what")


@dataclass(frozen=True, slots=True)
class RowCard:
    row: AnswerRow
    title: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Banner:
    """A challenge with what was said in words."""

    challenge: Challenge
    said: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question on a page."""

    question: Question
    form: AnswerForm
    answer: Answer | None
    rows: Sequence[RowCard] = ()
    offers: Sequence[Offered] = ()
    awaited: Sequence[str] = ()
    challenges: Sequence[Banner] = ()
    comments: Sequence[Comment] = ()
    collision: Answer | None = None
    collided: str = ""
    can_join: bool = False
    roles: str = ""
    people: str = ""
    references: Sequence[str] = field(default_factory=tuple)
    is_answered: bool = False

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def is_table(self) -> bool:
        return self.question.type == "table"

    @property
    def is_locked(self) -> bool:
        return not self.is_table and any(offer.locks and offer.fits for offer in self.offers)

    @property
    def is_measured(self) -> bool:
        """Whether the answer was taken from a measurement, so that changing it takes a reason."""
        is_taken = bool(self.answer and self.answer.source)
        return is_taken and self.question.type != "text" and not (self.is_table and self.rows)

    @property
    def inputs(self) -> list[Any]:
        return [self.form[name] for name in self.form.inputs]

    @property
    def status(self) -> tuple[str, str]:
        """Word and label of where the answer stands."""
        if self.challenges:
            return "failing", "Challenged"
        if self.answer and self.answer.state == AnswerState.NEEDS_REVIEW:
            return "at_risk", "Needs review"
        if not self.is_answered:
            return "not_started", "Not answered"
        if self.answer is None or self.rows:
            return "completed", "Answered"
        words = {AnswerState.UNKNOWN: "unknown", AnswerState.ACCEPTED: "proved", AnswerState.ADJUSTED: "partly"}
        return words.get(AnswerState(self.answer.state), "completed"), self.answer.get_state_display()


def asked(
    told: Told,
    questions: Iterable[Question],
    readings: Mapping[str, Reading],
    outcomes: Mapping[str, Outcome] | None = None,
) -> list[Asked]:
    """The questions as a page shows them; what was typed and not saved is shown again. No query."""
    tab = secrets.token_hex(8)
    return [_asked(told, question, readings, (outcomes or {}).get(question.key), tab) for question in questions]


def section(told: Told, module: Module) -> list[Question]:
    return [question for question in module.questions if question.id in told.result.asked]


def screening(bank: Bank) -> list[Question]:
    return [question for question in bank.questions if question.depth is Depth.SCREENING]


def steps(told: Told, current: str) -> list[Step]:
    """The six modules across the page."""
    where = {"organisation": told.assessment.organisation_id, "system": told.assessment.system.slug}
    return [
        Step(
            module.title,
            reverse("impact:module", kwargs={**where, "module": module.id}),
            done=bool(asked := section(told, module)) and all(told.is_answered(question) for question in asked),
            current=module.id == current,
        )
        for module in told.bank.modules
    ]


def tasks(told: Told) -> list[Task]:
    """One line for each module, with few words: not started, in progress, needs review, completed."""
    where = {"organisation": told.assessment.organisation_id, "system": told.assessment.system.slug}
    return [
        _task(told, module, reverse("impact:module", kwargs={**where, "module": module.id}))
        for module in told.bank.modules
    ]


def to_review(told: Told) -> list[tuple[Question, str]]:
    """Questions that have to be looked at again, each with the reason in one sentence."""
    waiting = {key: one.because for key, one in told.answers.items() if one.state == AnswerState.NEEDS_REVIEW}
    return [(question, waiting[question.key]) for question in told.bank.questions if question.key in waiting]


def groups(told: Told) -> list[str]:
    """Names of the groups that the register of those affected lists."""
    return [str(row.values["group"]) for row in told.rows.get("groups", ()) if row.values.get("group")]


def card(bank: Bank, row: AnswerRow) -> RowCard:
    """A row with what names it as title and the rest as named cells."""
    return RowCard(row, *told_row(bank, bank.question(row.question), row.number, row.values))


def told_row(
    bank: Bank, question: Question, number: int, values: Mapping[str, Any]
) -> tuple[str, list[tuple[str, str]]]:
    """What names a row, and its other cells with their names, in the order of the question's columns."""
    names = [name for name in (*question.columns, rules.MEASURED) if name in values and name != "controls"]
    leading = next((name for name in (*_TITLES, *names) if name in names), "")
    title = _cell(bank, leading, values[leading]) if leading else f"Row {number}"
    cells = [(fields.named(name), _cell(bank, name, values[name])) for name in names if name != leading]
    cells += [
        ("Control", f"{control['name']}, lowers {control['acts_on']}, {control['assurance'] or 'A0'}")
        for control in values.get("controls", ())
    ]
    return title, cells


def spoken(question: Question, value: Any) -> str:
    """An answer in words, for a banner or a table."""
    if value in (None, "", {}):
        return "Nothing yet"
    if value == []:
        return "None"
    if value in (UNKNOWN, [UNKNOWN]):
        return fields.NOT_KNOWN
    if isinstance(value, Mapping):
        return "; ".join(f"{fields.named(name)}: {told}" for name, told in value.items())
    told = value if isinstance(value, list) else [value]
    said = ", ".join(option.label if (option := question.option(str(word))) else str(word) for word in told)
    return said[:1].upper() + said[1:] if question.options else said


def references(question: Question) -> tuple[str, ...]:
    return tuple(_spelt(key) for key in question.serves)


def _asked(told: Told, question: Question, readings: Mapping[str, Reading], outcome: Outcome | None, tab: str) -> Asked:
    answer = outcome.saved if outcome and outcome.saved else told.answers.get(question.key)
    is_open = outcome is not None and outcome.is_open
    form = outcome.form if outcome and is_open else AnswerForm(question, initial=initial_of(question, answer, tab))
    theirs = outcome.collision if outcome else None
    mine = outcome.form.said().value if outcome and theirs else None
    return Asked(
        question=question,
        form=form,
        answer=answer,
        rows=[card(told.bank, row) for row in told.rows.get(question.key, ())],
        offers=offers.offered(told, question, readings, answer),
        awaited=offers.awaited(question, readings),
        challenges=[Banner(one, _said(question, one)) for one in told.challenged(question.key)],
        comments=[one for one in told.comments if one.question == question.key],
        collision=theirs,
        collided=spoken(question, theirs.value) if theirs else "",
        can_join=theirs is not None and _can_join(question, theirs.value, mine),
        roles=", ".join(role.label for role in question.ask),
        people=", ".join(_names(told, question)),
        references=references(question),
        is_answered=bool(answer and answer.value not in (None, "", {})) or bool(told.rows.get(question.key)),
    )


def _said(question: Question, challenge: Challenge) -> str:
    if question.type == "table":
        rows = challenge.said if isinstance(challenge.said, list) else []
        return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    return spoken(question, challenge.said)


def _can_join(question: Question, theirs: Any, mine: Any) -> bool:
    return rules.joined(question, theirs, mine) is not None


def _names(told: Told, question: Question) -> list[str]:
    found = [told.people[role] for role in question.ask if role in told.people]
    return list(dict.fromkeys(one.person.name for one in found if one.person))


def _task(told: Told, module: Module, url: str) -> Task:
    questions = section(told, module)
    answered = sum(told.is_answered(question) for question in questions)
    waiting = sum(
        1 for q in questions if q.key in told.answers and told.answers[q.key].state == AnswerState.NEEDS_REVIEW
    )
    held = sum(bool(told.challenged(question.key)) for question in questions)
    if not questions:
        return Task(module.title, "not_asked", url, "Asked where the screening says so")
    word = "completed" if answered == len(questions) else "in_progress" if answered else "not_started"
    word = "needs_review" if waiting else word
    said = [f"{answered} of {len(questions)} answered"]
    said += [f"{waiting} to look at again"] if waiting else []
    said += [f"{held} challenged"] if held else []
    return Task(module.title, "challenged" if held else word, url, ", ".join(said))


def _cell(bank: Bank, name: str, value: Any) -> str:
    if name in {"right", "right_or_harm"} and (right := bank.right(str(value))):
        return right.title
    scale = bank.scales.get(name)
    if scale and str(value) in scale:
        return f"{value} {str(scale[str(value)]).partition(':')[0]}"
    if isinstance(value, list):
        return ", ".join(str(word).replace("_", " ") for word in value)
    if value is True:
        return "Yes"
    return (
        str(value).replace("_", " ") if name in {"harm_type", "benefit_type", "effect", "right_or_harm"} else str(value)
    )


def _spelt(key: NodeKey) -> str:
    return f"{catalogue().edition(key.edition).designation} {key.id}"
