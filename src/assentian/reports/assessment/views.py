"""Downloads of one version of an impact assessment: the signed record itself, and the documents that tell it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from assentian.impact.choices import VersionState
from assentian.impact.drafting import queries
from assentian.impact.linking import queries as linking
from assentian.impact.orders.rules import Order
from assentian.impact.orders.serving import in_order, order_of
from assentian.impact.orders.words import WITH_DPIA
from assentian.inventory import queries as inventory
from assentian.ledger import canonical
from assentian.reports.assessment.papers import paper as paper_of
from assentian.reports.documents import paper
from assentian.reports.statement.views import DOCX, PDF
from assentian.web.access import OrganisationRequest, requires


@requires("read")
@require_GET
@in_order
def pdf(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    return _served(request, system, version, "pdf")


@requires("read")
@require_GET
@in_order
def docx(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    return _served(request, system, version, "docx")


@requires("read")
@require_GET
def record(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    """The canonical bytes whose SHA-256 was signed."""
    return _served(request, system, version, "json")


def _served(request: OrganisationRequest, system: str, number: int, ending: str) -> HttpResponse:
    """A submitted version as a file. A draft leads back to its page; one made elsewhere has no record to download."""
    about = inventory.system(request.actor.organisation, system)
    found = queries.version(about, number) if about else None
    if found is None or not found.bank:
        raise Http404
    if found.state == VersionState.DRAFT:
        messages.error(request, f"Version {number} is a draft; it has documents once it is submitted.")
        return redirect("impact:version", request.actor.organisation, system, number)
    if ending == "json":
        return _download(request, found, canonical.encode(found.record), "application/json", ending)
    order = order_of(request)
    linked = linking.dpia(found.system) if order in WITH_DPIA else None
    told = paper_of(found, request.organisation_name, queries.signatures(found), order, linked)
    if ending == "pdf":
        return _download(request, found, paper.as_pdf(told), PDF, ending, order=order)
    return _download(request, found, paper.as_docx(told), DOCX, ending, order=order)


def _download(
    request: OrganisationRequest, version: Any, content: bytes, kind: str, ending: str, *, order: Order = Order.GUIDE
) -> HttpResponse:
    what = "impact-assessment" if order is Order.GUIDE else f"impact-assessment-{order}"
    name = f"{request.actor.organisation}-{version.system.slug}-{what}-{version.number}.{ending}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
