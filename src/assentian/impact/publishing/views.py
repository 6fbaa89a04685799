"""The page on which a public summary is prepared, looked at as the public will see it, published and withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assentian.impact.choices import VersionState
from assentian.impact.drafting.queries import version as version_of
from assentian.impact.publishing import content, queries, services
from assentian.impact.publishing.forms import DecisionsForm, WithdrawForm
from assentian.impact.publishing.pages import lines
from assentian.impact.publishing.queries import Preparation
from assentian.impact.services import ImpactError
from assentian.inventory import queries as inventory
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell

_SHOWN = frozenset({VersionState.APPROVED, VersionState.SUPERSEDED})


@requires("read")
@require_http_methods(["GET", "POST"])
def summary(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    """What is decided, what would be public, and for who may the form; sending it decides."""
    found = _preparation(request, system, version)
    if found.version.state not in _SHOWN:
        messages.error(request, f"Version {version} is not approved; it has a public summary once it is.")
        return redirect("impact:version", request.actor.organisation, system, version)
    form = DecisionsForm(found, request.POST or None)
    if request.method == "POST":
        request.actor.require("impact.summarise")
        if form.is_valid():
            try:
                services.decide(request.actor, found.version, form.cleaned_data["contact"], form.decisions())
            except ImpactError as error:
                tell(form, error)
            else:
                messages.success(request, "Saved, and not public yet. Next: somebody who did not decide publishes it.")
                return redirect("impact:summary", request.actor.organisation, system, version)
    return _page(request, found, form)


@requires("impact.publish")
@require_POST
def publish(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    found = _preparation(request, system, version)
    try:
        services.publish(request.actor, found.version, request.POST.get("digest", ""))
    except ImpactError as error:
        messages.error(request, f"Not published: {error}.")
    else:
        messages.success(request, "Published: everybody can read it now, without an account.")
    return redirect("impact:summary", request.actor.organisation, system, version)


@requires("read")
@require_POST
def withdraw(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    found, form = _preparation(request, system, version), WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw(request.actor, found.version, form.cleaned_data["reason"])
        except ImpactError as error:
            messages.error(request, f"Not withdrawn: {error}.")
        else:
            messages.success(request, "Withdrawn: its address says so, and shows nothing else.")
    else:
        messages.error(request, "Not withdrawn: say why.")
    return redirect("impact:summary", request.actor.organisation, system, version)


def _page(request: OrganisationRequest, found: Preparation, form: DecisionsForm) -> HttpResponse:
    version, actor = found.version, request.actor
    may_decide = actor.may("impact.summarise") and version.state == VersionState.APPROVED
    told, digest = services.shown(found) if found.prepared else (None, "")
    public = found.published if found.published and found.published.assessment_id == version.pk else None
    context = {
        **_about(request, version),
        "form": form,
        "lines": lines(found, form),
        "prepared": found.prepared,
        "published": public,
        "elsewhere": found.published if public is None else None,
        "withdrawn": queries.withdrawn(version),
        "told": told,
        "digest": digest,
        "withheld": content.withheld(told) if told else 0,
        "may_decide": may_decide,
        "may_publish": actor.may("impact.publish") and told is not None,
        "held": services.against_publishing(actor, found) if told else [],
        "may_withdraw": public is not None and (actor.may("impact.publish") or actor.may("impact.summarise")),
        "withdrawing": WithdrawForm(),
    }
    return render(request, "impact/publish/summary.html", context)


def _preparation(request: OrganisationRequest, system: str, number: int) -> Preparation:
    """Of a version that was answered here; one that was only recorded has no answers to tell."""
    about = inventory.system(request.actor.organisation, system)
    found = version_of(about, number) if about else None
    if found is None or not found.bank:
        raise Http404
    return queries.preparation(found)


def _about(request: OrganisationRequest, version: Any) -> dict[str, Any]:
    organisation, system = request.actor.organisation, version.system
    return {
        "organisation": organisation,
        "system": system,
        "version": version,
        "public_url": reverse("impact:public-summary", args=[organisation, system.slug]),
        "crumbs": [
            Link("Impact assessments", reverse("impact:list", args=[organisation])),
            Link(system.name, reverse("impact:assessment", args=[organisation, system.slug])),
            Link(
                f"Version {version.number}", reverse("impact:version", args=[organisation, system.slug, version.number])
            ),
        ],
    }
