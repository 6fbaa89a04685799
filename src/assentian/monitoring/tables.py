"""Measurements from CSV text (RFC 4180): each line a row, or the reason why it is none. Pure."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import TypeVar

from assentian.monitoring.rows import NewMeasurement, RowError, RowsError

COLUMNS = ("indicator", "period_start", "period_end", "value", "lower", "upper", "n")
MOST_ROWS = 10_000
_LONGEST = 40


Row = TypeVar("Row")


def read(text: str) -> list[NewMeasurement]:
    """The measurements in their order. `RowsError` names every line that cannot be read."""
    return rows(text, COLUMNS, _row)


def rows(text: str, columns: Sequence[str], make: Callable[[Mapping[str, str]], Row]) -> list[Row]:
    """A row of each line, made of its stripped values by column. `RowsError` names every line of which `make` says
    `ValueError`; rows count from 0 after the head.
    """
    lines = csv.reader(StringIO(text.strip(), newline=""), strict=True)
    found, errors = [], []
    try:
        head = tuple(name.strip() for name in next(lines, []))
        if head != tuple(columns):
            raise RowsError([RowError(-1, f"the first line must be: {','.join(columns)}")])
        for number, line in enumerate(lines):
            if number == MOST_ROWS:
                raise RowsError([RowError(number, f"at most {MOST_ROWS} rows at once")])
            try:
                found.append(make(_by_column(line, columns)))
            except ValueError as error:
                errors.append(RowError(number, str(error)))
    except csv.Error as error:
        errors.append(RowError(lines.line_num - 1, f"the text is no CSV: {error}"))
    if errors:
        raise RowsError(errors)
    return found


def _by_column(line: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    if len(line) != len(columns):
        raise ValueError(f"{len(line)} values where {len(columns)} are needed")
    return {name: value.strip() for name, value in zip(columns, line, strict=True)}


def _row(found: Mapping[str, str]) -> NewMeasurement:
    return NewMeasurement(
        indicator=found["indicator"],
        period_start=moment(found, "period_start"),
        period_end=moment(found, "period_end"),
        value=number(found, "value"),
        lower=number(found, "lower"),
        upper=number(found, "upper"),
        n=count(found, "n"),
    )


def moment(found: Mapping[str, str], name: str) -> datetime:
    try:
        read_as = datetime.fromisoformat(found[name])
    except ValueError:
        raise ValueError(f"{name} is no time: {found[name][:_LONGEST]!r}") from None
    if read_as.tzinfo is None:
        raise ValueError(f"{name} lacks its time zone, such as a Z at its end")
    return read_as


def number(found: Mapping[str, str], name: str) -> Decimal | None:
    if not found[name]:
        return None
    try:
        return Decimal(found[name])
    except InvalidOperation:
        raise ValueError(f"{name} is no number: {found[name][:_LONGEST]!r}") from None


def count(found: Mapping[str, str], name: str) -> int:
    text = found[name]
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**53))):
        raise ValueError(f"{name} is no whole number: {text[:_LONGEST]!r}")
    return int(text)
