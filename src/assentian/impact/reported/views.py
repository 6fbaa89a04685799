"""Pages of reported events: the list, one with what it set off, the choice of a kind, and the form of each kind."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.impact.choices import EventKind
from assentian.impact.reported import kinds, queries, services
from assentian.impact.reported.forms import ReportEvent
from assentian.impact.services import ImpactError
from assentian.impact.triggers.library import rule
from assentian.inventory import queries as inventory
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import paginate
from assentian.web.registers import page_size

_SAYS = {
    EventKind.LAW: "A law, a ruling, guidance of an authority, a standard: new, changed or read otherwise.",
    EventKind.SUPPLIER: "A supplier, a contract, the terms, the region or the end of what a system runs on.",
    EventKind.DATA_RIGHT: "A licence ran out, consent was withdrawn, an owner objects.",
    EventKind.DPIA: "The data protection assessment beside this one has a new version, or an authority answered.",
    EventKind.CONCERN: "Somebody who is affected, or who works with it, says that something is wrong.",
    EventKind.WEAKNESS: "An attack, a research finding or a vulnerability of something that is used here.",
    EventKind.ELSEWHERE: "Somebody else who uses the same model harmed people, or nearly did.",
}


@requires("read")
@require_GET
def events(request: OrganisationRequest) -> HttpResponse:
    listing = paginate(request.GET, queries.events(request.actor.organisation), size=page_size(request.GET))
    context = {"listing": listing, "may_report": request.actor.may("events.report")}
    return render(request, "impact/events/events.html", context)


@requires("read")
@require_GET
def event(request: OrganisationRequest, event: int) -> HttpResponse:
    found = queries.event(request.actor.organisation, event)
    if found is None:
        raise Http404
    context = {
        "event": found,
        "rule": rule(kinds.RULES[found.kind]),
        "told": _told(found.told),
        "followed": queries.followed(found),
        "about": queries.cause(found),
        "crumbs": [_to_events(request)],
    }
    return render(request, "impact/events/event.html", context)


@requires("events.report")
@require_GET
def choose(request: OrganisationRequest) -> HttpResponse:
    """The kinds of events, each with the rule that looks at it; `?system=credit` names a system beforehand."""
    offered = [(kind, _SAYS[kind], rule(kinds.RULES[kind])) for kind in EventKind]
    context = {"kinds": offered, "query": request.GET.urlencode(), "crumbs": [_to_events(request)]}
    return render(request, "impact/events/choose.html", context)


@requires("events.report")
@require_http_methods(["GET", "POST"])
def report(request: OrganisationRequest, event_kind: str) -> HttpResponse:
    if event_kind not in EventKind.values:
        raise Http404
    organisation = request.actor.organisation
    systems = list(inventory.systems(organisation).filter(retired_at=None).order_by("name"))
    named = [system.pk for system in systems if system.slug == request.GET.get("system")]
    assets = inventory.assets(organisation, kind="dataset" if event_kind == EventKind.DATA_RIGHT else "")
    form = ReportEvent(event_kind, systems, assets.order_by("name"), request.POST or None, initial={"systems": named})
    if form.is_valid():
        try:
            made = services.report(request.actor, form.report())
        except ImpactError as error:
            tell(form, error)
        else:
            messages.success(request, "The event is on record; below stands what it set off.")
            return redirect("impact:event", organisation, made.pk)
    kind = EventKind(event_kind)
    crumbs = [_to_events(request), Link("Report an event", reverse("impact:choose-event", args=[organisation]))]
    context = {"form": form, "kind": kind, "says": _SAYS[kind], "rule": rule(kinds.RULES[kind]), "crumbs": crumbs}
    return render(request, "impact/events/report.html", context)


def _told(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """What was told beside title and source, in words."""
    words: dict[Any, str] = {**kinds.areas(), **kinds.CHANGED, **kinds.LOST, True: "yes", False: "no"}
    found = []
    for name, value in facts.items():
        values = value if isinstance(value, list) else [value]
        told = ", ".join(str(words.get(one, one)) for one in values)
        if told:
            found.append((name.replace("_", " ").capitalize(), told))
    return found


def _to_events(request: OrganisationRequest) -> Link:
    return Link("Reported events", reverse("impact:events", args=[request.actor.organisation]))
