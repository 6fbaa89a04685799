"""What operation says to the impact assessment: periods, incidents and cases as events, in the act that records them.

Shares and counts are those of the records. A near miss harmed nobody, so its severity is not that of a harm. Cases are
looked at over 90 days and from 20 on; that no appeal came for half a year is looked at every day.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from assentian.impact.triggers.facts import Event
from assentian.impact.watch.firing import happened
from assentian.inventory.models import AISystem
from assentian.monitoring.choices import CaseKind, Outcome, Severity
from assentian.monitoring.models import Case, Incident, OperationPeriod

GRAVITY: Mapping[str, int] = {Severity.ONE: 4, Severity.TWO: 3, Severity.THREE: 2, Severity.FOUR: 1}
"""Severity I is the gravest here, 4 of 4 in the assessment."""
WINDOW, SILENCE = timedelta(days=90), timedelta(days=180)
FEWEST = 20
_REVIEWED_BELOW = 1
_PERIODS = 3


def recorded(system: AISystem, made: Iterable[Any]) -> None:
    """Tell what was recorded. Called inside the act that recorded it."""
    events: list[Event] = []
    found = list(made)
    for one in found:
        if isinstance(one, Incident):
            events.append(_incident(one))
        elif isinstance(one, OperationPeriod):
            events += _period(system, one)
        elif isinstance(one, Case) and one.kind == CaseKind.COMPLAINT:
            events += _concern(one)
    for kind in CaseKind:
        came = [one.received_at for one in found if isinstance(one, Case) and one.kind == kind]
        events += pattern(system, kind, max(came)) if came else []
    happened(system, events)


def facts(system: AISystem) -> Mapping[str, Mapping[str, Any]]:
    """Whom the system met and how much it decided in its newest period: what an approval is held against. One query."""
    newest = OperationPeriod.objects.of(system.organisation_id).filter(system=system).order_by("-end").first()
    if newest is None:
        return {}
    return {
        "ops.population": {"shares": dict(newest.population)},
        "ops.decision_volume": {"value": _monthly(newest)},
    }


def silent(system: AISystem, moment: datetime) -> Iterator[Event]:
    """No appeal for half a year although the system decided all the while. Two queries."""
    organisation = system.organisation_id
    since = moment - SILENCE
    has_run = OperationPeriod.objects.of(organisation).filter(system=system, start__lte=since).exists()
    came = Case.objects.of(organisation).filter(system=system, kind=CaseKind.APPEAL, received_at__gte=since)
    if has_run and not came.exists():
        yield _event("ops.appeals", moment, f"no_appeals/{moment:%Y-%m}", {"days_without": SILENCE.days})


def pattern(system: AISystem, kind: str, moment: datetime) -> Iterator[Event]:
    """How many decided appeals of the last 90 days overturned the decision, in percent, and how many times as many
    cases a decision brought as in the 90 days before. Four queries.
    """
    came = _cases(system, kind, moment)
    outcomes = [outcome for outcome in came if outcome] if kind == CaseKind.APPEAL else []
    told: dict[str, float] = {}
    if len(outcomes) >= FEWEST:
        told["overturn_rate"] = round(100 * outcomes.count(Outcome.OVERTURNED) / len(outcomes), 1)
    before = len(_cases(system, kind, moment - WINDOW))
    decided = [_decisions(system, at) for at in (moment, moment - WINDOW)]
    if len(came) >= FEWEST and before and all(decided):
        told["rate_ratio"] = round((len(came) / decided[0]) / (before / decided[1]), 2)
    if told:
        yield _event(f"ops.{kind}s", moment, f"{kind}s/{moment:%Y-%m-%d}", told)


def _cases(system: AISystem, kind: str, moment: datetime) -> list[str]:
    """The outcomes, empty while open, of the cases of the 90 days until a moment. One query."""
    found = Case.objects.of(system.organisation_id).filter(system=system, kind=kind)
    return list(
        found.filter(received_at__gt=moment - WINDOW, received_at__lte=moment).values_list("outcome", flat=True)
    )


def _decisions(system: AISystem, moment: datetime) -> int:
    """Decisions of the periods that ended in the 90 days until a moment. One query."""
    found = OperationPeriod.objects.of(system.organisation_id).filter(system=system)
    return found.filter(end__gt=moment - WINDOW, end__lte=moment).aggregate(n=Sum("decisions"))["n"] or 0


def _incident(one: Incident) -> Event:
    told = {"near_miss": True} if one.near_miss else {"severity": GRAVITY[one.severity]}
    cause, about = f"monitoring_incident/{one.pk}", f"{one.reference} {one.title}"
    return Event(source="ops.incidents", at=one.recorded_at, cause=cause, facts=told, about=about)


def _concern(one: Case) -> Iterator[Event]:
    """A complaint after which the decision was taken back: somebody looked, and it was so."""
    if one.outcome == Outcome.OVERTURNED:
        about = f"complaint {one.reference}{f' about {one.topic}' if one.topic else ''}"
        cause, at = f"monitoring_case/{one.pk}", one.closed_at or one.received_at
        yield Event(source="gov.consultations", at=at, cause=cause, facts={"substantiated": True}, about=about)


def _period(system: AISystem, one: OperationPeriod) -> Iterator[Event]:
    cause = f"monitoring_operationperiod/{one.end:%Y-%m-%d}"
    total = sum(one.population.values())
    if total:
        shares = {segment: 100 * count / total for segment, count in one.population.items()}
        yield _event("ops.population", one.end, cause, {"shares": shares})
    yield _event("ops.decision_volume", one.end, cause, {"value": _monthly(one)})
    windows = 0
    recent = OperationPeriod.objects.of(system.organisation_id).filter(system=system, end__lte=one.end).order_by("-end")
    for period in recent[:_PERIODS]:
        if period.overrides is None or not period.decisions:
            break
        if 100 * period.overrides >= _REVIEWED_BELOW * period.decisions:
            break
        windows += 1
    if windows:
        value = round(100 * (one.overrides or 0) / one.decisions, 2)
        yield _event("ops.override_rate", one.end, cause, {"value": value, "windows": windows})


def _monthly(one: OperationPeriod) -> int:
    days = max(1, (one.end - one.start).days)
    return round(one.decisions * 30 / days)


def _event(source: str, at: datetime, cause: str, told: Mapping[str, Any]) -> Event:
    return Event(source=source, at=at, cause=cause, facts=told)
