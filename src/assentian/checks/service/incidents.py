"""Every alert leads to an incident or to a dismissal that somebody answers for, and notices leave in time."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="alert", meaning="the alert"),
    Field(name="raised", meaning="when it was raised", type=Type.TIME),
    Field(name="incident", meaning="the incident that it became", required=False),
    Field(name="dismissed_by", meaning="who dismissed it", required=False),
    Field(name="decided", meaning="when it was decided", type=Type.TIME, required=False),
    Field(name="notify_by", meaning="until when somebody must be told", type=Type.TIME, required=False),
    Field(name="notified", meaning="when they were told", type=Type.TIME, required=False),
)
DECIDE_HOURS = 72


@rule
def undecided(parameters: Parameters) -> str:
    """Alerts with neither incident nor dismissal within the declared `decide_hours` (72 if not said). Unit: alerts.

    Does not show: whether a dismissal was right, or alerts that the export left out.
    """
    overdue = f"raised < as_of - INTERVAL {parameters.get('decide_hours', DECIDE_HOURS):d} HOUR"
    return f"incident IS NULL AND dismissed_by IS NULL AND {overdue}"


@rule
def late_notice(_parameters: Parameters) -> str:
    """Notices that left after their day, or are due and have not left. Unit: notices.

    Does not show: whether the notice told what it must.
    """
    return "notify_by < coalesce(notified, as_of)"


@rule
def decided_before_raised(_parameters: Parameters) -> str:
    """Alerts whose decision is dated before the alert: the trail was written afterwards, or clocks differ.

    Unit: alerts. Does not show: times that are wrong and still in order.
    """
    return "decided < raised"


KIND = kind(
    name="incident-trail",
    title="Alerts that were decided, and notices sent in time",
    speaks_for={
        "iso42001:A.8.4": "Shows that those who must be told of incidents were told in time.",
        "iso42001:A.6.2.6": "Shows that what monitoring raises is decided by somebody.",
        "iso27001:A.5.26": "Measures alerts left without response.",
    },
    valid_for=timedelta(days=30),
    fields=FIELDS,
    rules=(undecided, late_notice, decided_before_raised),
)
