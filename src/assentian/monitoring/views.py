"""Pages of monitoring: the indicators, one of them with its limits and windows, and the forms that add to them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.accounts import queries as accounts
from assentian.impact import queries as impact
from assentian.inventory import queries as inventory
from assentian.monitoring import queries, services, tables
from assentian.monitoring.charts import Happened, happenings, indicator_chart
from assentian.monitoring.forms import DefineIndicator, ImportMeasurements, ProposeThreshold
from assentian.monitoring.rows import RowError, RowsError
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import paginate
from assentian.web.registers import page_size

_WINDOWS = 36


@requires("read")
@require_GET
def indicators(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    listing = paginate(request.GET, queries.indicators(organisation), size=page_size(request.GET))
    context = {
        "listing": listing,
        "watched": queries.watched(organisation, listing.rows),
        "may_define": request.actor.may("indicators.define"),
        "may_record": request.actor.may("measurements.record"),
    }
    return render(request, "monitoring/indicators.html", context)


@requires("read")
@require_GET
def indicator(request: OrganisationRequest, indicator: int) -> HttpResponse:
    found = _indicator_or_404(request, indicator)
    (watched,) = queries.watched(found.organisation_id, [found])
    measured, breaches = queries.measurements(found, _WINDOWS), queries.breaches(found)
    context = {
        "watched": watched,
        "indicator": found,
        "measured": measured,
        "breaches": breaches,
        "thresholds": queries.thresholds(found),
        "chart": indicator_chart(watched, measured[::-1], breaches, _happened(found.system)),
        "may_propose": request.actor.may("thresholds.propose"),
        "may_approve": request.actor.may("thresholds.approve"),
        "crumbs": [_to_indicators(request)],
    }
    return render(request, "monitoring/indicator.html", context)


@requires("indicators.define")
@require_http_methods(["GET", "POST"])
def define(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    systems = {system.pk: system for system in inventory.systems(organisation)}
    form = DefineIndicator(systems.values(), accounts.people(organisation), request.POST or None)
    if form.is_valid():
        system = systems[form.cleaned_data["system_id"]]
        try:
            made = services.define_indicator(request.actor, system, form.description())
        except services.MonitoringError as error:
            tell(form, error)
        else:
            messages.success(request, f"{made.title} is watched. Next: propose its limits.")
            return redirect("monitoring:indicator", organisation, made.pk)
    return render(request, "monitoring/define.html", {"form": form, "crumbs": [_to_indicators(request)]})


@requires("thresholds.propose")
@require_http_methods(["GET", "POST"])
def propose(request: OrganisationRequest, indicator: int) -> HttpResponse:
    found = _indicator_or_404(request, indicator)
    form = ProposeThreshold(request.POST or None)
    if form.is_valid():
        try:
            made = services.propose_threshold(request.actor, found, form.proposal())
        except services.MonitoringError as error:
            tell(form, error)
        else:
            messages.success(request, f"Version {made.version} is proposed. Another person approves it.")
            return redirect("monitoring:indicator", request.actor.organisation, found.pk)
    crumbs = [_to_indicators(request), Link(found.title, "../")]
    return render(request, "monitoring/propose.html", {"form": form, "indicator": found, "crumbs": crumbs})


@requires("thresholds.approve")
@require_POST
def approve(request: OrganisationRequest, threshold: int) -> HttpResponse:
    found = queries.threshold(request.actor.organisation, threshold)
    if found is None:
        raise Http404
    try:
        services.approve_threshold(request.actor, found)
    except services.MonitoringError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Version {found.version} is in force; the newest window is judged by it.")
    return redirect("monitoring:indicator", request.actor.organisation, found.indicator_id)


@requires("measurements.record")
@require_http_methods(["GET", "POST"])
def import_csv(request: OrganisationRequest) -> HttpResponse:
    """Import measurements from CSV, or only look for errors; what was typed stays until it is imported."""
    systems = {system.pk: system for system in inventory.systems(request.actor.organisation)}
    form = ImportMeasurements(systems.values(), request.POST or None)
    wrong: list[RowError] = []
    if form.is_valid():
        system = systems[form.cleaned_data["system_id"]]
        try:
            rows = tables.read(form.cleaned_data["text"])
            if form.cleaned_data["dry_run"]:
                wrong = services.check_rows(request.actor.organisation, system, rows)
                if not wrong:
                    messages.info(request, f"{len(rows)} rows can be imported as they are.")
            else:
                recorded = services.record_measurements(request.actor, system, rows)
                said = f"{recorded.new} windows are recorded; {recorded.standing} stood already."
                messages.success(request, said)
                return redirect("monitoring:indicators", request.actor.organisation)
        except RowsError as error:
            wrong = list(error.errors)
    lines = [(error.row + 2, error.message) for error in wrong]
    context = {"form": form, "wrong": lines, "crumbs": [_to_indicators(request)]}
    return render(request, "monitoring/import.html", context)


def _happened(system: Any) -> list[Happened]:
    return happenings(inventory.versions(system), impact.versions(system), impact.triggers(system))


def _indicator_or_404(request: OrganisationRequest, number: int) -> Any:
    found = queries.indicator(request.actor.organisation, number)
    if found is None:
        raise Http404
    return found


def _to_indicators(request: OrganisationRequest) -> Link:
    return Link("Monitoring", reverse("monitoring:indicators", args=[request.actor.organisation]))
