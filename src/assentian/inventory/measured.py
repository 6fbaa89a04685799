"""How the newest measurements of AI systems stand, told by the room that keeps evidence.

The register of systems shows it, and this room lies below evidence: so the room above provides one function here, as
with panels. Without a provider, and for a system that nobody measured, nothing is said; that never looks like a pass.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """`word` is the worst state among the newest result of each check, `label` what to print, `at` the newest time."""

    word: str
    label: str
    at: datetime


Provider = Callable[[str, Collection[int] | None], Mapping[int, Measured]]


class MeasuredSource:
    def __init__(self) -> None:
        self._provider: Provider | None = None

    def provide(self, provider: Provider) -> None:
        if self._provider is not None:
            raise ValueError("the newest measurements already have a provider")
        self._provider = provider

    def of(self, organisation: str, systems: Collection[int] | None = None) -> Mapping[int, Measured]:
        """By id of system, for these systems or for all of the organisation that were measured. One query."""
        return self._provider(organisation, systems) if self._provider else {}


measured = MeasuredSource()
