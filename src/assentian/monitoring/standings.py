"""In one word, how an indicator stands at a moment. Pure.

An open breach outweighs everything; without approved limits, fresh measurements and enough cases nothing is "within".
"""

from datetime import datetime, timedelta
from enum import StrEnum

from assentian.monitoring.rules import Limits, Window

_SLACK = 0.5


class State(StrEnum):
    BREACHED = "breached"
    UNMEASURABLE = "insufficient"
    WARN = "warn"
    STALE = "stale"
    WITHIN = "within_limits"
    NOT_MEASURED = "none"
    NO_LIMITS = "not_started"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    State.BREACHED: "breached",
    State.UNMEASURABLE: "cannot be told",
    State.WARN: "near or beyond a limit",
    State.STALE: "stale",
    State.WITHIN: "within limits",
    State.NOT_MEASURED: "not measured",
    State.NO_LIMITS: "no approved limits",
}


def due(newest: datetime, period: timedelta) -> datetime:
    """When the next window ends."""
    return newest + period


def is_fresh(newest: datetime, period: timedelta, now: datetime) -> bool:
    """Whether the next window is not overdue by more than half a period."""
    return now <= due(newest, period) + _SLACK * period


def state(limits: Limits | None, newest: Window | None, *, is_breached: bool, now: datetime) -> State:
    """How the newest window stands. A value beyond its limit without a breach is near it: the rule asks for more."""
    if is_breached:
        return State.BREACHED
    if limits is None:
        return State.NO_LIMITS
    if newest is None:
        return State.NOT_MEASURED
    if not is_fresh(newest.end, limits.period, now):
        return State.STALE
    if newest.value is None or limits.bound(newest) is None:
        return State.UNMEASURABLE
    return State.WARN if limits.beyond(newest.value, limits.warn) else State.WITHIN
