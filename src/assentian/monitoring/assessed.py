"""What monitoring knows and an impact assessment asks: decisions, reviews, incidents, cases, limits.

Severity I is the gravest incident here and 4 the gravest harm there. Says nothing where nothing was recorded: no period
of decisions is not "no decisions".
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from assentian.impact.measured.reading import Reading
from assentian.inventory.models import AISystem
from assentian.monitoring.choices import CaseKind, Outcome, Severity
from assentian.monitoring.models import Case, Incident, OperationPeriod, Threshold
from assentian.standards.catalogue import catalogue

WINDOW = timedelta(days=365)
_GRAVITY = {Severity.ONE: 4, Severity.TWO: 3, Severity.THREE: 2, Severity.FOUR: 1}
_MONTH_DAYS = Decimal("30.4375")
_MOST = 500
_TOPICS = 4


def readings(system: AISystem, moment: datetime) -> Iterator[Reading]:
    """Four queries."""
    organisation, since = system.organisation_id, moment - WINDOW
    period = OperationPeriod.objects.of(organisation).filter(system=system).order_by("-end").first()
    if period is not None:
        yield from _of_period(period)
    incidents = Incident.objects.of(organisation).filter(system=system, happened_at__gte=since)
    yield from _of_incidents(list(incidents.order_by("happened_at", "pk")[:_MOST]), moment)
    cases = list(Case.objects.of(organisation).filter(system=system, received_at__gte=since).order_by("pk")[:_MOST])
    if period is not None or cases:
        yield _of_cases("ops.appeals", [one for one in cases if one.kind == CaseKind.APPEAL], moment)
        yield _of_cases("ops.complaints", [one for one in cases if one.kind == CaseKind.COMPLAINT], moment)
    yield from _of_thresholds(system, moment)


def _of_period(period: OperationPeriod) -> Iterator[Reading]:
    days = Decimal(max((period.end - period.start).days, 1))
    monthly = int(period.decisions * _MONTH_DAYS / days)
    told: dict[str, Any] = {"at": period.end, "n": period.decisions}
    yield _reading("ops.decision_volume", str(monthly), number=str(monthly), fact=monthly, **told)
    if period.overrides is not None and period.decisions:
        rate = f"{Decimal(100 * period.overrides) / period.decisions:.2f}"
        yield _reading("ops.override_rate", rate, number=rate, fact=float(rate), **told)
    if period.review_seconds_median is not None:
        seconds = f"{period.review_seconds_median.normalize():f}"
        yield _reading("ops.review_seconds_median", seconds, number=seconds, fact=float(seconds), **told)
    if period.population:
        names = sorted(period.population)
        yield _reading("ops.population", ", ".join(names), fact=names, **told)


def _of_incidents(found: Sequence[Incident], moment: datetime) -> Iterator[Reading]:
    if not found:
        return
    still = sum(one.closed_at is None for one in found)
    yield _reading(
        "ops.incidents",
        f"{len(found)} in twelve months, {still} open",
        at=moment,
        fact=[{"severity": _GRAVITY[Severity(one.severity)]} for one in found if not one.near_miss],
        rows=tuple(_incident(one) for one in found),
    )


def _incident(one: Incident) -> dict[str, Any]:
    return {
        "date": f"{one.happened_at:%Y-%m-%d}",
        "what": one.title,
        "severity": one.get_severity_display(),
        "cause": one.description[:400],
    }


def _of_cases(source: str, found: Sequence[Case], moment: datetime) -> Reading:
    overturned = sum(one.outcome == Outcome.OVERTURNED for one in found)
    topics = list(dict.fromkeys(one.topic for one in found if one.topic))[:_TOPICS]
    said = f"{len(found)} in twelve months, {overturned} overturned" + (f": {', '.join(topics)}" if topics else "")
    return _reading(source, said, at=moment, number=str(len(found)), fact=[{"topic": one.topic} for one in found])


def _of_thresholds(system: AISystem, moment: datetime) -> Iterator[Reading]:
    in_force = Threshold.objects.of(system.organisation_id).filter(
        indicator__system=system, approved_at__isnull=False, superseded_at=None
    )
    found = list(in_force.select_related("indicator__owner").order_by("indicator__title", "pk")[:_MOST])
    if found:
        rows = tuple(_threshold(one) for one in found)
        yield _reading("monitor.thresholds", f"{len(found)} in force", at=moment, rows=rows)


def _threshold(one: Threshold) -> dict[str, Any]:
    watched = one.indicator
    return {
        "metric": watched.title,
        "serves_row": watched.reference,
        "target": f"{one.target.normalize():f}",
        "warn": f"{one.warn.normalize():f}",
        "breach": f"{one.breach.normalize():f}",
        "window": f"{watched.period_days} days",
        "min_n": str(watched.minimum),
        "owner": watched.owner.name,
        "action": one.get_hold_display(),
    }


def _reading(source: str, value: str, **more: Any) -> Reading:
    found = catalogue().evidence_source(source)
    return Reading(source=source, what=found.what, value=value, unit=found.unit, **more)
