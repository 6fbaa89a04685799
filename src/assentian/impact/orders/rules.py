"""Pure decisions about an order: which answers stand under which required element, and how much of it is told.

Invariants: every question of an element is shown in it, answered or not; an answer is told once in an order and named
again wherever else it serves; nothing that nobody said counts as said, and not knowing is told apart from silence.
Does not: judge whether what was said suffices. An element whose every question is answered is told, not met.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assentian.impact import documents
from assentian.impact.bank.facts import Bank, Depth, Question


class Order(StrEnum):
    """The orders that a version is shown in, by their word in an address."""

    GUIDE = "guide"
    DPIA = "dpia"
    FRIA = "fria"
    ISO42005 = "iso42005"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @classmethod
    def of(cls, word: str) -> "Order | None":
        """The order of this word, the guide's where none is named; None for a word that is no order."""
        return cls(word) if word in list(cls) else None if word else cls.GUIDE


_LABELS = {Order.GUIDE: "Six modules", Order.DPIA: "DPIA", Order.FRIA: "FRIA", Order.ISO42005: "ISO/IEC 42005"}


class Filled(StrEnum):
    """What became of a question in a version."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    OPEN = "open"
    NOT_AT_DEPTH = "not_at_depth"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        return _WORDS[self]

    @property
    def is_asked(self) -> bool:
        return self not in {Filled.NOT_AT_DEPTH, Filled.NOT_ASKED}


_WORDS = {
    Filled.ANSWERED: "Answered",
    Filled.UNKNOWN: "Nobody knows yet",
    Filled.OPEN: "Not answered yet",
    Filled.NOT_AT_DEPTH: "Not asked at this depth",
    Filled.NOT_ASKED: "Not asked of this system",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a version says: ids of the questions that are asked, have an answer, and have one that somebody knows."""

    depth: Depth
    asked: frozenset[str]
    answered: frozenset[str]
    known: frozenset[str]

    def of(self, question: Question) -> Filled:
        if question.id not in self.asked:
            is_deeper = self.depth is Depth.SCREENING and question.depth is not Depth.SCREENING
            return Filled.NOT_AT_DEPTH if is_deeper else Filled.NOT_ASKED
        if question.id in self.known:
            return Filled.ANSWERED
        return Filled.UNKNOWN if question.id in self.answered else Filled.OPEN


@dataclass(frozen=True, slots=True)
class Entry:
    """A question under an element. `told_in` is the id of the earlier element that tells the answer, else empty."""

    question: Question
    filled: Filled
    told_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A required element, or a module of the guide. `serves` is its key in the catalogue; empty for a module."""

    id: str
    title: str
    serves: str
    entries: Sequence[Entry]
    bullets: tuple[str, ...] = ()

    @property
    def asked(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.filled.is_asked]

    @property
    def answered(self) -> int:
        return self._number(Filled.ANSWERED)

    @property
    def unknown(self) -> int:
        return self._number(Filled.UNKNOWN)

    @property
    def open(self) -> int:
        return self._number(Filled.OPEN)

    @property
    def left_out(self) -> Mapping[str, Sequence[Question]]:
        """Questions that are not asked, by the words that say why."""
        found: dict[str, list[Question]] = {}
        for entry in self.entries:
            if not entry.filled.is_asked:
                found.setdefault(entry.filled.label, []).append(entry.question)
        return found

    @property
    def coverage(self) -> str:
        """A word of status: `told`, `partly_told`, `not_told`, or `not_asked` where no question is asked."""
        if not self.asked:
            return "not_asked"
        return "told" if self.answered == len(self.asked) else "partly_told" if self.answered else "not_told"

    @property
    def sentence(self) -> str:
        """Coverage in words, every number with what it counts."""
        if not self.asked:
            return f"{' and '.join(word.lower() for word in self.left_out)}: nothing is told here.".capitalize()
        found = [f"{self.answered} of {len(self.asked)} answered"]
        found += [f"{self.unknown} that nobody knows yet"] if self.unknown else []
        found += [f"{self.open} not answered yet"] if self.open else []
        return f"{', '.join(found)}."

    def _number(self, filled: Filled) -> int:
        return sum(entry.filled is filled for entry in self.entries)


def elements(bank: Bank, order: Order, said: Said) -> list[Element]:
    """The elements of an order, with every question of the bank that serves them."""
    told: dict[str, str] = {}
    return [_element(part, said, told) for part in _parts(bank, order)]


def shared(element: Element, editions: Iterable[str]) -> Mapping[str, int]:
    """Keys of other required elements that the element's asked questions also serve, each with how many of them do."""
    wanted, found = tuple(f"{edition}:" for edition in editions), dict[str, int]()
    for entry in element.asked:
        for key in entry.question.serves:
            if key.short.startswith(wanted) and key.short != element.serves:
                found[key.short] = found.get(key.short, 0) + 1
    return dict(sorted(found.items()))


OTHERS: Mapping[Order, tuple[str, ...]] = {Order.FRIA: ("gdpr",), Order.DPIA: ("eu-ai-act",)}
"""Whose elements an order names beside its own: Article 27(4) lets a DPIA answer for the FRIA where it already does."""


@dataclass(frozen=True, slots=True)
class _Part:
    id: str
    title: str
    serves: str
    questions: Sequence[Question]
    bullets: tuple[str, ...] = ()


def _parts(bank: Bank, order: Order) -> Iterator[_Part]:
    if order is Order.GUIDE:
        for module in bank.modules:
            yield _Part(module.id, module.title, "", module.questions, tuple(bank.guide[key] for key in module.guide))
        return
    for part in documents.parts(bank, order):
        yield _Part(part.id, part.title, part.serves, part.questions)


def _element(part: _Part, said: Said, told: dict[str, str]) -> Element:
    entries = []
    for question in part.questions:
        filled = said.of(question)
        earlier = told.get(question.id, "") if filled.is_asked else ""
        told.setdefault(question.id, part.id)
        entries.append(Entry(question, filled, earlier))
    return Element(id=part.id, title=part.title, serves=part.serves, entries=entries, bullets=part.bullets)
