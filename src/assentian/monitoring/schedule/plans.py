"""The schedule as the room of threats sees it: what is planned by kind of check. Provider of `risk.planned`."""

from collections.abc import Mapping
from datetime import datetime

from assentian.inventory.models import AISystem
from assentian.monitoring.schedule import queries
from assentian.monitoring.schedule.rules import State
from assentian.risk.planned import PlanState

_GRAVITY = (State.RUN, State.DUE, State.MISSED)


def of_system(system: AISystem, now: datetime) -> Mapping[str, PlanState]:
    """By kind of check; of several plans of one kind, the one that stands worst. Two queries."""
    found: dict[str, PlanState] = {}
    ordered = sorted(queries.of_system(system, now), key=lambda one: _GRAVITY.index(one.turn.state))
    for one in ordered:
        told = PlanState(one.check.every_days, one.turn.due, one.turn.state.value, one.turn.state.tone)
        found[one.check.check_kind] = told
    return found
