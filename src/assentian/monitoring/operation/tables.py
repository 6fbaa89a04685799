"""Periods and cases from CSV text (RFC 4180): each line a row, or the reason why it is none. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from assentian.monitoring import tables
from assentian.monitoring.operation.rows import NewCase, NewPeriod

PERIOD_COLUMNS = ("start", "end", "decisions", "overrides", "review_seconds_median", "population")
CASE_COLUMNS = ("kind", "reference", "received_at", "closed_at", "outcome", "group", "topic")


def read(word: str, text: str) -> list[Any]:
    """The rows of `word`, "periods" or "cases", in their order; `RowsError` names every line that cannot be read."""
    columns, make = _READERS[word]
    return tables.rows(text, columns, make)


def _period(found: Mapping[str, str]) -> NewPeriod:
    return NewPeriod(
        start=tables.moment(found, "start"),
        end=tables.moment(found, "end"),
        decisions=tables.count(found, "decisions"),
        overrides=tables.count(found, "overrides") if found["overrides"] else None,
        review_seconds_median=tables.number(found, "review_seconds_median"),
        population=_population(found["population"]),
    )


def _population(text: str) -> dict[str, int]:
    """Counts by segment, as `north=900; south=300`."""
    segments: dict[str, int] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, equals, counted = (piece.strip() for piece in part.rpartition("="))
        if not equals or name in segments:
            raise ValueError("population must read like north=900; south=300, each segment once")
        segments[name] = tables.count({f"population of {name}": counted}, f"population of {name}")
    return segments


def _case(found: Mapping[str, str]) -> NewCase:
    return NewCase(
        kind=found["kind"],
        reference=found["reference"],
        received_at=tables.moment(found, "received_at"),
        closed_at=tables.moment(found, "closed_at") if found["closed_at"] else None,
        outcome=found["outcome"],
        group=found["group"],
        topic=found["topic"],
    )


_READERS: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, str]], Any]]] = {
    "periods": (PERIOD_COLUMNS, _period),
    "cases": (CASE_COLUMNS, _case),
}
