"""Pages of nonconformities: the register, one of them with its steps, the forms, and the story of what led to it."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.accounts import queries as accounts
from assentian.assurance import queries, services, stories
from assentian.assurance.forms import Close, Correct, FindNonconformity, RaiseNonconformity
from assentian.inventory import queries as inventory
from assentian.inventory.gates import gates
from assentian.journal.context import now
from assentian.monitoring.choices import Hold
from assentian.standards.vocabulary import Stage
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import Sorting, paginate
from assentian.web.registers import page_size

_ORDER = {
    "number": ("number",),
    "title": ("title", "number"),
    "state": ("state_order", "due_at", "number"),
    "due": ("due_at", "number"),
    "owner": ("owner__name", "number"),
}


@requires("read")
@require_GET
def register(request: OrganisationRequest) -> HttpResponse:
    finder = FindNonconformity(request.GET or None)
    sort = Sorting.read(request.GET, _ORDER, default="state")
    found = queries.register(request.actor.organisation, **finder.asked()).order_by(*sort.order_by)
    context = {
        "listing": paginate(request.GET, found, size=page_size(request.GET)),
        "sort": sort,
        "finder": finder,
        "now": now(),
        "may_raise": request.actor.may("nonconformities.raise"),
    }
    return render(request, "assurance/register.html", context)


@requires("nonconformities.raise")
@require_http_methods(["GET", "POST"])
def raise_one(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    people, systems = accounts.people(organisation), inventory.systems(organisation)
    form = RaiseNonconformity(people, systems, request.POST or None)
    if form.is_valid():
        try:
            made = services.raise_nonconformity(request.actor, form.details())
        except services.AssuranceError as error:
            tell(form, error)
        else:
            messages.success(request, f"{made} is on record.")
            return redirect("assurance:detail", organisation, made.number)
    return render(request, "assurance/raise.html", {"form": form, "crumbs": [_to_register(request)]})


@requires("read")
@require_GET
def detail(request: OrganisationRequest, nonconformity: int) -> HttpResponse:
    return _page(request, _one_or_404(request, nonconformity))


@requires("nonconformities.correct")
@require_POST
def correct(request: OrganisationRequest, nonconformity: int) -> HttpResponse:
    found, form = _one_or_404(request, nonconformity), Correct(request.POST)
    if form.is_valid():
        try:
            services.correct(request.actor, found, **form.cleaned_data)
        except services.AssuranceError as error:
            tell(form, error)
        else:
            messages.success(request, f"{found} is corrected. Next: somebody else looks at whether it worked.")
            return redirect("assurance:detail", request.actor.organisation, found.number)
    return _page(request, found, correcting=form)


@requires("nonconformities.close")
@require_POST
def close(request: OrganisationRequest, nonconformity: int) -> HttpResponse:
    found, form = _one_or_404(request, nonconformity), Close(request.POST)
    if form.is_valid():
        try:
            services.close(request.actor, found, **form.cleaned_data)
        except services.AssuranceError as error:
            tell(form, error)
        else:
            messages.success(request, f"{found} is closed.")
            return redirect("assurance:detail", request.actor.organisation, found.number)
    return _page(request, found, closing=form)


@requires("read")
@require_GET
def story(request: OrganisationRequest, table: str, record: str) -> HttpResponse:
    told = stories.of(request.actor.organisation, f"{table}/{record}")
    if told is None:
        raise Http404
    stage = Stage.DEPLOYMENT
    context = {
        "story": told,
        "stage": stage,
        "gate": gates.ask(told.system, stage, now()) if told.system else None,
        "crumbs": [_to_register(request)],
    }
    return render(request, "assurance/story.html", context)


def _page(
    request: OrganisationRequest, found: Any, *, correcting: Form | None = None, closing: Form | None = None
) -> HttpResponse:
    """A nonconformity with the form of its next step; a form with errors is shown again with what was typed."""
    may = request.actor.may
    context = {
        "found": found,
        "requirements": [(key, key.removeprefix("iso42001:")) for key in found.requirements],
        "hold": dict(Hold.choices).get(found.hold or Hold.NONE, found.hold),
        "story_url": stories.address(request.actor.organisation, found),
        "correcting": (correcting or Correct()) if found.state == "open" and may("nonconformities.correct") else None,
        "closing": (closing or Close()) if found.state == "corrected" and may("nonconformities.close") else None,
        "is_overdue": found.state != "closed" and found.due_at < now(),
        "crumbs": [_to_register(request)],
    }
    form = correcting or closing
    if form is not None and form not in (context["correcting"], context["closing"]):
        messages.error(request, "That step does not follow from where it stands now.")
    return render(request, "assurance/detail.html", context)


def _one_or_404(request: OrganisationRequest, number: int) -> Any:
    found = queries.nonconformity(request.actor.organisation, number)
    if found is None:
        raise Http404
    return found


def _to_register(request: OrganisationRequest) -> Link:
    return Link("Nonconformities", reverse("assurance:list", args=[request.actor.organisation]))
