"""What monitoring shows on the page of an AI system."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.monitoring import queries
from assentian.monitoring.operation import queries as operation


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any] | None:
    """Four queries."""
    found = queries.of_system(system)
    return {"watched": found, "system": system} if found else None


def operation_of(_request: HttpRequest, system: AISystem) -> Mapping[str, Any] | None:
    """Three queries."""
    found = operation.summary(system, now())
    return None if found.is_empty else {"operation": found}
