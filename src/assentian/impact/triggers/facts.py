"""The shapes of triggers: rules, events, the approved version that events are compared with, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from assentian.impact.answering import Answers
from assentian.standards.keys import NodeKey
from assentian.standards.vocabulary import ImpactLevel

Facts = Mapping[str, Any]


class Class(StrEnum):
    """How much a trigger opens and how soon it wants an answer, the gravest first."""

    STOP = "stop"
    MANDATORY = "mandatory"
    TARGETED = "targeted"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    to: Class
    say: str
    when: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `sources` are the evidence sources whose events it looks at; `door` says in words what in the product
    is that event; `step` is its place in the decision order; `reopen` are the ids of questions, or `row` for the harm
    that the event names.
    """

    id: str
    title: str
    sources: tuple[str, ...]
    door: str
    step: int
    when: Mapping[str, Any] = field(hash=False)
    trigger_class: Class
    sla_days: int
    hold: str
    exempt: Mapping[str, Any] = field(hash=False)
    escalate: Escalation | None
    reopen: tuple[str, ...]
    also: tuple[str, ...]
    serves: tuple[NodeKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. `cause` names its record, `facts` say what the rules of its source look at, `about`
    what it was in a few words, where the facts alone would not tell a reader.

    A change may say how it was released: `plan_row` of the approved change plan, `before_test_passed`, the shares of
    outcomes it changed in percent (`changed_outcomes`, `in_a_group`), `security_patch` with `regression_passed`.
    """

    source: str
    at: datetime
    cause: str
    facts: Facts = field(hash=False)
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """A change since the approval that was exempted, with the shares of outcomes in percent that it changed."""

    at: datetime
    changed_outcomes: float = 0.0
    in_a_group: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The version that stands. `facts` are those of each source when it was approved, `plan` the keys of the rows of
    its change plan, `points` its exposure by dimension, `vulnerable` the names of vulnerable groups, `small` what was
    exempted since, `due` its next review where it names a day itself.
    """

    at: datetime
    level: ImpactLevel
    review_months: int
    answers: Answers = field(hash=False)
    facts: Mapping[str, Facts] = field(default_factory=dict, hash=False)
    points: Mapping[str, int] = field(default_factory=dict, hash=False)
    plan: frozenset[str] = frozenset()
    vulnerable: frozenset[str] = frozenset()
    small: tuple[Small, ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What one rule said about one event: not met (`trigger_class` None), exempted (log), or fired, and why.

    `step` is the step of the decision order that decided; `reopen` are ids of questions and places of rows.
    """

    rule: str
    title: str
    cause: str
    at: datetime
    step: int
    trigger_class: Class | None
    reason: str = ""
    hold: str = "none"
    due_at: datetime | None = None
    reopen: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def is_fired(self) -> bool:
        return self.trigger_class not in {None, Class.LOG}
