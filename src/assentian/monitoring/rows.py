"""Measurements as they come from outside: one row each, and what can be wrong with one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

LARGEST = Decimal(10) ** 14
MOST_CASES = 2**53
EARLIEST = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasurement:
    """`indicator` is its key. `value` is None where the window was measured and tells nothing."""

    indicator: str
    period_start: datetime
    period_end: datetime
    n: int
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """`row` counts from 0."""

    row: int
    message: str


class RowsError(ValueError):
    """Some rows are wrong, so none was recorded."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{len(errors)} of the rows cannot be recorded; none was")
        self.errors = errors


def problem(row: NewMeasurement, now: datetime) -> str:
    """What is wrong with a row by itself; empty when nothing is."""
    return period_problem(row.period_start, row.period_end, now) or _of_numbers(row)


def period_problem(start: datetime, end: datetime, now: datetime) -> str:
    """What is wrong with a period; empty when nothing is."""
    if not EARLIEST <= start.year <= end.year:
        return "the period must begin in or after 1900"
    if start >= end:
        return "the period must end after it starts"
    return "the period is not over yet" if end > now else ""


def _of_numbers(row: NewMeasurement) -> str:
    numbers = [value for value in (row.value, row.lower, row.upper) if value is not None]
    if any(not value.is_finite() or abs(value) >= LARGEST for value in numbers):
        return "a number is not finite, or has more than 14 digits before the point"
    if not 0 <= row.n < MOST_CASES:
        return "n must be a whole number from 0"
    if len(numbers) not in {0, 1, 3} or (numbers and row.value is None):
        return "give a value with both bounds of its interval, or alone, or none of them"
    if row.lower is not None and row.upper is not None and row.value is not None:
        return "" if row.lower <= row.value <= row.upper else "the value lies outside its interval"
    return ""
