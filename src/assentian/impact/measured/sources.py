"""Who answers for which source of evidence: this room's own readers, and those that higher rooms register.

A source that nobody answers for says nothing; that never looks like a pass. Each reader names the sources that it can
speak for, the page where their records stand, and its fixed number of queries; it is asked once for all questions of a
page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from assentian.impact.measured.reading import Reading
from assentian.inventory.models import AISystem

Reader = Callable[[AISystem, datetime], Iterable[Reading]]


class Sources:
    def __init__(self) -> None:
        self._readers: dict[str, tuple[Reader, Mapping[str, str]]] = {}

    def add(self, key: str, reader: Reader, gives: Mapping[str, str]) -> None:
        """`gives` are the ids of the sources that this reader can speak for, each with the name of the page that shows
        its records; empty where a sealed result has a page of its own.
        """
        if key in self._readers:
            raise ValueError(f"readings of {key!r} are registered twice")
        self._readers[key] = reader, gives

    def feeders(self) -> Mapping[str, list[str]]:
        """Keys of the readers that can speak for a source, by source."""
        found: dict[str, list[str]] = {}
        for key, (_, gives) in self._readers.items():
            for source in sorted(gives):
                found.setdefault(source, []).append(key)
        return found

    def of(self, system: AISystem, moment: datetime) -> Mapping[str, Reading]:
        """By source: the first reader that has a value, else the first that says why there is none.

        What comes from a register and not from a sealed result is sealed here by the digest of what was read.
        """
        found: dict[str, Reading] = {}
        for reader, gives in self._readers.values():
            for reading in reader(system, moment):
                standing = found.get(reading.source)
                if standing is None or (reading.has_value and not standing.has_value):
                    digest, page = reading.digest or reading.seal(), gives.get(reading.source, "")
                    found[reading.source] = replace(reading, digest=digest, page=page)
        return found


sources = Sources()
