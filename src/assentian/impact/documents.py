"""One set of answers, many documents: which questions stand in which part of a DPIA, an FRIA, a public summary. Pure.

The parts are those of the bank: GDPR Article 35(7), 35(2), 35(9), 35(11); Article 27(1) of Regulation (EU) 2024/1689;
the order of ISO/IEC 42005; keys where a document names them. Nothing is answered twice for another document.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assentian.impact.bank.facts import Bank, Document, Question


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document with the questions whose answers fill it, in the order of the bank."""

    id: str
    title: str
    serves: str
    questions: tuple[Question, ...]


def document(bank: Bank, name: str) -> Document:
    """The document with this id (`dpia`, `fria`, `iso42005`, ...); `KeyError` when the bank has none."""
    return {one.id: one for one in bank.documents}[name]


def parts(bank: Bank, name: str, asked: Iterable[Question] | None = None) -> tuple[Part, ...]:
    """The sections of a document in their order. With `asked`, only questions that are asked of this system."""
    shown = list(bank.questions if asked is None else asked)
    return tuple(
        Part(
            section.id,
            section.title,
            section.serves,
            tuple(one for one in shown if one.key in section.keys or section.serves in _places(one)),
        )
        for section in document(bank, name).sections
    )


def _places(question: Question) -> set[str]:
    return {key.short for key in question.serves}
