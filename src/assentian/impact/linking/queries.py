"""Reads of linked assessments: those of a system, what they say as facts, and systems that have one."""

from collections.abc import Mapping
from typing import Any

from assentian.impact.choices import LinkedKind
from assentian.impact.outward import LinkedAssessment
from assentian.inventory.models import AISystem

SOURCE = "gov.dpia.status"
"""The source of evidence at which rules look for a linked assessment that changed (T-DPIA-1)."""


def linked(system: AISystem) -> dict[str, LinkedAssessment]:
    """What stands, by kind. One query."""
    found = LinkedAssessment.objects.of(system.organisation_id).filter(system=system, ended_at=None)
    return {one.kind: one for one in found.select_related("recorded_by")}


def dpia(system: AISystem) -> LinkedAssessment | None:
    """The DPIA that another tool keeps. One query."""
    return linked(system).get(LinkedKind.DPIA)


def facts(system: AISystem) -> Mapping[str, Mapping[str, Any]]:
    """Which version of each linked assessment stands, for what is kept at an approval: a new review of the same version
    changes nothing. Empty where none is linked. One query.
    """
    told = {fact(kind): one.version or one.digest for kind, one in sorted(linked(system).items())}
    return {SOURCE: told} if told else {}


def fact(kind: str) -> str:
    return f"linked_{kind}"


def status(system: AISystem) -> Mapping[str, Any]:
    """What stands of each linked assessment, with its day and that of its review. Empty where none is. One query."""
    return {
        kind: {
            "version": one.version or one.digest,
            "dated": f"{one.dated:%Y-%m-%d}",
            "reviewed_on": f"{one.reviewed_on:%Y-%m-%d}",
        }
        for kind, one in sorted(linked(system).items())
    }


def dpias(organisation: str) -> list[LinkedAssessment]:
    """Of every system that is in the register, by its name. One query."""
    found = LinkedAssessment.objects.of(organisation).filter(
        kind=LinkedKind.DPIA, ended_at=None, system__retired_at=None
    )
    return list(found.select_related("system").order_by("system__name"))
