"""Pages of impact assessments: where each system stands, one system's versions and triggers, and their forms."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.impact import queries, services
from assentian.impact.causes import causes
from assentian.impact.choices import VersionState
from assentian.impact.forms import AnswerTrigger, RecordAssessment
from assentian.impact.linking import queries as linking
from assentian.impact.publishing import queries as publishing
from assentian.impact.reviewing import services as reviewing
from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import paginate


@requires("read")
@require_GET
def register(request: OrganisationRequest) -> HttpResponse:
    found = queries.standings(request.actor.organisation, now())
    return render(request, "impact/register.html", {"listing": paginate(request.GET, found)})


@requires("read")
@require_GET
def assessment(request: OrganisationRequest, system: str) -> HttpResponse:
    found = _system_or_404(request, system)
    versions = queries.versions(found)
    awaiting = next((one for one in versions if one.state == VersionState.AWAITING), None)
    context = {
        "system": found,
        "one": queries.standing(found, now()),
        "versions": versions,
        "draft": next((one for one in versions if one.state == VersionState.DRAFT), None),
        "awaiting": awaiting,
        "still_to_sign": reviewing.still_to_sign(awaiting) if awaiting and awaiting.bank else [],
        "dpia": linking.dpia(found),
        "told": publishing.standing(found),
        "triggers": [(one, causes.link(found.organisation_id, one.cause)) for one in queries.triggers(found)],
        "actor": request.actor,
        "may_record": request.actor.may("impact.record"),
        "may_approve": request.actor.may("impact.approve"),
        "crumbs": [_to_register(request)],
    }
    return render(request, "impact/assessment.html", context)


@requires("impact.record")
@require_http_methods(["GET", "POST"])
def record(request: OrganisationRequest, system: str) -> HttpResponse:
    found = _system_or_404(request, system)
    form = RecordAssessment(request.POST or None)
    if form.is_valid():
        try:
            made = services.record_assessment(request.actor, found, form.details())
        except services.ImpactError as error:
            tell(form, error)
        else:
            messages.success(request, f"Version {made.number} is recorded. Next: an approver who is not you signs it.")
            return redirect("impact:assessment", request.actor.organisation, found.slug)
    crumbs = [_to_register(request), Link(found.name, "../")]
    return render(request, "impact/record.html", {"form": form, "system": found, "crumbs": crumbs})


@requires("impact.approve")
@require_POST
def approve(request: OrganisationRequest, system: str) -> HttpResponse:
    """Approve the version that was shown: its number comes with the form; nobody signs what they did not see."""
    found = _system_or_404(request, system)
    shown = request.POST.get("version", "")
    awaiting = next((one for one in queries.versions(found) if str(one.number) == shown), None)
    if awaiting is None:
        messages.error(request, "That version is not there any more; look again at what awaits approval.")
    else:
        try:
            services.approve_assessment(request.actor, awaiting)
        except services.ImpactError as error:
            messages.error(request, f"Not approved: {error}.")
        else:
            messages.success(request, f"Version {awaiting.number} is approved; the ledger has your signature.")
    return redirect("impact:assessment", request.actor.organisation, found.slug)


@requires("impact.approve")
@require_http_methods(["GET", "POST"])
def answer(request: OrganisationRequest, system: str, trigger: int) -> HttpResponse:
    found = queries.trigger(request.actor.organisation, trigger)
    if found is None or found.system.slug != system:
        raise Http404
    form = AnswerTrigger(request.POST or None)
    if form.is_valid():
        try:
            services.answer_trigger(request.actor, found, form.cleaned_data["reason"])
        except services.ImpactError as error:
            tell(form, error)
        else:
            messages.success(request, "Reviewed, still valid: the ledger has your reason.")
            return redirect("impact:assessment", request.actor.organisation, system)
    crumbs = [_to_register(request), Link(found.system.name, "../../")]
    behind = causes.link(found.organisation_id, found.cause)
    return render(request, "impact/answer.html", {"form": form, "trigger": found, "behind": behind, "crumbs": crumbs})


def _system_or_404(request: OrganisationRequest, slug: str) -> Any:
    found = inventory.system(request.actor.organisation, slug)
    if found is None:
        raise Http404
    return found


def _to_register(request: OrganisationRequest) -> Link:
    return Link("Impact assessments", reverse("impact:list", args=[request.actor.organisation]))
