"""What is planned to be checked, told and done by the room that keeps the schedule, which lies above this one.

Without a provider nothing is planned and nothing can be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assentian.accounts.rules import Actor
from assentian.inventory.models import AISystem


@dataclass(frozen=True, slots=True)
class PlanState:
    """A planned kind of check: how often, when its next result is due, and whether it ran in time."""

    every_days: int
    due: datetime
    state: str
    tone: str


Reader = Callable[[AISystem, datetime], Mapping[str, PlanState]]
Planner = Callable[[Actor, AISystem, Mapping[str, int]], int]


class Plans:
    def __init__(self) -> None:
        self._reader: Reader | None = None
        self._planner: Planner | None = None

    def provide(self, reader: Reader, planner: Planner) -> None:
        if self._reader is not None:
            raise ValueError("the plans already have a provider")
        self._reader, self._planner = reader, planner

    def of_system(self, system: AISystem, now: datetime) -> Mapping[str, PlanState]:
        """By kind of check. Two queries."""
        return self._reader(system, now) if self._reader else {}

    def plan(self, actor: Actor, system: AISystem, days: Mapping[str, int]) -> int:
        """Plan each kind every so many days; how many were not planned before."""
        return self._planner(actor, system, days) if self._planner else 0


plans = Plans()
