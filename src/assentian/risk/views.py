"""Pages of threats: the matrix of the organisation and of one system, its model as text, its versions."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.journal.context import now
from assentian.risk import listing, queries, services
from assentian.risk.charts import data_flows
from assentian.risk.forms import EXAMPLE, ThreatModelForm
from assentian.risk.frame import crumbs, system_or_404, tabs
from assentian.risk.queries import Judged
from assentian.threats.exchange import mermaid, threat_dragon
from assentian.threats.library import Cell
from assentian.threats.model import ThreatModel
from assentian.threats.questions import questions
from assentian.web.access import OrganisationRequest, requires
from assentian.web.pages import paginate

PAGE = 20
LAYOUTS: Mapping[str, tuple[str, Callable[[ThreatModel, str], str]]] = {
    "yaml": ("application/yaml", lambda _model, text: text),
    "mmd": ("text/vnd.mermaid", lambda model, _text: mermaid.written(model)),
    "json": ("application/json", lambda model, _text: json.dumps(threat_dragon.written(model), indent=1)),
}


@requires("read")
@require_GET
def threats(request: OrganisationRequest) -> HttpResponse:
    """The matrix over every system that has a threat model."""
    found, without = queries.of_organisation(request.actor.organisation, now())
    organisation = request.actor.organisation
    context = {
        **_listed(request, found, lambda cell: reverse("risk:cell", args=[organisation, cell.id])),
        "without": without,
        "several": True,
        "may_model": request.actor.may("threats.model"),
    }
    return render(request, "risk/threats.html", context)


@requires("read")
@require_GET
def system_threats(request: OrganisationRequest, system: str) -> HttpResponse:
    found = system_or_404(request, system)
    saved = queries.newest(found)
    model = queries.model_of(saved) if saved else None
    judged = queries.judged(found, model, now()) if model else []
    place = (request.actor.organisation, found.slug)
    context = {
        **_listed(request, judged, lambda cell: reverse("risk:system-cell", args=[*place, cell.id])),
        "system": found,
        "saved": saved,
        "model": model,
        "chart": data_flows(model) if model else None,
        "questions": questions(model, [one.instance for one in judged]) if model else [],
        "versions": queries.versions(found),
        "layouts": list(LAYOUTS),
        "may_model": request.actor.may("threats.model"),
        "crumbs": crumbs(request, found),
        "tabs": tabs(request, found, "risk:system"),
    }
    return render(request, "risk/system.html", context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def edit(request: OrganisationRequest, system: str) -> HttpResponse:
    """The model as text; a mistake is told beside it with its line, and what was typed stays."""
    found = system_or_404(request, system)
    saved = queries.newest(found)
    form = ThreatModelForm(request.POST or None, request.FILES or None, initial=_shown(found, saved))
    context: dict[str, Any] = {
        "form": form,
        "system": found,
        "saved": saved,
        "crumbs": crumbs(request, found, "risk:system", "risk:model"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.save_threat_model(request.actor, found, form.said(), seen=form.cleaned_data["seen"])
        except services.SavedMeanwhileError as error:
            context["standing"] = error.standing
            posted = request.POST.copy()
            posted["seen"] = str(error.standing.version)
            form.data = posted
            form.add_error(None, f"{error}. Your text is kept; saving again puts it in the place of theirs.")
        except (services.ThreatModelError, UnicodeDecodeError) as error:
            form.add_error(
                "text", str(error) if isinstance(error, services.ThreatModelError) else "is no text in UTF-8"
            )
        else:
            messages.success(request, f"Version {kept.version} of the threat model is in the ledger.")
            return redirect("risk:system", organisation=request.actor.organisation, system=found.slug)
    return render(request, "risk/edit.html", context, status=422 if form.errors else 200)


@requires("read")
@require_GET
def version(request: OrganisationRequest, system: str, version: int) -> HttpResponse:
    """One version with its text, and what it changed against the one before."""
    found = system_or_404(request, system)
    shown = queries.version(found, version)
    if shown is None:
        raise Http404
    context = {
        "system": found,
        "shown": shown,
        "changes": queries.changes(shown),
        "crumbs": crumbs(request, found, "risk:system", "risk:model"),
    }
    return render(request, "risk/version.html", context)


@requires("read")
@require_GET
def export(request: OrganisationRequest, system: str, layout: str) -> HttpResponse:
    """The newest model as YAML, as Mermaid text or for Threat Dragon."""
    found = system_or_404(request, system)
    saved = queries.newest(found)
    model = queries.model_of(saved) if saved else None
    if saved is None or model is None or layout not in LAYOUTS:
        raise Http404
    kind, write = LAYOUTS[layout]
    name = f"{found.slug}-threats-{saved.version}.{layout}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(model, saved.text), content_type=f"{kind}; charset=utf-8", headers=headers)


def _listed(request: OrganisationRequest, judged: Sequence[Judged], address: Callable[[Cell], str]) -> dict[str, Any]:
    """The matrix, the guide's rows, and the page of threats that the address asks for."""
    status = request.GET.get("status", "")
    found = listing.rows(judged, status)
    counted = listing.counts(judged)
    return {
        "matrix": listing.matrix(judged, address),
        "guide": listing.guide_cells(judged, address),
        "listing": paginate(request.GET, found, size=PAGE),
        "total": len(judged),
        "threats": len({one.instance.threat.id for one in judged}),
        "counts": [(word, number) for word, number in counted.items() if number],
        "status": status if status in counted else "",
        "address": address,
    }


def _shown(system: Any, saved: Any) -> dict[str, Any]:
    """The newest text; for a first model the example, under this system's name."""
    if saved:
        return {"text": saved.text, "seen": saved.version}
    return {"text": EXAMPLE.replace("id: credit-scoring", f"id: {system.slug}"), "seen": 0}
