"""The ledger as pages: head and entries, one entry with its proof, the checkpoint to take away, a verification now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from assentian.journal import checkpoints, queries, verification
from assentian.ledger.verify import LARGEST_INTEGER
from assentian.standards.vocabulary import Role
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link

_PAGE = 50
_LONGEST_NUMBER = 15


@requires("read")
@require_GET
def ledger(request: OrganisationRequest) -> HttpResponse:
    """Newest entries first; `?about=table/key` narrows them to one row's history, `?before=N` pages."""
    organisation = request.actor.organisation
    about = request.GET.get("about", "").replace("\0", "")[:130]
    rows = queries.entries(organisation, about=about, before=_number(request, "before"), most=_PAGE + 1)
    context = {
        "head": queries.head(organisation),
        "checkpoints": queries.checkpoints(organisation, most=5),
        "rows": rows[:_PAGE],
        "older": rows[_PAGE - 1].seq if len(rows) > _PAGE else None,
        "about": about,
        "origin": checkpoints.origin(organisation),
    }
    return render(request, "journal/ledger.html", context)


@requires("read")
@require_GET
def entry(request: OrganisationRequest, seq: int) -> HttpResponse:
    organisation = request.actor.organisation
    found = queries.entry(organisation, seq) if seq < LARGEST_INTEGER else None
    if found is None:
        raise Http404
    context = {
        "entry": found,
        "roles": [Role(role).label for role in found.content.get("roles", [])],
        "title": f"Entry {seq}",
        "crumbs": [Link("Ledger", "../")],
    }
    return render(request, "journal/entry.html", context)


@requires("read")
@require_GET
def checkpoint(request: OrganisationRequest) -> HttpResponse:
    """The newest signed checkpoint, as the signed note that `assentian verify --known` takes."""
    signed = checkpoints.sign(request.actor.organisation)
    if signed is None:
        raise Http404
    response = HttpResponse(signed.note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{request.actor.organisation}-{signed.size}.checkpoint.txt"'
    )
    return response


@requires("read")
@require_POST
def verify(request: OrganisationRequest) -> HttpResponse:
    """Verify this organisation's ledger and rows now, in front of the reader."""
    report = verification.verify_ledger(request.actor.organisation)
    rows = verification.changed_rows(request.actor.organisation)
    context = {"report": report, "root": report.root.hex(), "rows": rows, "crumbs": [Link("Ledger", "../")]}
    return render(request, "journal/verified.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None
