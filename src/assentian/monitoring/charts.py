"""An indicator drawn: its windows with their intervals against the limits in force, and what happened meanwhile.

Marked are breaches, releases, and when the impact assessment was approved or is to be looked at again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assentian.evidence.charts import labels
from assentian.impact.models import Assessment, TriggerEvent
from assentian.inventory.models import SystemVersion
from assentian.monitoring.models import Breach, Measurement
from assentian.monitoring.queries import Watched
from assentian.web.charts import Chart, Limits, Mark, Point, threshold


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that may explain a turn of the series: its words on the axis, and when."""

    label: str
    at: datetime


def happenings(
    versions: Iterable[SystemVersion], assessments: Iterable[Assessment], triggers: Iterable[TriggerEvent]
) -> list[Happened]:
    """Releases of the system, approvals of its impact assessment and what reopened that, oldest first."""
    found = [Happened(one.label, one.released_at) for one in versions]
    found += [Happened(f"assessment {one.number}", one.approved_at) for one in assessments if one.approved_at]
    found += [Happened(f"{one.rule} reopened", one.at) for one in triggers if one.assessment_id]
    return sorted(found, key=lambda one: one.at)


def indicator_chart(
    watched: Watched, measured: Sequence[Measurement], breaches: Iterable[Breach], happened: Iterable[Happened]
) -> Chart | None:
    """`measured` oldest first; None where nothing was. What happened between the windows' ends is marked."""
    if not measured:
        return None
    opened = {breach.measurement_id for breach in breaches}
    points = [
        Point(label, _float(one.value), _float(one.lower), _float(one.upper), breached=one.pk in opened)
        for label, one in zip(labels([one.period_end for one in measured]), measured, strict=True)
    ]
    limits = watched.threshold
    above = watched.indicator.worse == "above"
    ends = [one.period_end for one in measured]
    meanwhile = [one for one in happened if ends[0] <= one.at <= ends[-1]]
    told = ", ".join(f"{one.label} on {one.at:%d %b %Y}" for one in meanwhile)
    return threshold(
        points,
        Limits(float(limits.warn), float(limits.breach), above=above) if limits else Limits(above=above),
        caption=watched.indicator.title,
        note=f"95 % intervals. Meanwhile: {told}." if told else "95 % intervals",
        marks=[Mark(one.label, _place(one.at, ends)) for one in meanwhile],
    )


def _place(moment: datetime, ends: Sequence[datetime]) -> float:
    """Where a moment lies among windows that are drawn at equal distances."""
    before = min(bisect_right(ends, moment), len(ends) - 1) - 1
    if before < 0:
        return 0.0
    return before + (moment - ends[before]) / (ends[before + 1] - ends[before])


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # a Decimal of the database
