"""Pages of what would prove a system's threats treated, the button that plans it, and the suite to fill in."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assentian.checks.skeleton import skeleton
from assentian.journal.context import now
from assentian.risk.frame import crumbs, system_or_404, tabs
from assentian.risk.planned import plans
from assentian.risk.proving import queries
from assentian.threats.matching import instances
from assentian.threats.proving import proofs
from assentian.web.access import OrganisationRequest, requires
from assentian.web.pages import paginate

PAGE = 20


@requires("read")
@require_GET
def checks(request: OrganisationRequest, system: str) -> HttpResponse:
    """Which check on which part is due when, and whether it is planned; `?check=` opens the page with its row."""
    found = system_or_404(request, system)
    model = queries.model_of(found)
    dues = queries.dues(found, model, now()) if model else []
    context = {
        "system": found,
        "model": model,
        "listing": paginate(_asked(request, dues), dues, size=PAGE),
        "new": queries.to_plan(dues),
        "planned": sum(one.plan is not None for one in dues),
        "shown": sum(one.result is not None for one in dues),
        "total": len(dues),
        "others": sum(not one.is_built for one in dues),
        "may_plan": request.actor.may("indicators.define"),
        "crumbs": crumbs(request, found),
        "tabs": tabs(request, found, "risk:checks"),
    }
    return render(request, "risk/proving/checks.html", context)


def _asked(request: OrganisationRequest, dues: Sequence[queries.Due]) -> QueryDict:
    """Which page: that of the check that `?check=` names, else as the query string says."""
    asked = request.GET.copy()
    wanted = asked.pop("check", [""])[-1]
    place = next((place for place, one in enumerate(dues) if one.proof.check.id == wanted), None)
    if place is not None:
        asked["page"] = str(place // PAGE + 1)
    return asked


@requires("indicators.define")
@require_POST
def plan(request: OrganisationRequest, system: str) -> HttpResponse:
    """Plan the leading check that is named, or every one that can be planned and is not."""
    found = system_or_404(request, system)
    model = queries.model_of(found)
    if model is None:
        raise Http404
    wanted = queries.to_plan(queries.dues(found, model, now()))
    if only := request.POST.get("check", ""):
        wanted = {kind: days for kind, days in wanted.items() if kind == only}
    made = plans.plan(request.actor, found, wanted) if wanted else 0
    if made:
        messages.success(
            request, f"{made} check{'s are' if made > 1 else ' is'} planned; silence will show from now on."
        )
    else:
        messages.info(request, "Nothing was left to plan.")
    return redirect("risk:checks", request.actor.organisation, found.slug)


@requires("read")
@require_GET
def suite(request: OrganisationRequest, system: str) -> HttpResponse:
    """The suite of these checks as a file, with the keys that each kind requires to be filled in."""
    found = system_or_404(request, system)
    model = queries.model_of(found)
    if model is None:
        raise Http404
    text = skeleton(found.slug, proofs(instances(model)))
    headers = {"Content-Disposition": 'attachment; filename="suite.yaml"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)
