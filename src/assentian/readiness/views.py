"""Overview, the requirements and controls, one requirement with its claim and its proof, and their export."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assentian.assurance import stories
from assentian.catalogue import queries as standards
from assentian.catalogue.proof import combine
from assentian.controls import services as implementing
from assentian.inventory import queries as inventory
from assentian.journal import queries as ledger
from assentian.journal.context import now
from assentian.readiness import charts, levels, queries, rules, services, sheet
from assentian.readiness.forms import ClaimForm, ImplementationForm, RequirementFilter
from assentian.readiness.rules import Chapter, Position
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import Node
from assentian.standards.vocabulary import NodeKind, Standing
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link, Task
from assentian.web.forms import tell
from assentian.web.pages import Sorting
from assentian.web.registers import as_csv

_MOST_TROUBLED = ":6"
"""As many as stand beside the widest gaps without leaving one of the two columns empty; the rest is one link away."""
_MOST_PRESSING = [Standing.FAILING, Standing.STALE, Standing.PARTLY, Standing.NOT_SHOWN, Standing.PROVED]
_ORDERS: dict[str, Callable[[Position], int]] = {
    "id": lambda _position: 0,  # they come in the order of the standard
    "claimed": lambda position: -1 if position.claimed is None else position.claimed,
    "proved": lambda position: -1 if position.shown is None else position.shown,
    "standing": lambda position: _MOST_PRESSING.index(position.proof.standing),
    "gap": lambda position: position.gap,
    "evidence": lambda position: len(position.proof.evidence),
}


@requires("read")
def overview(request: OrganisationRequest) -> HttpResponse:
    organisation, moment = request.actor.organisation, now()
    positions = queries.positions(organisation, moment)
    chapters = queries.chapters(positions)
    base = reverse("readiness:requirements", kwargs={"organisation": organisation})
    troubled = [p for p in positions if p.proof.standing in (Standing.FAILING, Standing.STALE)]
    head, shown, whole = (
        ledger.head(organisation),
        queries.evidence_shown(organisation, moment),
        rules.summary(positions),
    )
    context = {
        "organisation": organisation,
        "standing": whole,
        "lead": f"{whole.claimed} are claimed there. The difference is the say-show gap: look there first.",
        "words": {
            "proved": f"{whole.proved} / {whole.total}",
            "claimed": f"{whole.claimed} claimed there",
            "troubled": f"{whole.failing} failing, {whole.stale} stale",
            "evidence": f"{shown.fresh} still fresh",
        },
        "tones": {
            "proved": "warn" if whole.claimed > whole.proved else "",
            "troubled": "bad" if whole.failing else "warn" if whole.stale else "",
            "evidence": "" if shown.fresh else "warn",
        },
        "gaps_url": f"{base}?show=gap&sort=-gap",
        "troubled_url": f"{base}?sort=standing",
        "conformity": charts.conformity(chapters, lambda c: f"{base}?chapter={c.id}", caption="Conformity"),
        "gaps": rules.widest_gaps(positions),
        "steps": [_task(position, base) for position in rules.next_steps(positions)],
        "troubled": troubled,
        "most_troubled": _MOST_TROUBLED,
        "chains": stories.open_chains(organisation),
        "at_risk": sum(bool(position.at_risk) for position in positions),
        "systems": len(inventory.systems_in_scope(organisation)),
        "evidence": shown,
        "head": head,
        "last_entry": head.size - 1,
        "seal_word": "signed" if head.is_signed else "not signed yet",
    }
    return render(request, "readiness/overview.html", context)


@requires("read")
def requirements(request: OrganisationRequest) -> HttpResponse:
    return _register(request, "Requirements", "The 32 clauses and 38 controls of ISO/IEC 42001:2023.", lambda _p: True)


@requires("read")
def controls(request: OrganisationRequest) -> HttpResponse:
    return _register(request, "Controls", "The 38 controls of ISO/IEC 42001:2023, Annex A.", lambda p: p.is_control)


@requires("read")
def export(request: OrganisationRequest) -> HttpResponse:
    """The requirements that the same query string would show, as CSV."""
    found = _found(request, RequirementFilter(request.GET), _sorting(request))
    designation = catalogue().edition(queries.STANDARD).designation
    return as_csv(f"{request.actor.organisation}-requirements", sheet.HEAD, sheet.rows(designation, found))


@requires("read")
def requirement(request: OrganisationRequest, key: str) -> HttpResponse:
    return _page(request, _node(key))


@requires("claims.make")
@require_POST
def claim(request: OrganisationRequest, key: str) -> HttpResponse:
    node, form = _node(key), ClaimForm(request.POST)
    if form.is_valid():
        try:
            services.claim(request.actor, node.key.short, form.cleaned_data["level"], form.cleaned_data["reason"])
        except services.ClaimError as error:
            form.add_error(None, str(error))
        else:
            return _saved(request, node, "The claim is in the ledger.")
    return _page(request, node, claim_form=form)


@requires("controls.implement")
@require_POST
def implement(request: OrganisationRequest, key: str) -> HttpResponse:
    node, form = _node(key), ImplementationForm(request.actor.organisation, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        description = implementing.Description(
            requirement=node.key.short, statement=said["statement"], status=said["status"], owner_id=said["owner"]
        )
        try:
            implementing.implement(request.actor, description)
        except implementing.ControlError as error:
            tell(form, error)
        else:
            return _saved(request, node, "The description is in the ledger.")
    return _page(request, node, control_form=form)


def _register(request: OrganisationRequest, title: str, lead: str, belongs: Callable[[Position], bool]) -> HttpResponse:
    form, sort = RequirementFilter(request.GET or None), _sorting(request)
    found = [position for position in _found(request, form, sort) if belongs(position)]
    groups = queries.chapters(found) if sort.key == "id" else [Chapter("", "", tuple(found))]
    context = {
        "organisation": request.actor.organisation,
        "title": title,
        "lead": lead,
        "finder": form,
        "sort": sort,
        "groups": groups,
        "total": len(found),
        "noun": title.lower(),
        "query": request.GET.urlencode(),
    }
    return render(request, "readiness/requirements.html", context)


def _sorting(request: OrganisationRequest) -> Sorting:
    return Sorting.read(request.GET, {key: (key,) for key in _ORDERS}, default="id")


def _found(request: OrganisationRequest, form: RequirementFilter, sort: Sorting) -> list[Position]:
    """The positions that the form lets through, sorted; equals keep the order of the standard."""
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    found: Iterable[Position] = queries.positions(request.actor.organisation, now())
    if chapter := chosen.get("chapter"):
        found = (position for position in found if position.chapter == chapter)
    if standing := chosen.get("standing"):
        found = (position for position in found if position.proof.standing == standing)
    if show := chosen.get("show"):
        found = (position for position in found if (bool(position.gap) if show == "gap" else not position.conforms))
    return sorted(found, key=_ORDERS[sort.key], reverse=sort.descending)


def _node(key: str) -> Node:
    """The requirement in the address; 404 for anything that is claimed and proved nowhere."""
    node = catalogue().find(key)
    if node is None or not node.assessable or node.key.edition != queries.STANDARD:
        raise Http404
    return node


def _saved(request: OrganisationRequest, node: Node, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("readiness:requirement", organisation=request.actor.organisation, key=node.key.short)


def _page(
    request: OrganisationRequest,
    node: Node,
    *,
    claim_form: ClaimForm | None = None,
    control_form: ImplementationForm | None = None,
) -> HttpResponse:
    """A requirement; a form with errors is shown again with what was typed."""
    organisation, moment, key = request.actor.organisation, now(), node.key.short
    sayings = queries.said(organisation, moment).get(key, [])
    proof = combine(key, sayings)
    claimed = queries.claim(organisation, key)
    control = queries.control(organisation, key) if node.kind is NodeKind.CONTROL else None
    about = standards.about(node.key)
    position = queries.at_risk(organisation, moment, queries.position(node, claimed.level if claimed else None, proof))
    context: dict[str, Any] = {
        "organisation": organisation,
        "about": about,
        "title": standards.name(node),
        "eyebrow": " · ".join([about.edition.designation, *map(standards.name, about.parents)]),
        "crumbs": _crumbs(organisation, position),
        "position": position,
        "would_close": rules.would_close(position, about.evidence_kinds),
        "asked": levels.asked().get(key),
        "sayings": sayings,
        "evidence": queries.evidence_behind(organisation, proof),
        "claim": claimed,
        "control": control,
        "is_control": node.kind is NodeKind.CONTROL,
        "claim_form": claim_form or ClaimForm.of(claimed),
        "form": claim_form or control_form,
        "may_claim": request.actor.may("claims.make"),
        "may_implement": request.actor.may("controls.implement"),
        **_neighbours(node),
    }
    if context["is_control"] and context["may_implement"]:
        context["control_form"] = control_form or ImplementationForm.of(organisation, control)
    return render(request, "readiness/requirement.html", context)


def _crumbs(organisation: str, position: Position) -> list[Link]:
    base = reverse("readiness:requirements", kwargs={"organisation": organisation})
    head = catalogue().node(f"{queries.STANDARD}:{position.chapter}")
    return [Link("Requirements", base), Link(standards.name(head), f"{base}?chapter={position.chapter}")]


def _neighbours(node: Node) -> dict[str, Node | None]:
    """The requirements before and after, for reading one after the other."""
    row = catalogue().requirements(queries.STANDARD)
    place = row.index(node)
    return {"before": row[place - 1] if place else None, "after": row[place + 1] if place + 1 < len(row) else None}


def _task(position: Position, base: str) -> Task:
    kinds = standards.evidence_kinds(catalogue().node(position.requirement))
    return Task(
        f"{position.id} {position.title}",
        position.proof.standing,
        f"{base}{position.requirement}/",
        f"{position.proof.reason} Closed by: {rules.would_close(position, kinds)}",
    )
