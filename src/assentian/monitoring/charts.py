"""An indicator drawn: its windows with their intervals against the limits in force, breaches and releases marked."""

from collections.abc import Iterable, Sequence

from assentian.evidence.charts import labels
from assentian.inventory.models import SystemVersion
from assentian.monitoring.models import Breach, Measurement
from assentian.monitoring.queries import Watched
from assentian.web.charts import Chart, Limits, Point, threshold


def indicator_chart(
    watched: Watched, measured: Sequence[Measurement], breaches: Iterable[Breach], versions: Iterable[SystemVersion]
) -> Chart | None:
    """`measured` oldest first; None where nothing was. The note names releases between the first and last window."""
    if not measured:
        return None
    opened = {breach.measurement_id for breach in breaches}
    points = [
        Point(label, _float(one.value), _float(one.lower), _float(one.upper), breached=one.pk in opened)
        for label, one in zip(labels([one.period_end for one in measured]), measured, strict=True)
    ]
    limits = watched.threshold
    above = watched.indicator.worse == "above"
    released = [
        f"{version.label} on {version.released_at:%d %b %Y}"
        for version in versions
        if measured[0].period_start <= version.released_at <= measured[-1].period_end
    ]
    return threshold(
        points,
        Limits(float(limits.warn), float(limits.breach), above=above) if limits else Limits(above=above),
        caption=watched.indicator.title,
        note=f"95 % intervals. Released meanwhile: {', '.join(released)}." if released else "95 % intervals",
    )


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # a Decimal of the database
