"""What the impact assessment shows on the pages of its system, and of a risk that a trigger offered."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.impact import queries
from assentian.impact.causes import causes
from assentian.impact.reported import queries as reported
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.risk.models import Risk


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """Two queries."""
    return {"one": queries.standing(system, now())}


def events_of_system(request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """Two queries."""
    may_report = request.actor.may("events.report")  # type: ignore[attr-defined]
    return {"events": reported.of_system(system), "system": system, "may_report": may_report}


def of_risk(_request: HttpRequest, risk: Risk) -> Mapping[str, Any] | None:
    """The trigger that offered it. One query."""
    found = queries.trigger_of(risk)
    return None if found is None else {"trigger": found, "behind": causes.link(risk.organisation_id, found.cause)}
