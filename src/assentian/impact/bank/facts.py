"""The shapes of the question bank: modules and their questions, rights and levels, and the parts of a document.

Plain frozen values. What the bank says about scoring stays as it was written (`Bank.scoring`) and is read by
`impact.scoring`, so that a level is derived again from the bank of its time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from assentian.standards.keys import NodeKey
from assentian.standards.vocabulary import AskRole, Stage

UNKNOWN = "unknown"
"""The answer "we do not know yet", which every question takes unless it says otherwise."""


class Depth(StrEnum):
    """How far an assessment goes; a deep question is asked where its own condition says so."""

    SCREENING = "screening"
    CORE = "core"
    DEEP = "deep"


class Kind(StrEnum):
    """What a question does to the level."""

    INFO = "info"
    EXPOSURE = "exposure"
    MITIGATION = "mitigation"
    GATE = "gate"
    REGISTER = "register"
    DECISION = "decision"


class Mode(StrEnum):
    """What a measurement does to an answer: proposes it, owns it, or contradicts it."""

    FILL = "fill"
    LOCK = "lock"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice. `exposure` are points 0-4, `credit` lies in 0..1; `na` takes the question out of scoring."""

    value: str
    label: str
    exposure: int | None = None
    credit: float | None = None
    na: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Auto:
    """One evidence source and what it does; a challenge says `when`, against which answers, and in which words.

    `per_year` is how often the measured period comes in a year, where the answer counts by the year.
    """

    mode: Mode
    source: str
    per_year: float = 1
    when: Mapping[str, Any] = field(default_factory=dict, hash=False)
    if_answer: tuple[str, ...] = ()
    say: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `due` is the stage by which its answer is final, `show_if` the condition under which it is asked.

    `serves` are the places of standards and law that an answer speaks for, `guide` the guide's bullets.
    """

    id: str
    key: str
    module: str
    type: str
    depth: Depth
    due: Stage
    ask: tuple[AskRole, ...]
    prompt: str
    help: str = ""
    unit: str = ""
    allow_unknown: bool = True
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()
    metric: Mapping[str, Any] = field(default_factory=dict, hash=False)
    show_if: Mapping[str, Any] | None = field(default=None, hash=False)
    scoring: Mapping[str, Any] = field(default_factory=dict, hash=False)
    serves: tuple[NodeKey, ...] = ()
    guide: tuple[str, ...] = ()
    auto: tuple[Auto, ...] = ()
    triggers: tuple[str, ...] = ()
    card: str = ""

    @property
    def kind(self) -> Kind:
        return Kind(self.scoring["kind"])

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class Module:
    id: str
    title: str
    guide: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A fundamental right under our short title, with its articles in the Charter and the Universal Declaration."""

    id: str
    title: str
    charter: str
    udhr: str = ""
    absolute: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What an inherent level asks for. `approver` and `second_line` are roles whom an assessment asks."""

    approver: AskRole
    second_line: tuple[AskRole, ...]
    consult: str
    independent_review: str
    publish: str
    human: str
    redress: str
    review_months: int
    monitor_days: int
    unknown_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document: the questions that serve one place, or those with certain keys."""

    id: str
    title: str
    serves: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    id: str
    title: str
    basis: NodeKey
    note: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Bank:
    """One version of the question bank. `digest` is the SHA-256 of the file it was read from."""

    version: str
    digest: str
    modules: tuple[Module, ...]
    scales: Mapping[str, Mapping[str, Any]]
    rights: tuple[Right, ...]
    harms: Mapping[str, str]
    benefits: Mapping[str, str]
    vulnerabilities: tuple[str, ...]
    scoring: Mapping[str, Any]
    levels: Mapping[str, Duties]
    guide: Mapping[str, str]
    documents: tuple[Document, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for module in self.modules for question in module.questions)

    def question(self, name: str) -> Question:
        """The question with this id (`M3.04`) or key (`group_results`); `KeyError` when there is none."""
        return self._by_name[name]

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Keys of the questions whose answers decide whether others are asked."""
        return frozenset(key for question in self.questions for key in _looks_at(question.show_if or {}))

    def right(self, name: str) -> Right | None:
        return next((right for right in self.rights if right.id == name), None)

    @cached_property
    def _by_name(self) -> Mapping[str, Question]:
        return {name: question for question in self.questions for name in (question.id, question.key)}


def _looks_at(condition: Mapping[str, Any]) -> Iterator[str]:
    if "q" in condition:
        yield condition["q"]
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _looks_at(part)
