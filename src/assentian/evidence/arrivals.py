"""What follows from received evidence, told by the rooms above: each adds a callback, run in the act of receiving.

So the evidence and what was made of it are one transaction: all of it stands, or none.
"""

from collections.abc import Callable

from assentian.evidence.models import Evidence

Arrival = Callable[[Evidence], None]


class Arrivals:
    def __init__(self) -> None:
        self._callbacks: dict[str, Arrival] = {}

    def add(self, key: str, callback: Arrival) -> None:
        if key in self._callbacks:
            raise ValueError(f"the arrival {key!r} is registered twice")
        self._callbacks[key] = callback

    def of(self, evidence: Evidence) -> None:
        """Let every room look at new evidence, in the order of their registering."""
        for callback in self._callbacks.values():
            callback(evidence)


arrivals = Arrivals()
