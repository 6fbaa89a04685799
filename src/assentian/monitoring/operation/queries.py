"""Reads of operation, shaped for pages. Each names its fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from assentian.inventory.models import AISystem
from assentian.monitoring.choices import CaseKind, Outcome
from assentian.monitoring.models import Case, Incident, IncidentEntry, OperationPeriod

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Summary:
    """What operation shows of one system: its newest period, and what came in within the last year."""

    newest: OperationPeriod | None
    incidents: int
    open_incidents: int
    appeals: int
    overturned: int
    complaints: int

    @property
    def override_rate(self) -> Decimal | None:
        """Share of decisions that a reviewer changed in the newest period; unit 1."""
        newest = self.newest
        if newest is None or newest.overrides is None or not newest.decisions:
            return None
        return Decimal(newest.overrides) / newest.decisions

    @property
    def is_empty(self) -> bool:
        return self.newest is None and not (self.incidents or self.appeals or self.complaints)


def periods(organisation: str) -> QuerySet[OperationPeriod]:
    found = OperationPeriod.objects.of(organisation).select_related("system")
    return found.order_by("-end", "system__name", "pk")


def incidents(organisation: str) -> QuerySet[Incident]:
    return Incident.objects.of(organisation).select_related("system").order_by("-happened_at", "-pk")


def cases(organisation: str) -> QuerySet[Case]:
    return Case.objects.of(organisation).select_related("system").order_by("-received_at", "-pk")


def incident(organisation: str, number: int) -> Incident | None:
    return incidents(organisation).filter(pk=number).first()


def timeline(incident: Incident) -> list[IncidentEntry]:
    """What was done and found, oldest first. One query."""
    found = IncidentEntry.objects.of(incident.organisation_id).filter(incident=incident)
    return list(found.select_related("recorded_by").order_by("at", "pk"))


def summary(system: AISystem, now: datetime) -> Summary:
    """Three queries."""
    organisation, since = system.organisation_id, now - _YEAR
    is_appeal = Q(kind=CaseKind.APPEAL)
    happened = incidents(organisation).filter(system=system).order_by()
    came = cases(organisation).filter(system=system, received_at__gte=since).order_by()
    return Summary(
        newest=periods(organisation).filter(system=system).first(),
        **happened.aggregate(
            incidents=Count("pk", filter=Q(happened_at__gte=since)),
            open_incidents=Count("pk", filter=Q(closed_at=None)),
        ),
        **came.aggregate(
            appeals=Count("pk", filter=is_appeal),
            overturned=Count("pk", filter=is_appeal & Q(outcome=Outcome.OVERTURNED)),
            complaints=Count("pk", filter=Q(kind=CaseKind.COMPLAINT)),
        ),
    )
