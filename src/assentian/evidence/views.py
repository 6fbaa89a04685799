"""Pages of evidence: the register, one result with everything that it rests on, and its envelope to take away."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from assentian.checks.registry import KINDS
from assentian.evidence import artefacts, queries
from assentian.evidence.charts import evenly, rates_charts
from assentian.evidence.forms import FindEvidence
from assentian.evidence.inspection import inspect
from assentian.evidence.queries import Row
from assentian.evidence.readings import Reading, deciding, figure, judged_first, readings
from assentian.evidence.received import MEDIA_TYPE
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import ProofGrade, Verdict
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.components.status import tag
from assentian.web.pages import Sorting, paginate
from assentian.web.registers import as_csv, page_size

_ORDER = {
    "measured": ("measured_at", "pk"),
    "system": ("system__name", "-measured_at", "pk"),
    "check": ("check_id", "-measured_at", "pk"),
    "verdict": ("verdict", "-measured_at", "pk"),
    "valid": ("valid_until", "pk"),
    "grade": ("grade", "-measured_at", "pk"),
}


@requires("read")
@require_GET
def register(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    finder = FindEvidence(request.GET or None)
    sort = Sorting.read(request.GET, _ORDER, default="-measured")
    found = queries.columns(queries.register(organisation, **finder.asked()).order_by(*sort.order_by))
    listing = paginate(request.GET, found, size=page_size(request.GET))
    rows = [Row(*values) for values in listing.rows]
    spoken = queries.requirements(organisation, [row.id for row in rows])
    links = _links(organisation, {key for keys in spoken.values() for key in keys})
    moment, verdicts = now(), {verdict.value: tag(verdict.value) for verdict in Verdict}
    context = {
        "listing": listing,
        "rows": [
            (row, verdicts[row.verdict], row.is_stale(moment), _joined(spoken.get(row.id, ()), links)) for row in rows
        ],
        "stale": tag("stale"),
        "sort": sort,
        "finder": finder,
        "query": request.GET.urlencode(),
    }
    return render(request, "evidence/register.html", context)


@requires("read")
@require_GET
def register_csv(request: OrganisationRequest) -> HttpResponse:
    """The register as filtered and sorted on its page, all of it."""
    organisation = request.actor.organisation
    finder = FindEvidence(request.GET)
    sort = Sorting.read(request.GET, _ORDER, default="-measured")
    found = queries.register(organisation, **finder.asked()).order_by(*sort.order_by)
    rows = [Row(*values) for values in queries.columns(found)]
    spoken = queries.requirements(organisation, found.order_by().values("pk"))
    moment = now()
    columns = (
        "Id",
        "System",
        "Check",
        "Kind",
        "Verdict",
        "State",
        "Requirements",
        "Measured",
        "Valid until",
        "Grade",
        "Signer",
    )
    lines = (
        (
            row.id,
            row.system,
            row.check,
            row.kind,
            row.verdict,
            "stale" if row.is_stale(moment) else "superseded" if row.is_superseded else "fresh",
            " ".join(spoken.get(row.id, ())),
            row.measured_at.isoformat(timespec="seconds"),
            row.valid_until.isoformat(timespec="seconds"),
            row.grade,
            row.signer,
        )
        for row in rows
    )
    return as_csv("evidence", columns, lines)


@requires("read")
@require_GET
def detail(request: OrganisationRequest, number: int) -> HttpResponse:
    """One result. Digest, signature and record are verified at the time of looking."""
    organisation = request.actor.organisation
    found = _evidence_or_404(organisation, number)
    recorded = queries.recorded(found)
    inspection = inspect(artefacts.load(organisation, found.digest), recorded, found.signed_by.public_key)
    told = readings(found.summary, found.check_kind)
    context = {
        "evidence": found,
        "title": f"{found.system.name}: {found.check_id}",
        "lead": _told(told),
        "is_expired": now() > found.valid_until,
        "grade": ProofGrade(found.grade),
        "kind": KINDS.get(found.check_kind),
        "judged": judged_first(reading for reading in told if reading.status),
        "shown": [reading for reading in told if not reading.status],
        "charts": evenly(rates_charts(told)),
        "subjects": found.subjects.all(),
        "requirements": _requirements(found.check_kind, recorded.controls),
        "inspection": inspection,
        "tested": inspection.evidence,
        "raw": _pretty(inspection.statement),
        "sealed_by": journal.sealing(organisation, found.digest),
        "crumbs": [
            Link("Evidence", reverse("evidence:list", args=[organisation])),
            Link(found.system.name, reverse("inventory:system", args=[organisation, found.system.slug])),
        ],
    }
    return render(request, "evidence/detail.html", context)


@requires("read")
@require_GET
def envelope(request: OrganisationRequest, number: int) -> HttpResponse:
    """The DSSE envelope, byte for byte as it was received."""
    found = _evidence_or_404(request.actor.organisation, number)
    data = artefacts.load(request.actor.organisation, found.digest)
    if data is None:
        raise Http404
    name = f"{found.system.slug}-{found.check_id}-{found.digest[:12]}.dsse.json"
    return HttpResponse(
        data, content_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _told(found: Sequence[Reading]) -> str:
    """The metric that decided, in a sentence."""
    decided = deciding(found)
    if decided is None or decided.value is None or decided.breach is None:
        return ""
    side = "at least" if decided.below else "at most"
    where = f" of {decided.where}" if decided.where else ""
    return f"{decided.title}{where}: {figure(decided.value)}, where {side} {figure(decided.breach)} is the limit."


def _links(organisation: str, keys: Iterable[str]) -> dict[str, SafeString]:
    """The link to each requirement, made once for all rows."""
    return {
        key: format_html(
            '<a class="id" href="{}" title="{}">{}</a>',
            reverse("readiness:requirement", args=[organisation, key]),
            key,
            _number(key),
        )
        for key in keys
    }


def _number(key: str) -> str:
    """A place of ISO/IEC 42001 by its number; one of another edition with it, for each has an A.8 of its own."""
    return key.removeprefix("iso42001:")


def _joined(keys: Iterable[str], links: dict[str, SafeString]) -> SafeString:
    return format_html_join(" ", "{}", ((links[key],) for key in keys))


def _requirements(kind: str, keys: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Key, number and title of each requirement, and why a result of this kind speaks for it."""
    why = KINDS[kind].speaks_for if kind in KINDS else {}
    nodes = [(key, catalogue().find(key)) for key in keys]
    return [(key, _number(key), node.title if node else "", why.get(key, "")) for key, node in nodes]


def _evidence_or_404(organisation: str, number: int) -> Any:
    found = queries.evidence(organisation, number)
    if found is None:
        raise Http404
    return found


def _pretty(statement: Mapping[str, Any] | None) -> str:
    return json.dumps(statement, indent=2, ensure_ascii=False, sort_keys=True) if statement else ""
