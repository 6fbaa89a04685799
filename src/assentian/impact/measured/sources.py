"""Who answers for which source of evidence: this room's own readers, and those that higher rooms register.

A source that nobody answers for says nothing; that never looks like a pass. Each reader names its fixed number of
queries and is asked once for all questions of a page.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from assentian.impact.measured.reading import Reading
from assentian.inventory.models import AISystem

Reader = Callable[[AISystem, datetime], Iterable[Reading]]


class Sources:
    def __init__(self) -> None:
        self._readers: dict[str, Reader] = {}

    def add(self, key: str, reader: Reader) -> None:
        if key in self._readers:
            raise ValueError(f"readings of {key!r} are registered twice")
        self._readers[key] = reader

    def of(self, system: AISystem, moment: datetime) -> Mapping[str, Reading]:
        """By source; the reader that was registered first has the word."""
        found: dict[str, Reading] = {}
        for reader in self._readers.values():
            for reading in reader(system, moment):
                found.setdefault(reading.source, reading)
        return found


sources = Sources()
