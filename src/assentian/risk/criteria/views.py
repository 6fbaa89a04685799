"""Pages of the risk criteria: what is in force, what waits for approval, and the form that proposes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.risk.criteria import queries, services
from assentian.risk.criteria.forms import CriteriaForm, shown
from assentian.risk.criteria.grid import heat_map
from assentian.risk.criteria.offered import offered
from assentian.risk.criteria.rules import PARTIES, Criteria, Level, of_document
from assentian.risk.errors import RiskError
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell


@requires("read")
@require_GET
def criteria(request: OrganisationRequest) -> HttpResponse:
    """What is in force, drawn and in words; a version that waits is shown whole, as it will be signed."""
    versions = queries.versions(request.actor.organisation)
    standing = next((one for one in versions if one.approved_at and not one.superseded_at), None)
    waiting = versions[0] if versions and not versions[0].approved_at else None
    context = {
        "standing": _told(standing),
        "waiting": _told(waiting),
        "seen": services.digest(waiting) if waiting else "",
        "versions": versions,
        "parties": PARTIES,
        "may_propose": request.actor.may("criteria.propose"),
        "may_approve": bool(
            waiting and request.actor.may("criteria.approve") and waiting.proposed_by_id != request.actor.user_id
        ),
    }
    return render(request, "risk/criteria/criteria.html", context)


@requires("criteria.propose")
@require_http_methods(["GET", "POST"])
def propose(request: OrganisationRequest) -> HttpResponse:
    """Begins with what stands or waits, or with what is offered; nothing of it counts before its approval."""
    versions = queries.versions(request.actor.organisation)
    known = of_document(versions[0].content) if versions else offered()
    form = CriteriaForm(request.POST or None, initial=shown(known))
    if form.is_valid():
        try:
            made = services.propose_criteria(request.actor, form.criteria(), form.cleaned_data["reason"])
        except RiskError as error:
            tell(form, error)
        else:
            messages.success(request, f"Version {made.version} is proposed. Another person approves it.")
            return redirect("risk:criteria", request.actor.organisation)
    context = {"form": form, "parties": PARTIES, "is_first": not versions, "crumbs": [_to_criteria(request)]}
    return render(request, "risk/criteria/propose.html", context, status=422 if form.errors else 200)


@requires("criteria.approve")
@require_POST
def approve(request: OrganisationRequest, version: int) -> HttpResponse:
    """Approve what was shown: its digest comes with the form."""
    found = queries.version(request.actor.organisation, version)
    if found is None:
        raise Http404
    try:
        services.approve_criteria(request.actor, found, seen=request.POST.get("seen", ""))
    except RiskError as error:
        messages.error(request, f"Not approved: {error}.")
    else:
        messages.success(request, f"Version {found.version} is in force; the ledger has your signature.")
    return redirect("risk:criteria", request.actor.organisation)


def _told(record: Any) -> dict[str, Any] | None:
    if record is None:
        return None
    known: Criteria = of_document(record.content)
    return {
        "record": record,
        "criteria": known,
        "map": heat_map(known),
        "answers": [(level, known.answer(level)) for level in Level],
        "likelihoods": list(enumerate(known.likelihoods, 1)),
        "consequences": [
            (n, one, [one.anchors[party] for party in PARTIES]) for n, one in enumerate(known.consequences, 1)
        ],
    }


def _to_criteria(request: OrganisationRequest) -> Link:
    return Link("Risk criteria", reverse("risk:criteria", args=[request.actor.organisation]))
