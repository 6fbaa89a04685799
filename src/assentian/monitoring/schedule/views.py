"""Pages of the schedule: the planned checks and whether they ran, and the forms that plan and withdraw one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.monitoring.schedule import queries, services
from assentian.monitoring.schedule.forms import PlanCheck, WithdrawCheck
from assentian.monitoring.schedule.rules import coverage
from assentian.monitoring.services import MonitoringError
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import paginate
from assentian.web.registers import page_size

MOST_WITHDRAWN = 20


@requires("read")
@require_GET
def schedule(request: OrganisationRequest) -> HttpResponse:
    planned = queries.schedule(request.actor.organisation, now())
    context = {
        "listing": paginate(request.GET, planned, size=page_size(request.GET)),
        "coverage": coverage([one.turn for one in planned]),
        "withdrawn": queries.withdrawn(request.actor.organisation)[:MOST_WITHDRAWN],
        "may_plan": request.actor.may("indicators.define"),
    }
    return render(request, "monitoring/schedule/list.html", context)


@requires("indicators.define")
@require_http_methods(["GET", "POST"])
def plan(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    systems = {system.pk: system for system in inventory.systems(organisation)}
    form = PlanCheck(systems.values(), request.POST or None)
    if form.is_valid():
        try:
            services.plan_check(request.actor, systems[form.cleaned_data["system_id"]], form.plan())
        except MonitoringError as error:
            tell(form, error)
        else:
            messages.success(request, "The check is planned; its first result is due within a period.")
            return redirect("monitoring:schedule", organisation)
    crumbs = [Link("Schedule", reverse("monitoring:schedule", args=[organisation]))]
    return render(request, "monitoring/schedule/plan.html", {"form": form, "crumbs": crumbs})


@requires("indicators.define")
@require_http_methods(["GET", "POST"])
def withdraw(request: OrganisationRequest, planned: int) -> HttpResponse:
    organisation = request.actor.organisation
    found = queries.planned_check(organisation, planned)
    if found is None:
        raise Http404
    form = WithdrawCheck(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_check(request.actor, found, form.cleaned_data["reason"])
        except MonitoringError as error:
            tell(form, error)
        else:
            messages.success(request, "The plan is withdrawn; the reason is in the ledger.")
            return redirect("monitoring:schedule", organisation)
    crumbs = [Link("Schedule", reverse("monitoring:schedule", args=[organisation]))]
    context = {"form": form, "planned": found, "crumbs": crumbs}
    return render(request, "monitoring/schedule/withdraw.html", context, status=422 if form.errors else 200)
