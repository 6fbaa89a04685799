"""What the page of a summary shows of each answer: what would be told, what is proposed, and the inputs to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assentian.impact.bank.facts import Question
from assentian.impact.bank.library import by_digest
from assentian.impact.outward import Disclosure
from assentian.impact.publishing import content
from assentian.impact.publishing.forms import DecisionsForm
from assentian.impact.publishing.queries import Preparation
from assentian.impact.publishing.rules import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer. `told` is what publishing it would tell; `default` what is withheld unless somebody decides."""

    question: Question
    told: Any
    default: Decision
    is_carried: bool
    decided: Disclosure | None
    choice: Any
    reason: Any


@dataclass(frozen=True, slots=True)
class PartLines:
    id: str
    title: str
    lines: Sequence[Line]


def lines(found: Preparation, form: DecisionsForm) -> list[PartLines]:
    """By section of the summary. No query."""
    bank, said = by_digest(found.version.bank), content.answers(found.version.record)
    return [
        PartLines(
            part.id,
            part.title,
            [
                Line(
                    question=question,
                    told=content.told(bank, question, said[question.key], Decision(is_published=True)),
                    default=found.defaults[question.key],
                    is_carried=question.key in found.carried and question.key not in found.decided,
                    decided=found.decided.get(question.key),
                    choice=form[f"{question.key}-choice"],
                    reason=form[f"{question.key}-reason"],
                )
                for question in part.questions
            ],
        )
        for part in found.parts
    ]
