"""Requirements "at risk": something happened that touches what shows them, and nobody has looked at it yet.

Told by the rooms above, as conditions of a gate are. At risk is beside the proof, not in it: what was measured stays
measured, and the reader learns that it may not hold. Without a provider nothing is at risk, and that proves nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

Provider = Callable[[str, datetime], Mapping[str, str]]
"""From an organisation to why, by requirement key with edition, in a fixed number of queries."""


class Risks:
    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def add(self, key: str, provider: Provider) -> None:
        if key in self._providers:
            raise ValueError(f"the provider {key!r} is registered twice")
        self._providers[key] = provider

    def of(self, organisation: str, now: datetime) -> Mapping[str, tuple[str, ...]]:
        """Every reason, by requirement, in the order of the providers."""
        found: dict[str, list[str]] = defaultdict(list)
        for provider in self._providers.values():
            for requirement, reason in provider(organisation, now).items():
                found[requirement].append(reason)
        return {requirement: tuple(reasons) for requirement, reasons in found.items()}


risks = Risks()
