"""Pages over the installed standards: editions and their nodes, the crosswalk, the guide's labels."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assentian.catalogue import queries
from assentian.catalogue.forms import CrosswalkFilter
from assentian.standards.catalogue import UnknownNodeError, catalogue
from assentian.standards.facts import Node
from assentian.standards.keys import KeyFormatError, NodeKey
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.pages import paginate


@requires("read")
def editions(request: OrganisationRequest) -> HttpResponse:
    sizes = queries.sizes()
    rows = [(catalogue().edition(key), size) for key, size in sizes.items()]
    return _page(request, "editions", {"editions": rows, "family": catalogue().family})


@requires("read")
def edition(request: OrganisationRequest, edition: str) -> HttpResponse:
    try:
        found = catalogue().edition(edition)
    except UnknownNodeError as error:
        raise Http404(str(error)) from error
    context = {
        "edition": found,
        "parts": queries.parts(edition),
        "sureness": [(topic.replace("_", " "), how_sure) for topic, how_sure in found.confidence.items()],
        "crumbs": _crumbs(request),
    }
    return _page(request, "edition", context)


@requires("read")
def node(request: OrganisationRequest, edition: str, node: str) -> HttpResponse:
    try:
        about = queries.about(NodeKey(edition, node))
    except (UnknownNodeError, KeyFormatError) as error:
        raise Http404(str(error)) from error
    context = {
        "about": about,
        "title": queries.name(about.node),
        "eyebrow": " · ".join([about.edition.designation, *map(queries.name, about.parents)]),
        "facts": [(name.replace("_", " "), _plain(value)) for name, value in about.node.facts.items()],
        "crumbs": [*_crumbs(request), _edition_link(request, about.node, about.edition.designation)],
    }
    return _page(request, "node", context)


@requires("read")
def crosswalk(request: OrganisationRequest) -> HttpResponse:
    form = CrosswalkFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    target = chosen.get("target", "")
    context = {
        "finder": form,
        "listing": paginate(request.GET, queries.crosswalk(target, chosen.get("confidence", ""))),
        "gaps": queries.gaps(target),
        "crumbs": _crumbs(request),
    }
    return _page(request, "crosswalk", context)


@requires("read")
def guide(request: OrganisationRequest) -> HttpResponse:
    known = catalogue()
    context = {
        "rows": list(queries.rows_of_the_guide()),
        "headings": [queries.label(heading) for heading in known.guide_headings],
        "statements": [(statement, queries.tone(statement.status)) for statement in known.guide_statements],
        "modules": known.guide_modules,
        "crumbs": _crumbs(request),
    }
    return _page(request, "guide", context)


def _page(request: OrganisationRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"catalogue/{name}.html", {**context, "organisation": request.actor.organisation})


def _crumbs(request: OrganisationRequest) -> list[Link]:
    return [Link("Standards", reverse("catalogue:editions", kwargs={"organisation": request.actor.organisation}))]


def _edition_link(request: OrganisationRequest, node: Node, designation: str) -> Link:
    kwargs = {"organisation": request.actor.organisation, "edition": node.key.edition}
    return Link(designation, reverse("catalogue:edition", kwargs=kwargs))


def _plain(value: Any) -> str:
    """A fact of a node in words: lists joined, yes and no for truth."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
