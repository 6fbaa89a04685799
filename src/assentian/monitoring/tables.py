"""Measurements from CSV text (RFC 4180): each line a row, or the reason why it is none. Pure."""

import csv
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO

from assentian.monitoring.rows import NewMeasurement, RowError, RowsError

COLUMNS = ("indicator", "period_start", "period_end", "value", "lower", "upper", "n")
MOST_ROWS = 10_000
_LONGEST = 40


def read(text: str) -> list[NewMeasurement]:
    """The rows in their order. `RowsError` names every line that cannot be read; rows count from 0 after the head."""
    lines = csv.reader(StringIO(text.strip(), newline=""), strict=True)
    rows, errors = [], []
    try:
        head = tuple(name.strip() for name in next(lines, []))
        if head != COLUMNS:
            raise RowsError([RowError(-1, f"the first line must be: {','.join(COLUMNS)}")])
        for number, line in enumerate(lines):
            if number == MOST_ROWS:
                raise RowsError([RowError(number, f"at most {MOST_ROWS} rows at once")])
            try:
                rows.append(_row(line))
            except ValueError as error:
                errors.append(RowError(number, str(error)))
    except csv.Error as error:
        errors.append(RowError(lines.line_num - 1, f"the text is no CSV: {error}"))
    if errors:
        raise RowsError(errors)
    return rows


def _row(line: list[str]) -> NewMeasurement:
    if len(line) != len(COLUMNS):
        raise ValueError(f"{len(line)} values where {len(COLUMNS)} are needed")
    found = {name: value.strip() for name, value in zip(COLUMNS, line, strict=True)}
    return NewMeasurement(
        indicator=found["indicator"],
        period_start=_moment(found, "period_start"),
        period_end=_moment(found, "period_end"),
        value=_number(found, "value"),
        lower=_number(found, "lower"),
        upper=_number(found, "upper"),
        n=_count(found["n"]),
    )


def _moment(found: Mapping[str, str], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(found[name])
    except ValueError:
        raise ValueError(f"{name} is no time: {found[name][:_LONGEST]!r}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{name} lacks its time zone, such as a Z at its end")
    return moment


def _number(found: Mapping[str, str], name: str) -> Decimal | None:
    if not found[name]:
        return None
    try:
        return Decimal(found[name])
    except InvalidOperation:
        raise ValueError(f"{name} is no number: {found[name][:_LONGEST]!r}") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**53))):
        raise ValueError(f"n is no whole number: {text[:_LONGEST]!r}")
    return int(text)
