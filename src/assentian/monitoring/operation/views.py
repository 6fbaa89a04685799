"""Pages of operation: periods, incidents and cases, one incident with its timeline, and the forms that add to them."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.inventory import queries as inventory
from assentian.monitoring.operation import queries, services, tables
from assentian.monitoring.operation.forms import AddEntry, ImportOperation, RecordIncident
from assentian.monitoring.rows import RowError, RowsError
from assentian.monitoring.services import MonitoringError
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import paginate
from assentian.web.registers import page_size


@requires("read")
@require_GET
def periods(request: OrganisationRequest) -> HttpResponse:
    return _list(request, "periods", queries.periods(request.actor.organisation))


@requires("read")
@require_GET
def incidents(request: OrganisationRequest) -> HttpResponse:
    return _list(request, "incidents", queries.incidents(request.actor.organisation))


@requires("read")
@require_GET
def cases(request: OrganisationRequest) -> HttpResponse:
    return _list(request, "cases", queries.cases(request.actor.organisation))


def _list(request: OrganisationRequest, word: str, found: "QuerySet[object]") -> HttpResponse:  # type: ignore[type-var]  # any model
    listing = paginate(request.GET, found, size=page_size(request.GET))
    context = {"listing": listing, "word": word, "may_record": request.actor.may("operation.record")}
    return render(request, f"monitoring/operation/{word}.html", context)


@requires("read")
@require_GET
def incident(request: OrganisationRequest, incident: int) -> HttpResponse:
    return _incident(request, incident, AddEntry())


@requires("operation.record")
@require_http_methods(["POST"])
def add_entry(request: OrganisationRequest, incident: int) -> HttpResponse:
    form = AddEntry(request.POST)
    found = queries.incident(request.actor.organisation, incident)
    if found is None:
        raise Http404
    if form.is_valid():
        try:
            services.add_entry(request.actor, found, form.cleaned_data["at"], form.cleaned_data["text"])
        except MonitoringError as error:
            tell(form, error)
        else:
            messages.success(request, "The entry stands in the timeline.")
            return redirect("monitoring:incident", request.actor.organisation, found.pk)
    return _incident(request, incident, form)


def _incident(request: OrganisationRequest, number: int, form: AddEntry) -> HttpResponse:
    found = queries.incident(request.actor.organisation, number)
    if found is None:
        raise Http404
    context = {
        "incident": found,
        "entries": queries.timeline(found),
        "form": form,
        "may_record": request.actor.may("operation.record"),
        "crumbs": [_to(request, "incidents", "Incidents")],
    }
    return render(request, "monitoring/operation/incident.html", context)


@requires("operation.record")
@require_http_methods(["GET", "POST"])
def record_incident(request: OrganisationRequest) -> HttpResponse:
    systems = {system.pk: system for system in inventory.systems(request.actor.organisation)}
    form = RecordIncident(systems.values(), request.POST or None)
    if form.is_valid():
        try:
            services.record(request.actor, systems[form.cleaned_data["system_id"]], [form.row()])
        except RowsError as error:
            form.add_error(None, error.errors[0].message)
        else:
            messages.success(request, f"{form.cleaned_data['reference']} is on record.")
            return redirect("monitoring:incidents", request.actor.organisation)
    context = {"form": form, "crumbs": [_to(request, "incidents", "Incidents")]}
    return render(request, "monitoring/operation/record.html", context)


@requires("operation.record")
@require_http_methods(["GET", "POST"])
def import_csv(request: OrganisationRequest) -> HttpResponse:
    """Import periods or cases from CSV, or only look for errors; what was typed stays until it is imported."""
    systems = {system.pk: system for system in inventory.systems(request.actor.organisation)}
    form = ImportOperation(systems.values(), request.POST or None)
    wrong: list[RowError] = []
    if form.is_valid():
        system, word = systems[form.cleaned_data["system_id"]], form.cleaned_data["word"]
        try:
            rows = tables.read(word, form.cleaned_data["text"])
            if form.cleaned_data["dry_run"]:
                wrong = services.check(system, rows)
                if not wrong:
                    messages.info(request, f"{len(rows)} rows can be imported as they are.")
            else:
                recorded = services.record(request.actor, system, rows)
                messages.success(request, f"{recorded.new} rows are recorded; {recorded.standing} stood already.")
                return redirect(f"monitoring:{word}", request.actor.organisation)
        except RowsError as error:
            wrong = list(error.errors)
    lines = [(error.row + 2, error.message) for error in wrong]
    context = {"form": form, "wrong": lines, "crumbs": [_to(request, "periods", "Operation")]}
    return render(request, "monitoring/operation/import.html", context)


def _to(request: OrganisationRequest, name: str, label: str) -> Link:
    return Link(label, reverse(f"monitoring:{name}", args=[request.actor.organisation]))
