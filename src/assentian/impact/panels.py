"""What the impact assessment shows on the page of its system."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.impact import queries
from assentian.inventory.models import AISystem
from assentian.journal.context import now


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """Two queries."""
    return {"one": queries.standing(system, now())}
