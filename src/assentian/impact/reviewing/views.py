"""Pages of a submitted version: check and submit, read and mark, sign or send back, compare with another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.impact.choices import Mark, VersionState
from assentian.impact.drafting import pages, queries, rules
from assentian.impact.drafting.because import because
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.serving import about, told_of
from assentian.impact.orders.serving import in_order, order_of
from assentian.impact.reviewing import rules as signing
from assentian.impact.reviewing import services
from assentian.impact.reviewing.forms import MarkForm, ReasonForm
from assentian.impact.reviewing.pages import comparison, ordered
from assentian.impact.reviewing.pages import signers as signers_of
from assentian.impact.services import ImpactError
from assentian.inventory import queries as inventory
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link


@requires("read")
@require_http_methods(["GET", "POST"])
@in_order
def check(request: OrganisationRequest, system: str) -> HttpResponse:
    """Every answer of a draft on one page, what is still missing, and the way to a signature."""
    told = told_of(request, system)
    if request.method == "POST":
        try:
            made = services.submit(request.actor, told.assessment)
        except ImpactError as error:
            messages.error(request, f"Not submitted: {error}.")
        else:
            messages.success(
                request, f"Version {made.number} is submitted. Next: somebody who did not answer signs it."
            )
            return redirect("impact:version", request.actor.organisation, system, made.number)
    context = {
        **about(request, told),
        **ordered(told, order_of(request)),
        "held": rules.against_submitting(told.bank, told.result, told.said),
        "may_submit": request.actor.may("impact.record"),
        "marks": told.marks,
        "sent_back": [one for one in queries.signatures(told.assessment) if one.outcome == "rejected"],
    }
    return render(request, "impact/review/check.html", context)


@requires("read")
@require_GET
@in_order
def version(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    return _page(request, _version(request, system, version))


@requires("impact.review")
@require_POST
def mark(request: OrganisationRequest, system: str, version: int, question: str) -> HttpResponse:
    told, form = _version(request, system, version), MarkForm(request.POST)
    try:
        asked = told.bank.question(question)
    except KeyError:
        raise Http404 from None
    if form.is_valid():
        said = form.cleaned_data
        try:
            given = Mark(said["mark"])
            services.mark(request.actor, told.assessment, asked.key, given, said["text"], credit=said["credit"])
        except ImpactError as error:
            messages.error(request, f"{asked.id} is not marked: {error}.")
    else:
        messages.error(request, f"{asked.id} is not marked: choose what you say of it.")
    base = reverse("impact:version", args=[request.actor.organisation, system, version])
    return redirect(f"{base}#answer-{asked.key}")


@requires("impact.review")
@require_POST
def send_back(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    told, form = _version(request, system, version), ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.send_back(request.actor, told.assessment, form.cleaned_data["reason"])
        except ImpactError as error:
            messages.error(request, f"Not sent back: {error}.")
        else:
            messages.success(request, "Sent back; it is a draft again, with your reason.")
            return redirect("impact:draft", request.actor.organisation, system)
    return _page(request, told, form)


@requires("impact.sign")
@require_POST
def sign(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    told = _version(request, system, version)
    try:
        said, line = request.POST, request.POST.get("line", signing.APPROVER)
        made = services.sign(request.actor, told.assessment, said.get("digest", ""), said.get("reason", ""), line=line)
    except ImpactError as error:
        messages.error(request, f"Not signed: {error}.")
        return redirect("impact:version", request.actor.organisation, system, version)
    if made.state == VersionState.APPROVED:
        messages.success(request, f"Version {version} is approved; the ledger has your signature.")
        return redirect("impact:assessment", request.actor.organisation, system)
    messages.success(request, "The ledger has your signature. Others are still to sign.")
    return redirect("impact:version", request.actor.organisation, system, version)


@requires("read")
@require_GET
def compare(request: OrganisationRequest, system: str, version: int, other: int) -> HttpResponse:
    """What moved the level between two versions, then everything else that counts otherwise."""
    before, after = _version(request, system, version), _version(request, system, other)
    context = {**_about(request, after), "before": before.assessment, "after": after.assessment}
    return render(request, "impact/review/compare.html", {**context, **comparison(before, after)})


def _page(request: OrganisationRequest, told: Told, form: ReasonForm | None = None) -> HttpResponse:
    found = told.assessment
    awaits = found.state == VersionState.AWAITING
    person = services.person(request.actor, found) if awaits and request.actor.may("impact.sign") else None
    signatures = queries.signatures(found)
    signers = signers_of(told, signatures, person) if found.level and found.state != VersionState.DRAFT else []
    context = {
        **_about(request, told),
        "version": found,
        "title": f"Version {found.number}",
        **ordered(told, order_of(request)),
        "result": told.result,
        "has_summary": found.state in {VersionState.APPROVED, VersionState.SUPERSEDED},
        "because": because(told),
        "changed": queries.changed_after_the_level(told),
        "signatures": signatures,
        "may_mark": awaits and request.actor.may("impact.review"),
        "may_sign": [one for one in signers if one.is_open],
        "held": [one for one in signers if one.held],
        "marks": [(mark.value, mark.label) for mark in Mark],
        "form": form or ReasonForm(),
        "signers": signers,
        "still_to_sign": [one for one in signers if one.signed is None] if awaits else [],
    }
    return render(request, "impact/review/version.html", context)


def _version(request: OrganisationRequest, system: str, number: int) -> Told:
    """A version that was answered here; one that was only recorded has no answers to read."""
    found = inventory.system(request.actor.organisation, system)
    standing = queries.version(found, number) if found else None
    if standing is None or not standing.bank:
        raise Http404
    return queries.told(standing)


def _about(request: OrganisationRequest, told: Told) -> dict[str, Any]:
    organisation, system = request.actor.organisation, told.assessment.system
    return {
        "organisation": organisation,
        "system": system,
        "crumbs": [
            Link("Impact assessments", reverse("impact:list", args=[organisation])),
            Link(system.name, reverse("impact:assessment", args=[organisation, system.slug])),
        ],
        "steps": pages.steps(told, "") if told.assessment.state == VersionState.DRAFT else [],
    }
