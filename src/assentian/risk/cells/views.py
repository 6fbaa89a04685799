"""Pages of one cell: over the whole organisation, and of one system with every element that it does not touch."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assentian.checks.registry import KINDS
from assentian.journal.context import now
from assentian.risk import listing, queries
from assentian.risk.frame import crumbs, system_or_404
from assentian.risk.queries import Judged
from assentian.risk.rules import ORDER
from assentian.threats.library import Cell, CheckFact, Threat, checks
from assentian.threats.matching import Refusal, why_not
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.pages import Listing, paginate

PAGE = 25


@dataclass(frozen=True, slots=True)
class Told:
    """A threat of the cell: where it applies, where not, and the check that leads its evidence."""

    threat: Threat
    judged: Sequence[Judged]
    refusals: Sequence[Refusal] = ()

    @property
    def leading(self) -> CheckFact:
        return checks()[self.threat.checks[0]]

    @property
    def is_built(self) -> bool:
        return self.leading.id in KINDS

    @property
    def others(self) -> list[CheckFact]:
        return [checks()[id_] for id_ in self.threat.checks[1:]]


@requires("read")
@require_GET
def cell(request: OrganisationRequest, cell: str) -> HttpResponse:
    """Every instance of a cell in the organisation, worst first, with its reason and newest result."""
    found = _cell_or_404(cell)
    judged, _ = queries.of_organisation(request.actor.organisation, now())
    here = sorted((one for one in judged if one.instance.threat.cell == found.id), key=_gravity)
    shown: Listing[Judged] = paginate(request.GET, here, size=PAGE)
    context = {
        "cell": found,
        "several": True,
        "listing": shown,
        "told": [
            Told(threat, [one for one in shown.rows if one.instance.threat is threat]) for threat in found.threats
        ],
        "holds": listing.at_number(found.guide) if found.guide else "",
        "crumbs": [Link("Threats", reverse("risk:threats", args=[request.actor.organisation]))],
    }
    return render(request, "risk/cells/cell.html", context)


@requires("read")
@require_GET
def system_cell(request: OrganisationRequest, system: str, cell: str) -> HttpResponse:
    """The cell of one system: each threat with its elements, and the other elements with what refuses it."""
    found = _cell_or_404(cell)
    known = system_or_404(request, system)
    saved = queries.newest(known)
    model = queries.model_of(saved) if saved else None
    judged = queries.judged(known, model, now()) if model else []
    context = {
        "cell": found,
        "system": known,
        "model": model,
        "told": [
            Told(
                threat,
                sorted((one for one in judged if one.instance.threat is threat), key=_gravity),
                why_not(model, threat) if model else (),
            )
            for threat in found.threats
        ],
        "holds": listing.at_number(found.guide) if found.guide else "",
        "may_model": request.actor.may("threats.model"),
        "crumbs": crumbs(request, known, "risk:system"),
    }
    return render(request, "risk/cells/cell.html", context)


def _gravity(one: Judged) -> int:
    return ORDER.index(one.status)


def _cell_or_404(id_: str) -> Cell:
    found = listing.cell_of(id_)
    if found is None:
        raise Http404
    return found
