"""Records of operation as they arrive, one row each, and what can be wrong with one. Pure.

Times never lie ahead, and what follows never lies before what it follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from assentian.monitoring.choices import CaseKind, Outcome, Severity
from assentian.monitoring.rows import EARLIEST, MOST_CASES, period_problem

LONGEST_REFERENCE, LONGEST_WORDS, LONGEST_TITLE, LONGEST_TEXT = 64, 120, 200, 20_000
MOST_SEGMENTS = 200
_LONGEST_REVIEW = Decimal(10) ** 8
_MILLISECOND = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPeriod:
    """`overrides` and `review_seconds_median` are None where nobody reviews; `population` counts by segment."""

    start: datetime
    end: datetime
    decisions: int
    overrides: int | None = None
    review_seconds_median: Decimal | None = None
    population: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """`reference` is its number where it was first noted; `severity` is I, II, III or IV."""

    reference: str
    title: str
    severity: str
    happened_at: datetime
    detected_at: datetime
    near_miss: bool = False
    closed_at: datetime | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """`kind` is appeal or complaint; `outcome` is upheld, overturned or empty, and only a closed case has one."""

    kind: str
    reference: str
    received_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""
    group: str = ""
    topic: str = ""


Row = NewPeriod | NewIncident | NewCase


def values(row: Row) -> dict[str, Any]:
    """What a row says, under the names of the record's fields, each as a database keeps it."""
    found = {one.name: getattr(row, one.name) for one in fields(row)}
    if (median := found.get("review_seconds_median")) is not None:
        found["review_seconds_median"] = median.quantize(_MILLISECOND)
    return found


def of_period(row: NewPeriod, now: datetime) -> str:
    """What is wrong with a period by itself; empty when nothing is."""
    if wrong := period_problem(row.start, row.end, now):
        return wrong
    if not 0 <= row.decisions < MOST_CASES:
        return "decisions must be a whole number from 0"
    if row.overrides is not None and not 0 <= row.overrides <= row.decisions:
        return "overrides must lie between 0 and the number of decisions"
    median = row.review_seconds_median
    if median is not None and not (median.is_finite() and 0 <= median < _LONGEST_REVIEW):
        return "review_seconds_median must be a number of seconds from 0"
    return _of_population(row.population)


def _of_population(population: Mapping[str, int]) -> str:
    if len(population) > MOST_SEGMENTS:
        return f"population has more than {MOST_SEGMENTS} segments"
    for name, count in population.items():
        if wrong := _of_text("a segment of the population", name, LONGEST_WORDS, needed=True):
            return wrong
        if not name.isascii():
            return f"population: the segment {name!r} must be written in the letters of ASCII"
        if not 0 <= count < MOST_CASES:
            return f"population: the count of {name} must be a whole number from 0"
    return ""


def of_incident(row: NewIncident, now: datetime) -> str:
    """What is wrong with an incident by itself; empty when nothing is."""
    if row.severity not in Severity.values:
        return f"severity must be one of {', '.join(Severity.values)}"
    return (
        _of_text("reference", row.reference, LONGEST_REFERENCE, needed=True)
        or _of_text("title", row.title, LONGEST_TITLE, needed=True)
        or _of_text("description", row.description, LONGEST_TEXT)
        or _in_order(now, happened_at=row.happened_at, detected_at=row.detected_at, closed_at=row.closed_at)
    )


def of_case(row: NewCase, now: datetime) -> str:
    """What is wrong with a case by itself; empty when nothing is."""
    if row.kind not in CaseKind.values:
        return f"kind must be one of {', '.join(CaseKind.values)}"
    if row.outcome and row.outcome not in Outcome.values:
        return f"outcome must be empty or one of {', '.join(Outcome.values)}"
    if row.outcome and row.closed_at is None:
        return "only a closed case has an outcome: give closed_at"
    return (
        _of_text("reference", row.reference, LONGEST_REFERENCE, needed=True)
        or _of_text("group", row.group, LONGEST_WORDS)
        or _of_text("topic", row.topic, LONGEST_WORDS)
        or _in_order(now, received_at=row.received_at, closed_at=row.closed_at)
    )


def _of_text(name: str, text: str, most: int, *, needed: bool = False) -> str:
    if needed and not text.strip():
        return f"{name} is empty"
    if len(text) > most:
        return f"{name} is longer than {most} characters"
    return f"{name} holds a character that no database keeps" if "\x00" in text else ""


def _in_order(now: datetime, **moments: datetime | None) -> str:
    last_name, last = "", None
    for name, moment in moments.items():
        if moment is None:
            continue
        if moment.year < EARLIEST:
            return f"{name} must lie in or after {EARLIEST}"
        if moment > now:
            return f"{name} lies ahead"
        if last is not None and moment < last:
            return f"{name} must not lie before {last_name}"
        last_name, last = name, moment
    return ""
