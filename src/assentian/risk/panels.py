"""What risk shows on the page of an AI system: how its threats stand, and how its risks do."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.risk import queries
from assentian.risk.register import queries as register
from assentian.risk.rules import ORDER


def of_system(request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """At most five queries."""
    saved = queries.newest(system)
    model = queries.model_of(saved) if saved else None
    found = queries.judged(system, model, now()) if model else []
    counted = Counter(one.status for one in found)
    return {
        "system": system,
        "saved": saved,
        "threats": len({one.instance.threat.id for one in found}),
        "instances": len(found),
        "states": [(status, counted[status]) for status in ORDER if counted[status]],
        "may_model": request.actor.may("threats.model"),  # type: ignore[attr-defined]
    }


def risks_of_system(request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """At most nine queries."""
    found = register.of_system(system, now())
    return {
        "system": system,
        "entries": found[:8],
        "total": len(found),
        "states": Counter(one.standing for one in found).most_common(),
        "may_assess": request.actor.may("risks.assess"),  # type: ignore[attr-defined]
    }
