"""Who operates or reviews the system is trained for it, and lately enough."""

from datetime import timedelta

from assentian.checks.measure import Limit, Worse
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import PER_MILLION, Parameters, figure, kind, rule, share

FIELDS = (
    Field(name="person", meaning="who operates or reviews the system, by a pseudonym"),
    Field(name="function", meaning="what the person does there"),
    Field(
        name="trained",
        meaning="when the training was completed; empty where it was not",
        type=Type.TIME,
        required=False,
    ),
    Field(name="until", meaning="the last moment at which it counts", type=Type.TIME, required=False),
)
RENEW_DAYS = 365


@rule
def untrained(_parameters: Parameters) -> str:
    """People without any completed training. Unit: people.

    Does not show: people who operate the system and stand in no record.
    """
    return "trained IS NULL"


@rule
def lapsed(parameters: Parameters) -> str:
    """People whose training ran out, or lies further back than `renew_days` (365 if not said). Unit: people.

    Does not show: whether the system has changed since the training.
    """
    return f"trained IS NOT NULL AND NOT ({_is_current(parameters)})"


@rule
def not_yet_trained(_parameters: Parameters) -> str:
    """Records of a training that was completed after the moment of the check. Unit: people.

    Does not show: dates that are wrong and in the past.
    """
    return "coalesce(trained > as_of, false)"


@figure(Limit(warn=0.95, breach=0.8, worse=Worse.BELOW), scale=PER_MILLION)
def trained_share(parameters: Parameters) -> str:
    """People with a completed training that still counts, as a share of all who are recorded. Unit: share, 0 to 1.

    Does not show: what they learned, or whether they act by it; `human-oversight` looks at what they do.
    """
    return share(f"coalesce({_is_current(parameters)}, false)")


def _is_current(parameters: Parameters) -> str:
    days = int(parameters.get("renew_days", RENEW_DAYS))
    return f"trained <= as_of AND trained >= as_of - INTERVAL {days} DAY AND coalesce(until >= as_of, true)"


KIND = kind(
    name="training-record",
    title="Those who operate and review the system are trained for it",
    speaks_for={
        "iso42001:7.2": "Shows who of those concerned has completed the training, and when.",
        "iso42001:A.4.6": "Documents the competence of the people on whom the system relies.",
    },
    valid_for=timedelta(days=90),
    fields=FIELDS,
    rules=(untrained, lapsed, not_yet_trained, trained_share),
)
