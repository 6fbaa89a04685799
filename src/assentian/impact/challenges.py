"""Answers beside measurements: what a measurement proposes, what it owns, and where it contradicts a person. Pure.

Invariants: nothing is overwritten here; a conflict names both values, and the answer earns nothing until somebody
changes it, justifies it until a day, or disputes the measurement and a new one agrees. A disputed conflict still costs
its credit. A measurement that cannot be compared with an answer contradicts nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from assentian.impact.answering import Answers, is_blank, is_unknown, number, words
from assentian.impact.bank.facts import UNKNOWN, Auto, Bank, Mode, Question
from assentian.impact.contradictions import OPERATORS
from assentian.impact.measurement import Measurement
from assentian.impact.validity import complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a measurement says to a question. `is_answer`: the value can stand as the answer; else it is shown beside.
    A locked one is not a person's to change.
    """

    question: str
    key: str
    source: str
    value: Any
    at: datetime
    evidence: str
    is_answer: bool
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An answer and the measurement that contradicts it, with both values."""

    question: str
    key: str
    source: str
    answer: Any
    measured: Any
    say: str
    at: datetime
    evidence: str


class Outcome(StrEnum):
    """What somebody did about a conflict, other than changing the answer."""

    JUSTIFIED = "justified"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A signed reason for one answer against one source; a justification holds `until` a day, a dispute has none."""

    key: str
    source: str
    outcome: Outcome
    until: datetime | None = None

    def holds(self, conflict: Conflict, now: datetime) -> bool:
        is_it = (self.key, self.source) == (conflict.key, conflict.source)
        return is_it and self.outcome is Outcome.JUSTIFIED and self.until is not None and now < self.until


def suggestions(bank: Bank, asked: Iterable[Question], measured: Mapping[str, Measurement]) -> tuple[Suggestion, ...]:
    """What measurements propose for asked questions (`fill`), and what they own (`lock`), in the order of the bank."""
    return tuple(
        _suggestion(bank, question, auto, measured[auto.source])
        for question in asked
        for auto in question.auto
        if auto.mode in {Mode.FILL, Mode.LOCK} and auto.source in measured
    )


def conflicts(
    asked: Iterable[Question], answers: Answers, measured: Mapping[str, Measurement], now: datetime
) -> tuple[Conflict, ...]:
    """Every asked answer that a measurement contradicts."""
    return tuple(
        Conflict(
            question=question.id,
            key=question.key,
            source=auto.source,
            answer=answers[question.key],
            measured=measured[auto.source].value,
            say=auto.say,
            at=measured[auto.source].at,
            evidence=measured[auto.source].evidence,
        )
        for question in asked
        for auto in question.auto
        if auto.mode is Mode.CHALLENGE
        and auto.source in measured
        and _is_contradicted(auto, answers.get(question.key), measured[auto.source], now)
    )


def challenged(found: Sequence[Conflict], settled: Sequence[Settlement], now: datetime) -> frozenset[str]:
    """Keys whose answers earn nothing: contradicted, and not justified until a later day."""
    return frozenset(one.key for one in found if not any(told.holds(one, now) for told in settled))


def with_locked(asked: Iterable[Question], answers: Answers, found: Iterable[Suggestion]) -> Answers:
    """The answers with what measurements own in the place of what people wrote."""
    keys = {question.key for question in asked}
    owned = {one.key: one.value for one in found if one.is_locked and one.is_answer and one.key in keys}
    return {**answers, **owned}


def _suggestion(bank: Bank, question: Question, auto: Auto, measurement: Measurement) -> Suggestion:
    value = measurement.value
    if auto.per_year != 1 and (told := number(value)) is not None:
        value = told * auto.per_year
    is_bound = question.metric.get("key", auto.source) == auto.source
    is_answer = is_bound and not is_blank(value) and next(complaints(bank, {question.key: value}), None) is None
    return Suggestion(
        question=question.id,
        key=question.key,
        source=auto.source,
        value=value,
        at=measurement.at,
        evidence=measurement.evidence,
        is_answer=is_answer,
        is_locked=auto.mode is Mode.LOCK,
    )


def _is_contradicted(auto: Auto, answer: Any, measurement: Measurement, now: datetime) -> bool:
    if is_unknown(answer) and UNKNOWN not in auto.if_answer:  # who says nothing says nothing false
        return False
    is_meant = "any" in auto.if_answer or any(word in auto.if_answer for word in words(answer))
    return is_meant and OPERATORS[auto.when["op"]](auto, answer, measurement, now)


def explained(found: Iterable[Conflict]) -> Iterator[str]:
    """Each conflict as one sentence with both values."""
    for one in found:
        yield f"{one.question} {one.key} says {one.answer!r}, {one.source} says {one.measured!r}: {one.say}"
