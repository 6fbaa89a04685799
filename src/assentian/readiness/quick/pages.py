"""What the pages of the quick check show, from answers alone: no request, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.readiness.quick import rules
from assentian.readiness.quick.questions import modules, question, questions
from assentian.readiness.quick.rules import Answer, Band, Offer, Question, Reply
from assentian.readiness.quick.screens import SCREENS
from assentian.standards.catalogue import catalogue
from assentian.web.components.lists import Task

TONES = {Band.NOT_STARTED: "bad", Band.BEGUN: "warn", Band.NEARLY: "info", Band.READY: "ok"}
_REPLY_TONES = {Reply.YES: "ok", Reply.PARTLY: "warn", Reply.NO: "bad", Reply.UNKNOWN: "quiet"}


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer, as a line of a table."""

    number: int
    question: Question
    module: str
    answer: Answer | None

    @property
    def tone(self) -> str:
        return _REPLY_TONES[self.answer.counted] if self.answer else "quiet"

    @property
    def word(self) -> str:
        """What was said, and what it counts as where that is less."""
        if self.answer is None:
            return "Not answered"
        said, counted = self.answer.reply, self.answer.counted
        return said.label if said is counted else f"{said.label}, counts as {counted.label.lower()}"


@dataclass(frozen=True, slots=True)
class OfferRow:
    offer: Offer
    id: str
    title: str


def next_number(answers: Mapping[str, Answer]) -> int:
    """The first question without an answer; the first of all where none is left."""
    return next((n for n, q in enumerate(questions(), 1) if q.id not in answers), 1)


def after(number: int, then: str) -> str | tuple[str, int]:
    """Where an answer leads: back to all answers when it came from there or was the last, else to the next question."""
    if then == "answers" or question(number + 1) is None:
        return "readiness:quick-answers"
    return ("readiness:quick-question", number + 1)


def asking(number: int, asked: Question, answers: Mapping[str, Answer]) -> dict[str, Any]:
    titles = {module.id: module.title for module in modules()}
    return {
        "number": number,
        "total": len(questions()),
        "question": asked,
        "module": titles[asked.module],
        "before": number - 1,
        "answered": len(answers),
        "references": [catalogue().node(key) for key in asked.maps],
    }


def rows(answers: Mapping[str, Answer]) -> list[Row]:
    titles = {module.id: module.title for module in modules()}
    return [Row(n, q, titles[q.module], answers.get(q.id)) for n, q in enumerate(questions(), 1)]


def result(answers: Mapping[str, Answer], organisation: str) -> dict[str, Any]:
    """For the result's page; actions lead to their screens where the visitor has an organisation."""
    found = rules.result(modules(), questions(), answers)
    return {
        "result": found,
        "found": [(one, TONES[one.band]) for one in found.modules],
        "actions": [_task(one, answers, organisation) for one in found.actions],
        "rows": rows(answers),
    }


def offers(found: Sequence[Offer]) -> list[OfferRow]:
    nodes = ((offer, catalogue().node(offer.requirement)) for offer in found)
    return [OfferRow(offer, node.key.id, node.title) for offer, node in nodes]


def as_json(answers: Mapping[str, Answer]) -> dict[str, Any]:
    found = rules.result(modules(), questions(), answers)
    return {
        "schema": "assentian/readiness-quick/1",
        "headline": found.headline,
        "stop": [one.id for one in found.stops],
        "modules": [
            {"id": one.module.id, "points": one.points, "of": one.most, "band": one.band.value} for one in found.modules
        ],
        "actions": [{"id": one.id, "do": one.do} for one in found.actions],
        "answers": [
            {
                "id": q.id,
                "ask": q.ask,
                "reply": answers[q.id].reply.value,
                "shows": answers[q.id].shows,
                "maps": list(q.maps),
            }
            for q in questions()
            if q.id in answers
        ],
    }


def _task(one: Question, answers: Mapping[str, Answer], organisation: str) -> Task:
    screen = SCREENS[one.at]
    where = f"{one.ask} Done under: {screen.label}."
    return Task(
        one.do, answers[one.id].counted.label.lower() if one.id in answers else "unknown", _at(one, organisation), where
    )


def _at(one: Question, organisation: str) -> str:
    return SCREENS[one.at].url(organisation) if organisation else ""
