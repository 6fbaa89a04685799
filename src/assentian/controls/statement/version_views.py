"""Pages of the statement's versions: all of them, one as it was submitted, what it changed, and the answer to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assentian.controls.services import ControlError
from assentian.controls.statement import differences, forms, queries, rules, services
from assentian.controls.statement.views import crumb, tabs
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link

_TABLE = "controls_statementofapplicability"


@requires("read")
@require_GET
def versions(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    context = {
        "versions": queries.versions(organisation),
        "standing": queries.standing(organisation, queries.lines(organisation, now())),
        "tabs": tabs(request),
        "crumbs": [crumb(request)],
    }
    return render(request, "controls/versions.html", context)


@requires("read")
@require_GET
def version(request: OrganisationRequest, version: int) -> HttpResponse:
    return _version(request, _found(request, version))


@requires("read")
@require_GET
def changes(request: OrganisationRequest, version: int) -> HttpResponse:
    """What a version says otherwise than the one that stood before it; every line is new in the first."""
    found = _found(request, version)
    before = queries.before(found)
    context = {
        "version": found,
        "before": before,
        "changes": differences.changes(before.record if before else None, found.record),
        "crumbs": [*_crumbs(request), Link(f"Version {found.number}", "../")],
    }
    return render(request, "controls/changes.html", context)


@requires("applicability.approve")
@require_POST
def approve(request: OrganisationRequest, version: int) -> HttpResponse:
    found, form = _found(request, version), forms.Approve(request.POST)
    if form.is_valid():
        try:
            services.approve(request.actor, found.number, form.cleaned_data["digest"])
        except ControlError as error:
            messages.error(request, f"Not approved: {error}.")
        else:
            messages.success(request, f"Version {found.number} is approved; the ledger has your signature.")
    return redirect("controls:version", request.actor.organisation, found.number)


@requires("applicability.return")
@require_POST
def give_back(request: OrganisationRequest, version: int) -> HttpResponse:
    found, form = _found(request, version), forms.GiveBack(request.POST)
    if form.is_valid():
        try:
            services.give_back(request.actor, found.number, form.cleaned_data["reason"])
        except ControlError as error:
            messages.error(request, f"Not returned: {error}.")
        else:
            messages.success(request, f"Version {found.number} is returned with your reason.")
        return redirect("controls:version", request.actor.organisation, found.number)
    return _version(request, found, form)


def _version(request: OrganisationRequest, found: Any, giving_back: forms.GiveBack | None = None) -> HttpResponse:
    organisation = request.actor.organisation
    groups: dict[str, list[Any]] = {}
    for line in found.record["lines"]:
        edition = line["control"].partition(":")[0]
        heading = f"{rules.edition_name(edition)} · {line['group']}"
        groups.setdefault(heading, []).append({**line, "id": rules.number_of(line["control"])})
    may_approve = request.actor.may("applicability.approve") and found.submitted_by_id != request.actor.user_id
    context = {
        "version": found,
        "title": f"Statement of Applicability, version {found.number}",
        "groups": groups,
        "before": queries.before(found),
        "entries": journal.entries(organisation, about=f"{_TABLE}/{found.pk}"),
        "may_answer": may_approve and found.state == "submitted",
        "giving_back": giving_back or forms.GiveBack(),
        "is_own": found.submitted_by_id == request.actor.user_id,
        "crumbs": _crumbs(request),
    }
    return render(request, "controls/version.html", context)


def _found(request: OrganisationRequest, number: int) -> Any:
    found = queries.version(request.actor.organisation, number)
    if found is None:
        raise Http404
    return found


def _crumbs(request: OrganisationRequest) -> list[Link]:
    return [crumb(request), Link("Versions", reverse("controls:versions", args=[request.actor.organisation]))]
