"""Downloads of the risk treatment plan as it stands now, narrowed as its page is."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.reports.documents import paper
from assentian.reports.documents.paper import Paper
from assentian.reports.plan.papers import paper as paper_of
from assentian.reports.statement.views import DOCX, PDF
from assentian.risk.treatment import listing
from assentian.risk.treatment.record import record
from assentian.web.access import OrganisationRequest, requires


@requires("read")
@require_GET
def pdf(request: OrganisationRequest) -> HttpResponse:
    return _download(request, paper.as_pdf(_paper(request)), PDF, "pdf")


@requires("read")
@require_GET
def docx(request: OrganisationRequest) -> HttpResponse:
    return _download(request, paper.as_docx(_paper(request)), DOCX, "docx")


def _paper(request: OrganisationRequest) -> Paper:
    organisation, moment = request.actor.organisation, now()
    finder = listing.finder(organisation, request.GET)
    _, shown = listing.listed(organisation, finder, moment.date())
    asked = finder.asked()
    system = inventory.system(organisation, asked["system"]) if "system" in asked else None
    named = {"key": organisation, "name": request.organisation_name}
    told = record(named, shown, moment, system=system, state=asked.get("state", ""))
    return paper_of(organisation, told, moment)


def _download(request: OrganisationRequest, content: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"{request.actor.organisation}-risk-treatment-plan.{ending}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
