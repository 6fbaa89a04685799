"""What monitoring knows and an impact assessment asks: decisions, reviews, incidents, cases, limits.

Severity I is the gravest incident here and 4 the gravest harm there. Says nothing where nothing was recorded: no period
of decisions is not "no decisions".
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from assentian.impact.drafting import queries as drafts
from assentian.impact.measured.reading import Reading
from assentian.inventory.models import AISystem
from assentian.monitoring.choices import Bound, CaseKind, Outcome, Severity
from assentian.monitoring.models import Case, Incident, OperationPeriod, Threshold
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import ImpactLevel, ProofGrade

GIVES = {
    **dict.fromkeys(
        ("ops.decision_volume", "ops.override_rate", "ops.review_seconds_median", "ops.population"),
        "monitoring:periods",
    ),
    "ops.incidents": "monitoring:incidents",
    **dict.fromkeys(("ops.appeals", "ops.complaints"), "monitoring:cases"),
    **dict.fromkeys(("monitor.thresholds", "monitor.coverage"), "monitoring:indicators"),
}
WINDOW = timedelta(days=365)
_GRAVITY = {Severity.ONE: 4, Severity.TWO: 3, Severity.THREE: 2, Severity.FOUR: 1}
_MONTH_DAYS = Decimal("30.4375")
_MOST = 500
_TOPICS = 4


def readings(system: AISystem, moment: datetime) -> Iterator[Reading]:
    """Six queries: four for the registers, two for the draft whose rows are to be watched."""
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
    in_force = list(
        Threshold.objects.of(organisation)
        .filter(indicator__system=system, approved_at__isnull=False, superseded_at=None)
        .select_related("indicator__owner")
        .order_by("indicator__title", "pk")[:_MOST]
    )
    if in_force:
        rows = tuple(_threshold(one) for one in in_force)
        yield _reading("monitor.thresholds", f"{len(in_force)} in force", at=moment, rows=rows)
    yield from _coverage(system, in_force, moment)


def _of_period(period: OperationPeriod) -> Iterator[Reading]:
    days = Decimal(max((period.end - period.start).days, 1))
    monthly = int(period.decisions * _MONTH_DAYS / days)
    told: dict[str, Any] = {"at": period.end, "n": period.decisions}
    segments = [
        {"users": name, "volume_month": str(int(count * _MONTH_DAYS / days))}
        for name, count in sorted(period.population.items())
    ]
    volume = {"number": str(monthly), "fact": monthly, "rows": tuple(segments)}
    yield _reading("ops.decision_volume", str(monthly), **volume, **told)
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
    told = {"at": moment, "n": len(found), "number": str(len(found)), "fact": [{"topic": one.topic} for one in found]}
    return _reading(source, said, rows=tuple(_answered(found)), **told)


def _answered(found: Sequence[Case]) -> Iterator[dict[str, str]]:
    """How soon cases were closed, over all of them: the median in days; nothing while none is."""
    days = [(one.closed_at - one.received_at).days for one in found if one.closed_at]
    if days:
        yield {"channel": f"As recorded: {len(days)} of {len(found)} closed", "reply_days": f"{median(days):g}"}


def _coverage(system: AISystem, in_force: Sequence[Threshold], moment: datetime) -> Iterator[Reading]:
    """Impact rows at level II or above that a limit in force names, as a share; nothing without such a row."""
    draft = drafts.draft(system)
    if draft is None:
        return
    named = {one.indicator.reference for one in in_force if one.indicator.bound_to == Bound.IMPACT}
    grave = [harm for harm, level in drafts.rated(draft) if level >= ImpactLevel.MODERATE]
    if not grave:
        return
    watched = sum(one.name in named for one in grave)
    share = f"{Decimal(100 * watched) / len(grave):.2f}".rstrip("0").rstrip(".")
    told: dict[str, Any] = {"number": share, "fact": float(share), "n": len(grave), "at": moment}
    yield _reading("monitor.coverage", share, where=f"{watched} of {len(grave)} rows", **told)


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
    return Reading(source=source, what=found.what, value=value, unit=found.unit, grade=ProofGrade.A2, **more)
