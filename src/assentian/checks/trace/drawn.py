"""Events drawn to be looked at more closely, with the values that were kept of them.

Which are drawn follows from the roots of their batches, so that nobody could choose them beforehand; the same batches
give the same events. Does not: believe a value before it is held against its digest (`holds`).
"""

import hashlib
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.trace.batches import VALUES, Batch, lines_of
from assentian.ledger.events import Event, salted


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event with its kept values, where they are here."""

    event: Event
    values: Mapping[str, str] | None
    place: str

    def holds(self) -> bool:
        """Whether the values are those that were recorded."""
        told = {"input": self.event.input, "output": self.event.output, "explanation": self.event.explanation}
        values = self.values or {}
        return all(digest == self._digest(name, values) for name, digest in told.items())

    def _digest(self, name: str, values: Mapping[str, str]) -> bytes | None:
        return salted(self.event.salt, name[0].encode(), values[name].encode()) if name in values else None

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
        kept = _values(batch, events)
        for counter, event in sorted(events.items()):
            yield Drawn(event, kept.get(counter), f"{batch.beside(VALUES)}, event {counter}")


def _values(batch: Batch, wanted: Mapping[int, Event]) -> dict[int, dict[str, str]]:
    """The kept values of these events; DataError for a line that is none."""
    path, found = batch.beside(VALUES), {}
    if not path.is_file():
        return {}
    for number, line in enumerate(lines_of(path), start=1):
        counter, told = read_line(line, f"{path}: line {number}")
        if counter in wanted:
            found[counter] = told
    return found


def read_line(line: bytes, place: str) -> tuple[int, dict[str, str]]:
    """Counter and values of a line; DataError where it holds none."""
    try:
        told = json.loads(line)
        counter = told.pop("counter")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError("holds no values of an event", file=place) from error
    if not isinstance(counter, int) or not all(isinstance(value, str) for value in told.values()):
        raise DataError("holds no values of an event", file=place)
    return counter, told
