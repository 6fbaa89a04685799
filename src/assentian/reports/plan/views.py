"""Downloads of the risk treatment plan as it stands now, narrowed as its page is."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.reports.plan import files
from assentian.reports.statement.views import DOCX, PDF
from assentian.risk.treatment import listing
from assentian.risk.treatment.record import record
from assentian.web.access import OrganisationRequest, requires


@requires("read")
@require_GET
def pdf(request: OrganisationRequest) -> HttpResponse:
    return _served(request, PDF, "pdf")


@requires("read")
@require_GET
def docx(request: OrganisationRequest) -> HttpResponse:
    return _served(request, DOCX, "docx")


def _served(request: OrganisationRequest, kind: str, layout: str) -> HttpResponse:
    organisation, moment = request.actor.organisation, now()
    finder = listing.finder(organisation, request.GET)
    _, shown = listing.listed(organisation, finder, moment.date())
    asked = finder.asked()
    system = inventory.system(organisation, asked["system"]) if "system" in asked else None
    named = {"key": organisation, "name": request.organisation_name}
    told = record(named, shown, moment, system=system, state=asked.get("state", ""))
    content = files.of_record(told, moment, layout)
    name = f"{request.actor.organisation}-risk-treatment-plan.{layout}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
