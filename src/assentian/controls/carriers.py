"""The single pieces of evidence behind a proof by name, told by the room that keeps them, which lies above this one.

Without a provider nothing is named; a proof says by itself how many pieces it rests on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Carrier:
    """One signed result: `system` is the key of the system that was tested, `digest` the SHA-256 of its envelope."""

    id: int
    check: str
    system: str
    verdict: str
    digest: str

    @property
    def told(self) -> str:
        return f"E-{self.id} {self.check} {self.system}"


Provider = Callable[[str, datetime], Mapping[int, Carrier]]
"""From an organisation to its results by id, in a fixed number of queries."""


class Carriers:
    def __init__(self) -> None:
        self._provider: Provider | None = None

    def provide(self, provider: Provider) -> None:
        if self._provider is not None:
            raise ValueError("the evidence behind proofs already has a provider")
        self._provider = provider

    def of(self, organisation: str, now: datetime) -> Mapping[int, Carrier]:
        return self._provider(organisation, now) if self._provider else {}


carriers = Carriers()
