"""An indicator drawn: its windows with their intervals against the limits in force, breaches and releases marked."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

from assentian.evidence.charts import labels
from assentian.inventory.models import SystemVersion
from assentian.monitoring.models import Breach, Measurement
from assentian.monitoring.queries import Watched
from assentian.web.charts import Chart, Limits, Mark, Point, threshold


def indicator_chart(
    watched: Watched, measured: Sequence[Measurement], breaches: Iterable[Breach], versions: Iterable[SystemVersion]
) -> Chart | None:
    """`measured` oldest first; None where nothing was. Releases between the windows' ends are marked."""
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
    released = [version for version in versions if ends[0] <= version.released_at <= ends[-1]]
    told = ", ".join(f"{version.label} on {version.released_at:%d %b %Y}" for version in released)
    return threshold(
        points,
        Limits(float(limits.warn), float(limits.breach), above=above) if limits else Limits(above=above),
        caption=watched.indicator.title,
        note=f"95 % intervals. Released meanwhile: {told}." if told else "95 % intervals",
        marks=[Mark(version.label, _place(version.released_at, ends)) for version in released],
    )


def _place(moment: datetime, ends: Sequence[datetime]) -> float:
    """Where a moment lies among windows that are drawn at equal distances."""
    before = min(bisect_right(ends, moment), len(ends) - 1) - 1
    if before < 0:
        return 0.0
    return before + (moment - ends[before]) / (ends[before + 1] - ends[before])


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # a Decimal of the database
