"""Whether a planned check ran in time. Pure.

A check is due one period after it last ran, or after the plan began; half a period later it counts as missed. Only a
result counts: a check that could not run has not run.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_SLACK = 0.5


class State(StrEnum):
    RUN = "run"
    DUE = "due"
    MISSED = "missed"

    @property
    def tone(self) -> str:
        return {State.RUN: "ok", State.DUE: "warn", State.MISSED: "bad"}[self]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a planned check stands, and when its next result is due."""

    state: State
    due: datetime


def turn(since: datetime, every: timedelta, last: datetime | None, now: datetime) -> Turn:
    """`last` is the newest result. A plan that began less than a period ago is due, not run, until its first result."""
    due = max(last or since, since) + every
    if now > due + _SLACK * every:
        return Turn(State.MISSED, due)
    return Turn(State.RUN if last is not None and now <= due else State.DUE, due)


def coverage(turns: list[Turn]) -> str:
    """How many of the planned checks ran in time, in words."""
    run = sum(one.state is State.RUN for one in turns)
    missed = sum(one.state is State.MISSED for one in turns)
    return f"{run} of {len(turns)} planned checks ran in time, {missed} missed."
