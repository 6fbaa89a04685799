"""What readiness shows on pages of lower rooms: on a place of the standard, where the organisation stands on it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from assentian.readiness.queries import STANDARD
from assentian.standards.facts import Node


def of_node(request: HttpRequest, node: Node) -> Mapping[str, Any] | None:
    """Only for what is claimed and proved: a requirement of ISO/IEC 42001:2023. No query."""
    if not node.assessable or node.key.edition != STANDARD:
        return None
    return {"key": node.key.short, "organisation": request.actor.organisation}  # type: ignore[attr-defined]
