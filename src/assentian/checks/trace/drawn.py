"""Events drawn to be looked at more closely, with the values that were kept of them.

Which are drawn follows from the roots of their batches, so that nobody could choose them beforehand; the same batches
give the same events. Does not: believe a value before it is held against its digest (`holds`).
"""

import hashlib
import heapq
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.trace.batches import VALUES, Batch, lines_of
from assentian.ledger.decision_proof import VALUE_NAMES, holds
from assentian.ledger.events import Event, event_digest


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event with its kept values, where they are here."""

    event: Event
    values: Mapping[str, str] | None
    place: str

    def holds(self) -> bool:
        """Whether the values are those that were recorded."""
        return all(holds(self.event, name, (self.values or {}).get(name)) for name in VALUE_NAMES)

    def json(self, name: str) -> Any:
        try:
            return json.loads((self.values or {})[name])
        except (ValueError, RecursionError) as error:
            raise DataError(f"the {name} is no JSON: {error}", file=self.place) from error


def draw(batches: Iterable[Batch], most: int) -> Iterator[Drawn]:
    """At most so many events, in an order that follows from the roots of the batches."""

    def every() -> Iterator[tuple[bytes, Batch, bytes]]:
        for batch in batches:
            root = bytes.fromhex(batch.head.root)
            for record in batch.records:
                yield hashlib.sha256(root + record[:8]).digest(), batch, record

    chosen: dict[Any, tuple[Batch, dict[int, Event]]] = {}
    for _, batch, record in heapq.nsmallest(most, every(), key=lambda one: one[0]):
        event = Event.parse(record)
        chosen.setdefault(batch.path, (batch, {}))[1][event.counter] = event
    for batch, events in chosen.values():
        kept = kept_values(batch, events)
        for counter, event in sorted(events.items()):
            yield Drawn(event, kept.get(counter), f"{batch.beside(VALUES)}, event {counter}")


def find(batch: Batch, asked: str | int) -> Event | None:
    """The event with this id, or this counter; DataError where the key is missing that finds an id."""
    if isinstance(asked, int):
        place = asked - batch.head.first
        return Event.parse(batch.records[place]) if 0 <= place < len(batch.records) else None
    key = batch.path.with_name("stream.key")
    if not key.exists():
        raise DataError("is not here, and by it alone an event is found by its id; name its counter", file=str(key))
    wanted = event_digest(key.read_bytes(), asked)
    return next((Event.parse(record) for record in batch.records if record[8:24] == wanted), None)


def kept_values(batch: Batch, wanted: Container[int]) -> dict[int, dict[str, str]]:
    """The kept values of the events with these counters; DataError for a line that is none."""
    path, found = batch.beside(VALUES), {}
    if not path.is_file():
        return {}
    for number, line in enumerate(lines_of(path), start=1):
        counter, told = _line(line, f"{path}: line {number}")
        if counter in wanted:
            found[counter] = told
    return found


def _line(line: bytes, place: str) -> tuple[int, dict[str, str]]:
    """Counter and values of a line; DataError where it holds none."""
    try:
        told = json.loads(line)
        counter = told.pop("counter")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError("holds no values of an event", file=place) from error
    if not isinstance(counter, int) or not all(isinstance(value, str) for value in told.values()):
        raise DataError("holds no values of an event", file=place)
    return counter, told
