"""What monitoring shows on the page of an AI system."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.inventory.models import AISystem
from assentian.monitoring import queries


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any] | None:
    """Four queries."""
    found = queries.of_system(system)
    return {"watched": found, "system": system} if found else None
