"""Reads of reported events: the list, one with what it set off, those of a system, and what of them is so now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from assentian.impact.choices import EventKind
from assentian.impact.models import SmallChange, TriggerEvent
from assentian.impact.outward import Concerned, ReportedEvent
from assentian.impact.reported.kinds import Report
from assentian.inventory.models import AISystem


@dataclass(frozen=True, slots=True)
class Followed:
    """One concerned system: why it is concerned, what fired, and what was exempted with its reason."""

    system: AISystem
    because: str
    fired: list[TriggerEvent]
    exempted: list[SmallChange]


def events(organisation: str) -> QuerySet[ReportedEvent]:
    """Newest first, each with the systems it concerns. Two queries."""
    concerned = Concerned.objects.of(organisation).select_related("system").order_by("system__name", "pk")
    found = ReportedEvent.objects.of(organisation).select_related("reported_by", "asset")
    return found.prefetch_related(Prefetch("concerned", concerned)).order_by("-happened_on", "-pk")


def event(organisation: str, number: int) -> ReportedEvent | None:
    return events(organisation).filter(pk=number).first()


def standing(organisation: str, told: Report) -> ReportedEvent | None:
    """The event on record that a report tells again. One query."""
    found = ReportedEvent.objects.of(organisation)
    return found.filter(kind=told.kind, title=told.title, happened_on=told.happened_on).first()


def of_system(system: AISystem, most: int = 6) -> list[ReportedEvent]:
    """The newest events that concern a system, without the others that they concern. One query."""
    return list(events(system.organisation_id).filter(concerned__system=system).prefetch_related(None)[:most])


def followed(event: ReportedEvent) -> list[Followed]:
    """What the event set off, system by system. Two queries beside those of the event."""
    organisation, by = event.organisation_id, cause(event)
    fired = list(
        TriggerEvent.objects.of(organisation).filter(cause=by).select_related("offered", "answered_by").order_by("pk")
    )
    exempted = list(SmallChange.objects.of(organisation).filter(cause=by).select_related("assessment").order_by("pk"))
    return [
        Followed(
            one.system,
            one.because,
            [trigger for trigger in fired if trigger.system_id == one.system_id],
            [small for small in exempted if small.assessment.system_id == one.system_id],
        )
        for one in event.concerned.all()
    ]


def cause(event: ReportedEvent) -> str:
    """How triggers name the event as the record behind them."""
    return f"{ReportedEvent._meta.db_table}/{event.pk}"


def facts(system: AISystem) -> Mapping[str, Mapping[str, Any]]:
    """Which version of its DPIA stands, as it was last reported. One query."""
    found = ReportedEvent.objects.of(system.organisation_id).filter(kind=EventKind.DPIA, concerned__system=system)
    newest = found.order_by("-happened_on", "-pk").first()
    return {"gov.dpia.status": dict(newest.told)} if newest else {}
