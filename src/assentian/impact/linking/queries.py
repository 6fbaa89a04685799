"""Reads of linked assessments: those of a system, what they say as facts, and systems that have one."""

from collections.abc import Mapping
from typing import Any

from assentian.impact.choices import LinkedKind
from assentian.impact.outward import LinkedAssessment
from assentian.inventory.models import AISystem


def linked(system: AISystem) -> dict[str, LinkedAssessment]:
    """What stands, by kind. One query."""
    found = LinkedAssessment.objects.of(system.organisation_id).filter(system=system, ended_at=None)
    return {one.kind: one for one in found.select_related("recorded_by")}


def dpia(system: AISystem) -> LinkedAssessment | None:
    """The DPIA that another tool keeps. One query."""
    return linked(system).get(LinkedKind.DPIA)


def status(system: AISystem) -> Mapping[str, Any]:
    """Facts of the source `gov.dpia.status`: which version of each linked assessment stands, of which day, and when it
    was reviewed. Empty where none is linked. One query.
    """
    found: dict[str, str] = {}
    for kind, one in sorted(linked(system).items()):
        found[kind] = one.version or one.digest
        found[f"{kind}_dated"] = f"{one.dated:%Y-%m-%d}"
        found[f"{kind}_reviewed_on"] = f"{one.reviewed_on:%Y-%m-%d}"
    return found


def dpias(organisation: str) -> list[LinkedAssessment]:
    """Of every system that is in the register, by its name. One query."""
    found = LinkedAssessment.objects.of(organisation).filter(
        kind=LinkedKind.DPIA, ended_at=None, system__retired_at=None
    )
    return list(found.select_related("system").order_by("system__name"))
