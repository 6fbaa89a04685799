"""Reported events over HTTP: tell what happened outside, and read what it set off, system by system."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import Field

from assentian.api.access import ApiRequest
from assentian.api.problem import RequestError
from assentian.impact.choices import EventKind
from assentian.impact.reported import queries, services
from assentian.impact.reported.kinds import Report
from assentian.inventory import queries as inventory

router = Router(tags=["events"])
Words = Annotated[tuple[str, ...], Field(max_length=200)]


class NewEvent(Schema):
    """`kind` is law, supplier, data-right, dpia, concern, weakness or elsewhere; `source` says where it is written.
    `systems` and `part` are keys of the register. A law without systems concerns those whose approved answers match its
    `areas` or `places`; a data right, and whatever names a part, concerns the systems whose newest version runs on it.
    """

    kind: str
    title: str
    happened_on: date
    source: str
    description: str = ""
    systems: Words = ()
    part: str = ""
    areas: Words = ()
    places: Words = ()
    legal_note: str = ""
    changed: Words = ()
    tested_patch: bool = False
    lost: str = ""
    version: str = ""
    substantiated: bool = False
    critical: bool = False
    exploitable_here: bool = False


class FiredRule(Schema):
    """`risk` is what was offered to the register of risks; empty where nothing was."""

    rule: str
    outcome: str
    reason: str
    hold: str
    due: str
    risk: str


class ConcernedSystem(Schema):
    """`counted` are reasons for which the event was only counted."""

    system: str
    because: str
    fired: list[FiredRule]
    counted: list[str]


class EventReceipt(Schema):
    id: int
    kind: str
    title: str
    happened_on: date
    source: str
    concerned: list[ConcernedSystem]


@router.post("/events", response={200: EventReceipt, 201: EventReceipt})
def report_event(request: ApiRequest, told: NewEvent) -> Status[Any]:
    """Report an event: 201 when it is new, 200 when the same one stands already, 422 naming what is wrong."""
    given = told.dict()
    slugs, part = given.pop("systems"), given.pop("part")
    systems = {one.slug: one.pk for one in inventory.systems(request.auth.organisation)}
    if unknown := [slug for slug in slugs if slug not in systems]:
        raise RequestError(f"the register has no AI system {unknown[0]!r}")
    asset = inventory.asset(request.auth.organisation, part) if part else None
    if part and asset is None:
        raise RequestError(f"the register has no part {part!r}")
    report = Report(**given, systems=tuple(systems[slug] for slug in slugs), asset_id=asset.pk if asset else None)
    is_new = queries.standing(request.auth.organisation, report) is None
    made = services.report(request.auth, report)
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, _told(request.auth.organisation, made.pk))


@router.get("/events/{int:number}", response=EventReceipt)
def read_event(request: ApiRequest, number: int) -> EventReceipt:
    """One event with what it set off."""
    return _told(request.auth.organisation, number)


def _told(organisation: str, number: int) -> EventReceipt:
    found = queries.event(organisation, number)
    if found is None:
        raise Http404(f"there is no event {number}")
    return _receipt(found)


def _receipt(event: Any) -> EventReceipt:
    concerned = [
        ConcernedSystem(
            system=one.system.slug,
            because=one.because,
            fired=[
                FiredRule(
                    rule=trigger.rule,
                    outcome=trigger.trigger_class,
                    reason=trigger.reason,
                    hold=trigger.hold,
                    due=f"{trigger.due_at:%Y-%m-%d}",
                    risk=trigger.offered.reference if trigger.offered else "",
                )
                for trigger in one.fired
            ],
            counted=[small.reason for small in one.exempted],
        )
        for one in queries.followed(event)
    ]
    return EventReceipt(
        id=event.pk,
        kind=EventKind(event.kind).value,
        title=event.title,
        happened_on=event.happened_on,
        source=event.source,
        concerned=concerned,
    )
