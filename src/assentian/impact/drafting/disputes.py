"""Whom a disputed measurement is told: who looks at what rests on it adds a callback, run in the act of the dispute.

So a dispute and what it opens are one transaction.
"""

from collections.abc import Callable

from assentian.impact.models import Challenge

Callback = Callable[[Challenge], object]


class Disputes:
    def __init__(self) -> None:
        self._callbacks: dict[str, Callback] = {}

    def add(self, key: str, callback: Callback) -> None:
        if key in self._callbacks:
            raise ValueError(f"disputes are told to {key!r} twice")
        self._callbacks[key] = callback

    def tell(self, disputed: Challenge) -> None:
        for callback in self._callbacks.values():
            callback(disputed)


disputes = Disputes()
