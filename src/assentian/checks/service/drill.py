"""Fallback, rollback and stop were exercised, and how long it took to reach a safe state."""

from datetime import timedelta

from assentian.checks.measure import NONE_ALLOWED, Limit
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, figure, kind, rule, whole_days
from assentian.checks.sql import quoted

FIELDS = (
    Field(name="function", meaning="what was exercised: fallback, rollback or stop"),
    Field(name="exercised", meaning="when it was exercised", type=Type.TIME),
    Field(
        name="seconds",
        meaning="the seconds until the safe state; empty where it was not reached",
        type=Type.NUMBER,
        required=False,
    ),
    Field(name="objective_seconds", meaning="the seconds allowed", type=Type.NUMBER),
)
FUNCTIONS = ("fallback", "rollback", "stop")


@figure(NONE_ALLOWED)
def never_exercised(parameters: Parameters) -> str:
    """Functions that the suite demands (`functions`; fallback, rollback and stop if not said) without a drill.

    Unit: functions. Does not show: functions that nobody demanded.
    """
    wanted = parameters.get("functions", FUNCTIONS)
    done = f"count(DISTINCT function) FILTER (WHERE function IN ({', '.join(map(quoted, wanted))}))"
    return f"{len(wanted)} - {done}"


@rule
def missed_objective(_parameters: Parameters) -> str:
    """Functions whose newest drill did not reach the safe state, or later than its objective. Unit: functions.

    Does not show: whether the objective protects anybody; the impact assessment sets it.
    """
    return "newest AND (seconds IS NULL OR seconds > objective_seconds OR seconds < 0)"


@figure(Limit(warn=180, breach=180))
def drill_age(_parameters: Parameters) -> str:
    """Days since the newest drill of the function that was exercised longest ago. Unit: days.

    Does not show: whether the system has changed since.
    """
    return f"max({whole_days('as_of', 'exercised')}) FILTER (WHERE newest)"


KIND = kind(
    name="fallback-drill",
    title="Fallback, rollback and stop exercised, with time to the safe state",
    speaks_for={
        "iso42001:A.6.2.6": "Shows that the running system can be stopped and brought to a safe state in time.",
        "iso27001:A.5.30": "Measures readiness by exercise, not by plan.",
    },
    valid_for=timedelta(days=180),
    fields=FIELDS,
    rules=(never_exercised, missed_objective, drill_age),
    derived=("row_number() OVER (PARTITION BY function ORDER BY exercised DESC, row DESC) = 1 AS newest",),
)
