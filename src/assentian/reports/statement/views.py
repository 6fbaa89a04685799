"""Downloads of the statement, and the import of its lines: checked first, recorded as a whole or not at all."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.controls.services import ControlError
from assentian.controls.statement import queries, services
from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.reports.documents.sheet_reading import SheetReadError
from assentian.reports.statement import files, sheet
from assentian.reports.statement.forms import CheckFile, RecordChecked
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SALT = "assentian.reports.statement"


_KINDS = {"pdf": PDF, "docx": DOCX, "json": "application/json", "oscal": "application/json"}


@requires("read")
@require_GET
def pdf(request: OrganisationRequest, version: int) -> HttpResponse:
    return _served(request, version, "pdf", ".pdf")


@requires("read")
@require_GET
def docx(request: OrganisationRequest, version: int) -> HttpResponse:
    return _served(request, version, "docx", ".docx")


@requires("read")
@require_GET
def record(request: OrganisationRequest, version: int) -> HttpResponse:
    """The canonical bytes whose SHA-256 was approved."""
    return _served(request, version, "json", ".json")


@requires("read")
@require_GET
def plan(request: OrganisationRequest, version: int) -> HttpResponse:
    """A system security plan of OSCAL."""
    return _served(request, version, "oscal", ".oscal.json")


@requires("read")
@require_GET
def xlsx(request: OrganisationRequest) -> HttpResponse:
    """Every line as it stands now: the draft, to fill in and send back."""
    content = files.of_lines(request.actor.organisation, request.organisation_name, now())
    return _download(content, XLSX, f"{_stem(request)}.xlsx")


@requires("applicability.decide")
@require_http_methods(["GET", "POST"])
def import_lines(request: OrganisationRequest) -> HttpResponse:
    """Check a workbook and show what it would change; then record what was shown."""
    if "rows" in request.POST:
        return _record(request)
    form = CheckFile(request.POST, request.FILES) if request.method == "POST" else CheckFile()
    if form.is_valid():
        try:
            return _preview(request, sheet.read(form.content()))
        except SheetReadError as error:
            form.add_error("file", str(error))
    return _page(request, {"form": form})


def _preview(request: OrganisationRequest, rows: list[sheet.Row]) -> HttpResponse:
    reading, _systems = _compared(request, rows)
    signed = signing.dumps(sheet.packed(rows), salt=_SALT, compress=True)
    return _page(request, {"form": CheckFile(), "reading": reading, "recording": RecordChecked({"rows": signed})})


def _record(request: OrganisationRequest) -> HttpResponse:
    form = RecordChecked(request.POST)
    try:
        packed = signing.loads(form.cleaned_data["rows"] if form.is_valid() else "", salt=_SALT)
    except signing.BadSignature:
        messages.error(request, "What was checked did not arrive whole. Check the file again.")
        return redirect("reports:statement-import", request.actor.organisation)
    rows = [sheet.Row(**row) for row in packed]
    reading, systems = _compared(request, rows)
    if reading.errors:
        return _page(request, {"form": CheckFile(), "reading": reading})
    try:
        services.decide_all(request.actor, [_decision(one, systems) for one in reading.decided])
    except ControlError as error:
        messages.error(request, f"Nothing was recorded: {error}.")
        return redirect("reports:statement-import", request.actor.organisation)
    messages.success(request, f"{len(reading.decided)} lines are decided; {reading.unchanged} were so already.")
    return redirect("controls:statement", request.actor.organisation)


def _compared(request: OrganisationRequest, rows: list[sheet.Row]) -> tuple[sheet.Reading, dict[str, Any]]:
    systems = {system.slug: system for system in inventory.systems(request.actor.organisation)}
    names = {slug: system.name for slug, system in systems.items()}
    return sheet.compare(rows, queries.decided(request.actor.organisation), names), systems


def _decision(one: sheet.Decided, systems: dict[str, Any]) -> services.Decision:
    return services.Decision(
        requirement=one.row.control,
        system=systems.get(one.row.scope),
        is_applicable=one.is_applicable,
        reason=one.row.reason,
        status=one.status,
        how=one.row.how,
        owner_id=one.line.owner_id,
    )


def _page(request: OrganisationRequest, context: dict[str, Any]) -> HttpResponse:
    back = reverse("controls:statement", args=[request.actor.organisation])
    context |= {"crumbs": [Link("Statement of Applicability", back)], "back": back}
    return render(request, "reports/statement_import.html", context)


def _served(request: OrganisationRequest, number: int, layout: str, ending: str) -> HttpResponse:
    found = queries.version(request.actor.organisation, number)
    if found is None:
        raise Http404
    return _download(files.of_version(found, layout), _KINDS[layout], f"{_stem(request)}-{found.number}{ending}")


def _stem(request: OrganisationRequest) -> str:
    return f"{request.actor.organisation}-statement-of-applicability"


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
