"""Evidence drawn: rates by group with their intervals, and a measure over the months against its limits. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assentian.evidence.readings import Reading, group_name, groups, named, pooled, spreads
from assentian.standards.vocabulary import Verdict
from assentian.web.charts import Chart, Limits, Point, Rate, group_rates, threshold


@dataclass(frozen=True, slots=True)
class Measurement:
    """All metrics of one result, and when it was measured."""

    at: datetime
    readings: Sequence[Reading]

    def find(self, name: str, where: str) -> Reading | None:
        return next((reading for reading in self.readings if (reading.name, reading.where) == (name, where)), None)


def rates_charts(found: Sequence[Reading], most: int = 12) -> list[Chart]:
    """The rates behind the gravest spreads, at most so many: a statement may hold thousands of them."""
    return [chart for spread in spreads(found)[:most] if (chart := rates_chart(found, spread))]


def rates_chart(found: Sequence[Reading], spread: Reading) -> Chart | None:
    """The rates that a spread compares; where it fails, the two extreme groups are marked. None without rates."""
    rates = groups(found, spread)
    known = [rate for rate in rates if rate.value is not None and not rate.status]
    if not known:
        return None
    ends = (min(known, key=_value), max(known, key=_value)) if spread.status == Verdict.FAIL else ()
    return group_rates(
        [
            Rate(group_name(rate.where), rate.value, rate.lower, rate.upper, rate.n, _mark(rate, is_end=rate in ends))
            for rate in rates
        ],
        caption=f"{named(rates[0].name).capitalize()} by {spread.where.replace('_', ' ')}",
        reference=pooled(rates),
        note="95 % Wilson intervals; the dotted line is the rate over all groups",
    )


def largest_chart(history: Sequence[Measurement], measure: Reading) -> Chart:
    """The largest value of a measure among all columns, measurement by measurement (oldest first)."""
    tops = [_largest(measurement.readings, measure.name) for measurement in history]
    return threshold(
        [
            Point(label, top.value if top else None, breached=top is not None and top.status == Verdict.FAIL)
            for label, top in zip(labels([measurement.at for measurement in history]), tops, strict=True)
        ],
        Limits(measure.warn, measure.breach, above=not measure.below),
        caption=f"{measure.title}: the largest of any column",
    )


def evenly(charts: Sequence[Chart], most: int = 4) -> Sequence[Chart]:
    """As many charts as stand in pairs, at most four; a single one stands alone."""
    return charts[: min(most, len(charts) // 2 * 2)] or charts


def series(history: Iterable[Measurement], reading: Reading) -> list[float | None]:
    """The values of one metric, measurement by measurement; a gap where it was not measured."""
    found = (measurement.find(reading.name, reading.where) for measurement in history)
    return [one.value if one else None for one in found]


def labels(moments: Sequence[datetime]) -> list[str]:
    """Months where each stands for itself, days otherwise."""
    months = [f"{moment:%b %y}" for moment in moments]
    return months if len(set(months)) == len(months) else [f"{moment:%d %b}" for moment in moments]


def _value(reading: Reading) -> float:
    return reading.value or 0.0


def _mark(rate: Reading, *, is_end: bool) -> str:
    return "quiet" if rate.status else "bad" if is_end else "ok"


def _largest(found: Iterable[Reading], name: str) -> Reading | None:
    known = [reading for reading in found if reading.name == name and reading.value is not None]
    return max(known, key=_value, default=None)
