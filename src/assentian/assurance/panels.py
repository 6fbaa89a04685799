"""What is not as it should be, on the page of the system that it concerns."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.assurance import queries
from assentian.inventory.models import AISystem


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any] | None:
    """One query; nothing where there never was one."""
    found = queries.of_system(system)
    return {"found": found} if found else None
