"""Stage gates: may an AI system enter a lifecycle stage? Every room that knows a reason against it adds a condition.

An answer is the worst of all reasons: blocked outweighs "cannot tell", and without a single condition nothing is clear
(an empty policy fails). Each reason has a rule id that stays the same, for scripts to look for. The words of an answer
are plain values that need no database, so that a pipeline can come to one from an audit pack alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from assentian.standards.vocabulary import Stage

if TYPE_CHECKING:
    from assentian.inventory.models import AISystem


class Answer(StrEnum):
    CLEAR = "clear"
    BLOCKED = "blocked"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Reason:
    """`rule` is stable: `E-FAIL:<check>`; `text` is for a person; `evidence` is the id of the deciding evidence."""

    rule: str
    text: str
    answer: Answer
    evidence: int | None = None


@dataclass(frozen=True, slots=True)
class GateAnswer:
    stage: Stage
    answer: Answer
    reasons: tuple[Reason, ...]


Condition = Callable[["AISystem", Stage, datetime], Iterable[Reason]]
"""What one room says of a system that is to enter a stage, in a fixed number of queries."""


class Gates:
    def __init__(self) -> None:
        self._conditions: dict[str, Condition] = {}

    def add(self, key: str, condition: Condition) -> None:
        if key in self._conditions:
            raise ValueError(f"the gate condition {key!r} is registered twice")
        self._conditions[key] = condition

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys of the conditions, in name order."""
        return tuple(sorted(self._conditions))

    def ask(self, system: "AISystem", stage: Stage, now: datetime) -> GateAnswer:
        """The reasons of every condition, blocking ones first, and the worst of their answers."""
        reasons = [reason for condition in self._conditions.values() for reason in condition(system, stage, now)]
        if not self._conditions:
            reasons = [Reason("G-EMPTY", "No condition guards this gate.", Answer.CANNOT_TELL)]
        return answered(stage, reasons)


def answered(stage: Stage, reasons: Iterable[Reason]) -> GateAnswer:
    ordered = sorted(reasons, key=lambda reason: (reason.answer is not Answer.BLOCKED, reason.rule))
    return GateAnswer(stage, ordered[0].answer if ordered else Answer.CLEAR, tuple(ordered))


gates = Gates()
