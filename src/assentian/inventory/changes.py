"""What is said otherwise of an AI system, told to the rooms above: each adds a callback, run in the act of the change.

So a change and what follows from it are one transaction: all of it stands, or none. Does not decide what follows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assentian.inventory.models import AISystem


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemChanged:
    """`cause` names the record that changed: `inventory_systemversion/12`. `under` says how a change was released: the
    row of an approved plan (`plan_row`), whether its test passed before (`before_test_passed`), what it moved.
    """

    system: AISystem
    cause: str
    at: datetime
    under: Mapping[str, Any] = field(default_factory=dict, hash=False)


Callback = Callable[[SystemChanged], None]


class Changes:
    def __init__(self) -> None:
        self._callbacks: dict[str, Callback] = {}

    def add(self, key: str, callback: Callback) -> None:
        if key in self._callbacks:
            raise ValueError(f"changes are told to {key!r} twice")
        self._callbacks[key] = callback

    def tell(self, changed: SystemChanged) -> None:
        """Let every room look at the change; called inside the act that made it."""
        for callback in self._callbacks.values():
            callback(changed)


changes = Changes()
