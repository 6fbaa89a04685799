"""The page on which a floor is waived by a written reasoning, or a waiver withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assentian.impact.drafting import waiving
from assentian.impact.drafting.forms import WaiverForm
from assentian.impact.drafting.serving import about, told_of
from assentian.impact.services import ImpactError
from assentian.journal.context import now
from assentian.web.access import OrganisationRequest, requires
from assentian.web.forms import tell


@requires("impact.waive")
@require_http_methods(["GET", "POST"])
def waive(request: OrganisationRequest, system: str, rule: str) -> HttpResponse:
    """The floor, the answers that it rests on, and the reasoning."""
    told = told_of(request, system)
    floor = told.waivable.get(rule)
    if floor is None:
        raise Http404
    if "withdraw" in request.POST:
        return _withdraw(request, system, rule)
    form = WaiverForm(request.POST or None, initial={"shown": waiving.digest_of(floor.behind)})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = waiving.waive(request.actor, told.assessment, rule, said["reasoning"], said["shown"])
        except ImpactError as error:
            tell(form, error)
        else:
            messages.success(request, f"{rule} is waived until {made.expires_at:%Y-%m-%d}; the ledger has it signed.")
            return redirect("impact:level", request.actor.organisation, system)
    named = told.people.get(waiving.WAIVED_BY)
    context = {
        **about(request, told),
        "floor": floor,
        "words": next(one["waive"] for one in told.bank.scoring["floors"] if one["id"] == rule),
        "waiver": told.waived.get(rule),
        "reasoning_title": "Write it anew" if rule in told.waived else "Reasoning",
        "form": form,
        "until": now() + waiving.VALID,
        "legal": named.person if named else None,
        "is_legal": waiving.is_named(request.actor, told),
    }
    return render(request, "impact/draft/waive.html", context)


def _withdraw(request: OrganisationRequest, system: str, rule: str) -> HttpResponse:
    told = told_of(request, system)
    try:
        waiving.withdraw(request.actor, told.assessment, rule)
    except ImpactError as error:
        messages.error(request, f"Not withdrawn: {error}.")
    else:
        messages.success(request, f"{rule} holds again.")
    return redirect("impact:level", request.actor.organisation, system)
