"""Pure decisions about nonconformities (10.2) and about what a breach sets off: rule, class, deadlines, gate, proof.

A breach says which rule of the published set it fires and how grave that is; only its hold can make a stop of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assentian.impact.rules import due, is_hold
from assentian.inventory.gates import Answer, Reason
from assentian.standards.vocabulary import ReadinessLevel, Standing

RECORD_WINDOW = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Fired:
    """The trigger rule that a breach fires, and its class."""

    rule: str
    trigger_class: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A nonconformity, as far as a gate and a proof need it."""

    number: int
    title: str
    hold: str
    is_open: bool
    is_closed: bool
    due_at: datetime
    closed_at: datetime | None = None


def fired(rule: str, trigger_class: str, hold: str) -> Fired:
    """The rule and the class that a breach names; a hold to the fallback is a stop."""
    return Fired(rule, "stop" if hold == "fallback" else trigger_class)


def due_at(trigger_class: str, at: datetime) -> datetime:
    """When the nonconformity of a breach is due; a stop leaves one day for putting on record what was done at once."""
    return max(due(trigger_class, at), at + timedelta(days=1))


def against(matters: Iterable[Matter]) -> list[Reason]:
    """What blocks a gate: every nonconformity that holds and is not yet corrected. What is corrected waits for its
    check of effectiveness, and no longer holds.
    """
    return [
        Reason(f"N-OPEN:{one.number}", f"Nonconformity N-{one.number} is open: {one.title}.", Answer.BLOCKED)
        for one in matters
        if one.is_open and is_hold(one.hold)
    ]


@dataclass(frozen=True, slots=True)
class Said:
    level: ReadinessLevel
    standing: Standing
    reason: str


def shown(matters: Sequence[Matter], now: datetime) -> Said | None:
    """What the register shows of 10.2: nothing without an entry; overdue ones show that it is not met.

    A register says that nonconformities are handled, not that all of them were noticed.
    """
    if not matters:
        return None
    late = [one.number for one in matters if not one.is_closed and one.due_at < now]
    if late:
        named = ", ".join(f"N-{number}" for number in sorted(late)[:3]) + ("" if len(late) <= 3 else " and others")  # noqa: PLR2004
        return Said(ReadinessLevel.AD_HOC, Standing.FAILING, f"Past their due date: {named}.")
    closed = sum(one.closed_at is not None and now - one.closed_at <= RECORD_WINDOW for one in matters)
    level = ReadinessLevel.OPERATING if closed else ReadinessLevel.AD_HOC
    open_ = sum(not one.is_closed for one in matters)
    reason = (
        f"{closed} nonconformities were closed with a check of their effect within twelve months, {open_} are open."
    )
    return Said(level, Standing.PARTLY, reason)
