"""How a measured number is written on a page."""

from decimal import Decimal
from typing import Any

from django.template import Library

from assentian.evidence.readings import figure

register = Library()


@register.filter
def measured(value: Any) -> str:
    """A decimal as any measured number is written; a dash where there is none."""
    return figure(float(value) if isinstance(value, Decimal) else None)
