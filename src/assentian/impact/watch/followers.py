"""What else follows from a trigger, told to the rooms above: each adds a callback, run in the act in which it fired.

So a trigger and what follows from it are one transaction: all of it stands, or none.
"""

from collections.abc import Callable

from assentian.impact.models import TriggerEvent

Callback = Callable[[TriggerEvent], object]


class Followers:
    def __init__(self) -> None:
        self._callbacks: dict[str, Callback] = {}

    def add(self, key: str, callback: Callback) -> None:
        if key in self._callbacks:
            raise ValueError(f"triggers are told to {key!r} twice")
        self._callbacks[key] = callback

    def tell(self, fired: TriggerEvent) -> None:
        for callback in self._callbacks.values():
            callback(fired)


followers = Followers()
