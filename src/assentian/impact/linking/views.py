"""The page on which a DPIA that another tool keeps is linked."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assentian.impact.choices import LinkedKind
from assentian.impact.linking import queries, services
from assentian.impact.linking.forms import LinkForm
from assentian.impact.services import ImpactError
from assentian.inventory import queries as inventory
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell

_FIELDS = ("url", "version", "digest", "dated", "reviewed_by", "reviewed_on")


@requires("impact.record")
@require_http_methods(["GET", "POST"])
def dpia(request: OrganisationRequest, system: str) -> HttpResponse:
    """Link the DPIA of a system, or take the link away (`then=unlink`)."""
    found = inventory.system(request.actor.organisation, system)
    if found is None:
        raise Http404
    standing = queries.dpia(found)
    if request.method == "POST" and request.POST.get("then") == "unlink":
        services.unlink(request.actor, found, LinkedKind.DPIA)
        messages.success(request, "The link is taken away; the ledger keeps that it stood.")
        return redirect("impact:assessment", request.actor.organisation, system)
    initial = {name: getattr(standing, name) for name in _FIELDS} if standing else None
    form = LinkForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.link(request.actor, found, LinkedKind.DPIA, form.link())
        except ImpactError as error:
            tell(form, error)
        else:
            messages.success(request, "The DPIA is linked. It counts as a claim: nothing here has read it.")
            return redirect("impact:assessment", request.actor.organisation, system)
    crumbs = [
        Link("Impact assessments", reverse("impact:list", args=[request.actor.organisation])),
        Link(found.name, reverse("impact:assessment", args=[request.actor.organisation, system])),
    ]
    context = {"form": form, "system": found, "standing": standing, "crumbs": crumbs}
    return render(request, "impact/link/dpia.html", context)
