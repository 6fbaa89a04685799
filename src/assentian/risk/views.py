"""Pages of threats: the matrix of the organisation and of one system, its model as text, its versions."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.risk import queries, rules, services
from assentian.risk.charts import data_flows
from assentian.risk.forms import EXAMPLE, ThreatModelForm
from assentian.risk.queries import Judged
from assentian.risk.rules import ORDER, CellState, Status
from assentian.standards.vocabulary import Stage, Stride
from assentian.threats.exchange import mermaid, threat_dragon
from assentian.threats.library import Cell, cells
from assentian.threats.model import ThreatModel
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link

MOST_SHOWN = 200
LAYOUTS: Mapping[str, tuple[str, Callable[[ThreatModel, str], str]]] = {
    "yaml": ("application/yaml", lambda _model, text: text),
    "mmd": ("text/vnd.mermaid", lambda model, _text: mermaid.written(model)),
    "json": ("application/json", lambda model, _text: json.dumps(threat_dragon.written(model), indent=1)),
}


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of the matrix on the page."""

    cell: Cell
    state: CellState | None
    is_chosen: bool


@requires("read")
@require_GET
def threats(request: OrganisationRequest) -> HttpResponse:
    """The matrix over every system that has a threat model."""
    found, without = queries.of_organisation(request.actor.organisation, now())
    context = {
        **_matrix(request, found),
        "without": without,
        "several": True,
        "may_model": request.actor.may("threats.model"),
    }
    return render(request, "risk/threats.html", context)


@requires("read")
@require_GET
def system_threats(request: OrganisationRequest, system: str) -> HttpResponse:
    found = _system_or_404(request, system)
    saved = queries.newest(found)
    model = queries.model_of(saved) if saved else None
    judged = queries.judged(found, model, now()) if model else []
    context = {
        **_matrix(request, judged),
        "system": found,
        "saved": saved,
        "model": model,
        "chart": data_flows(model) if model else None,
        "questions": dict.fromkeys(question for one in judged for question in one.instance.questions),
        "versions": queries.versions(found),
        "layouts": list(LAYOUTS),
        "may_model": request.actor.may("threats.model"),
        "crumbs": _crumbs(request, found),
    }
    return render(request, "risk/system.html", context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def edit(request: OrganisationRequest, system: str) -> HttpResponse:
    """The model as text; a mistake is told beside it with its line, and what was typed stays."""
    found = _system_or_404(request, system)
    saved = queries.newest(found)
    form = ThreatModelForm(request.POST or None, request.FILES or None, initial=_shown(found, saved))
    context: dict[str, Any] = {"form": form, "system": found, "saved": saved, "crumbs": _crumbs(request, found)}
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.save_threat_model(request.actor, found, form.said(), seen=form.cleaned_data["seen"])
        except services.SavedMeanwhileError as error:
            context["standing"] = error.standing
            form.add_error(None, str(error))
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
    found = _system_or_404(request, system)
    shown = queries.version(found, version)
    if shown is None:
        raise Http404
    context = {
        "system": found,
        "shown": shown,
        "changes": queries.changes(shown),
        "crumbs": [*_crumbs(request, found), Link("Threats", _address(request, found))],
    }
    return render(request, "risk/version.html", context)


@requires("read")
@require_GET
def export(request: OrganisationRequest, system: str, layout: str) -> HttpResponse:
    """The newest model as YAML, as Mermaid text or for Threat Dragon."""
    found = _system_or_404(request, system)
    saved = queries.newest(found)
    model = queries.model_of(saved) if saved else None
    if saved is None or model is None or layout not in LAYOUTS:
        raise Http404
    kind, write = LAYOUTS[layout]
    name = f"{found.slug}-threats-{saved.version}.{layout}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(model, saved.text), content_type=f"{kind}; charset=utf-8", headers=headers)


def _matrix(request: OrganisationRequest, judged: Sequence[Judged]) -> dict[str, Any]:
    """The rows of the matrix, the instances that the address asks for, and the sums."""
    cell, status = request.GET.get("cell", ""), request.GET.get("status", "")
    states = rules.matrix((one.instance, one.status) for one in judged)
    by_place = {(one.stage, one.stride): one for one in cells()}
    rows = [(stage, [_square(by_place[stage, stride], states, cell) for stride in Stride]) for stage in Stage]
    wanted = [one for one in judged if _is_wanted(one, cell, status)]
    wanted.sort(key=lambda one: ORDER.index(one.status))
    return {
        "strides": list(Stride),
        "rows": rows,
        "guide": [(square.cell, square.state) for _, squares in rows for square in squares if square.cell.guide],
        "instances": wanted[:MOST_SHOWN],
        "more": max(len(wanted) - MOST_SHOWN, 0),
        "total": len(judged),
        "counts": [(one, sum(found.status is one for found in judged)) for one in Status],
        "chosen": cell,
        "status": status,
    }


def _square(cell: Cell, states: Mapping[str, CellState], chosen: str) -> Square:
    return Square(cell, states.get(cell.id), cell.id == chosen)


def _is_wanted(one: Judged, cell: str, status: str) -> bool:
    return (not cell or one.instance.threat.cell == cell) and (not status or one.status == status)


def _shown(system: Any, saved: Any) -> dict[str, Any]:
    """The newest text; for a first model the example, under this system's name."""
    if saved:
        return {"text": saved.text, "seen": saved.version}
    return {"text": EXAMPLE.replace("id: credit-scoring", f"id: {system.slug}"), "seen": 0}


def _system_or_404(request: OrganisationRequest, slug: str) -> Any:
    found = inventory.system(request.actor.organisation, slug)
    if found is None:
        raise Http404
    return found


def _address(request: OrganisationRequest, system: Any) -> str:
    return reverse("risk:system", args=[request.actor.organisation, system.slug])


def _crumbs(request: OrganisationRequest, system: Any) -> list[Link]:
    organisation = request.actor.organisation
    return [
        Link("AI systems", reverse("inventory:systems", args=[organisation])),
        Link(system.name, reverse("inventory:system", args=[organisation, system.slug])),
    ]
