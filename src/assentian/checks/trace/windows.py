"""Decisions that a business system only counted, by window, against the events whose time lies in each window.

Does not: tell which decision lacks its event; a decision on the edge of a window may be counted on one side and
recorded on the other.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.records import rows
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import open_records
from assentian.checks.spec import CheckSpec
from assentian.checks.sql import identifier
from assentian.checks.trace.batches import Batch
from assentian.ledger.events import Event

FIELDS = (
    Field(name="since", meaning="the beginning of the window", type=Type.TIME),
    Field(name="until", meaning="its end, which belongs to the next", type=Type.TIME),
    Field(name="decisions", meaning="how many decisions the business system counted in it", type=Type.WHOLE),
)


def profile(check: CheckSpec, inputs: Inputs, batches: Iterable[Batch]) -> Counts:
    """The counts of `completeness`, with the seal of the counted records; a window is named by its beginning."""
    table, sealed = open_records(check, inputs, "counted")
    held = rows.read(table, FIELDS, check.parameters.get("fields", {}), as_of=rows.as_of(check, inputs))
    windows = held.select(*(identifier(one.name) for one in FIELDS), then="ORDER BY since")
    _refuse_overlaps(windows, table.locator)
    events = sorted((event for batch in batches for event in batch.events()), key=lambda event: event.nanoseconds)
    times = [event.at.replace(tzinfo=None) for event in events]
    found = [_window(window, events, times) for window in windows]
    names = ("missing", "incomplete", "explained", "without_decision")
    return {
        "rows": sum(decisions for _, _, decisions in windows),
        "events": len(events),
        "twice": 0,
        **{name: sum(one[name] for one in found) for name in names},
        "days": [[str(since), n, one["missing"]] for (since, _, n), one in zip(windows, found, strict=True)],
        "seals": [sealed],
    }


def _window(window: tuple[Any, ...], events: list[Event], times: list[datetime]) -> dict[str, int]:
    since, until, decisions = window
    inside = events[bisect_left(times, since) : bisect_left(times, until)]
    return {
        "missing": max(0, decisions - len(inside)),
        "without_decision": max(0, len(inside) - decisions),
        "incomplete": min(decisions, sum(not event.is_complete for event in inside)),
        "explained": min(decisions, sum(event.explanation is not None for event in inside)),
    }


def _refuse_overlaps(windows: list[tuple[Any, ...]], locator: str) -> None:
    end = None
    for since, until, decisions in windows:
        if until <= since or decisions < 0:
            raise DataError(f"the window from {since} does not end after it begins, or counts too few", file=locator)
        if end and since < end:
            raise DataError(f"the window from {since} begins before the one before it ends", file=locator)
        end = until
