"""What the impact assessment shows elsewhere: on its system, on offered risks, and on what a DPIA speaks for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.impact import queries
from assentian.impact.causes import causes
from assentian.impact.linking import queries as linking
from assentian.impact.reported import queries as reported
from assentian.impact.rules import REQUIREMENTS
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.risk.models import Risk
from assentian.standards.facts import Node


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """Two queries."""
    return {"one": queries.standing(system, now())}


def of_node(request: HttpRequest, node: Node) -> Mapping[str, Any] | None:
    """DPIAs that other tools keep, which claim something of this requirement, or None. At most one query."""
    is_about = node.key.short in REQUIREMENTS or node.key.short.startswith("gdpr:35")
    actor = getattr(request, "actor", None)
    linked = linking.dpias(actor.organisation) if is_about and actor else []
    return {"linked": linked, "organisation": actor.organisation} if actor and linked else None


def events_of_system(request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """The newest events that concern the system. One query."""
    may_report = request.actor.may("events.report")  # type: ignore[attr-defined]
    return {"events": reported.of_system(system), "system": system, "may_report": may_report}


def of_risk(_request: HttpRequest, risk: Risk) -> Mapping[str, Any] | None:
    """The trigger that offered it. One query."""
    found = queries.trigger_of(risk)
    return None if found is None else {"trigger": found, "behind": causes.link(risk.organisation_id, found.cause)}
