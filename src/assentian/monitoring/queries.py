"""Reads of monitoring, shaped for pages. Each names its fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.monitoring import standings
from assentian.monitoring.choices import BreachRule
from assentian.monitoring.judging import limits_of, window_of
from assentian.monitoring.models import Breach, Indicator, Measurement, Threshold

_OF_EACH = 12


@dataclass(frozen=True, slots=True)
class Watched:
    """An indicator with its limits in force, its last measurements (oldest first) and its open breaches."""

    indicator: Indicator
    threshold: Threshold | None
    measured: Sequence[Measurement]
    breaches: Sequence[Breach]
    state: standings.State

    @property
    def newest(self) -> Measurement | None:
        return self.measured[-1] if self.measured else None

    @property
    def due(self) -> datetime | None:
        period = timedelta(days=self.indicator.period_days)
        return standings.due(self.newest.period_end, period) if self.newest else None

    @property
    def trend(self) -> list[float | None]:
        values = [None if one.value is None else float(one.value) for one in self.measured]
        return values if len(values) > 1 else []

    @property
    def breach_limit(self) -> float | None:
        return float(self.threshold.breach) if self.threshold else None


def indicators(organisation: str) -> QuerySet[Indicator]:
    return Indicator.objects.of(organisation).select_related("system", "owner").order_by("system__name", "title", "pk")


def indicator(organisation: str, number: int) -> Indicator | None:
    return indicators(organisation).filter(pk=number).first()


def threshold(organisation: str, number: int) -> Threshold | None:
    return Threshold.objects.of(organisation).filter(pk=number).select_related("indicator__system").first()


def watched(organisation: str, found: Iterable[Indicator]) -> list[Watched]:
    """How these indicators stand. Three queries."""
    asked = list(found)
    numbers = [one.pk for one in asked]
    limits = Threshold.objects.of(organisation).filter(approved_at__isnull=False, superseded_at=None)
    in_force = {one.indicator_id: one for one in limits.filter(indicator__in=numbers).select_related("indicator")}
    measured: dict[int, list[Measurement]] = defaultdict(list)
    ranked = Measurement.objects.of(organisation).annotate(
        rank=Window(RowNumber(), partition_by=[F("indicator")], order_by=F("period_end").desc())
    )
    for one in ranked.filter(indicator__in=numbers, rank__lte=_OF_EACH).order_by("period_end"):
        measured[one.indicator_id].append(one)
    breaches: dict[int, list[Breach]] = defaultdict(list)
    for breach in Breach.objects.of(organisation).filter(indicator__in=numbers, cleared_at=None).order_by("opened_at"):
        breaches[breach.indicator_id].append(breach)
    moment = now()
    return [_watched(one, in_force.get(one.pk), measured[one.pk], breaches[one.pk], moment) for one in asked]


def _watched(
    indicator: Indicator,
    threshold: Threshold | None,
    measured: Sequence[Measurement],
    breaches: Sequence[Breach],
    moment: datetime,
) -> Watched:
    state = standings.state(
        limits_of(threshold) if threshold else None,
        window_of(measured[-1]) if measured else None,
        is_breached=any(breach.rule == BreachRule.LIMIT for breach in breaches),
        now=moment,
    )
    return Watched(indicator, threshold, measured, breaches, state)


def of_system(system: AISystem) -> list[Watched]:
    """Four queries."""
    return watched(system.organisation_id, indicators(system.organisation_id).filter(system=system))


def open_breaches(organisation: str) -> int:
    """How many limits are breached. One query."""
    return Breach.objects.of(organisation).filter(cleared_at=None, rule=BreachRule.LIMIT).count()


def thresholds(indicator: Indicator) -> list[Threshold]:
    """Every version of the limits, newest first. One query."""
    found = Threshold.objects.of(indicator.organisation_id).filter(indicator=indicator)
    return list(found.select_related("proposed_by", "approved_by").order_by("-version"))


def breaches(indicator: Indicator) -> list[Breach]:
    """Every breach, newest first. One query."""
    found = Breach.objects.of(indicator.organisation_id).filter(indicator=indicator)
    return list(found.select_related("measurement", "cleared_by").order_by("-opened_at", "-pk"))


def measurements(indicator: Indicator, most: int) -> list[Measurement]:
    """The newest measurements, newest first. One query."""
    found = Measurement.objects.of(indicator.organisation_id).filter(indicator=indicator)
    return list(found.select_related("evidence").order_by("-period_end")[:most])
