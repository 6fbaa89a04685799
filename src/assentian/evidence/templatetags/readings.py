"""How a reading is written on a page: its figures, its interval, its limit."""

from collections.abc import Iterable

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assentian.evidence.readings import Reading, figure, interval
from assentian.web.components.status import score
from assentian.web.components.values import NOTHING

register = Library()

_SEVERITIES = {"fail": "critical", "insufficient": "none", "warn": "medium", "pass": "low"}


register.filter("figure", figure)
register.filter("interval", interval)


@register.filter
def any_has(found: Iterable[Reading], name: str) -> bool:
    """Whether a column of this table would hold anything."""
    return any(getattr(reading, name) not in (None, "") for reading in found)


@register.simple_tag
def figures(reading: Reading) -> SafeString:
    """The value on its colour, with its interval below."""
    shown = score(figure(reading.value), _SEVERITIES.get(reading.status, "none"), reading.status)
    if reading.lower is None and reading.upper is None:
        return shown
    return format_html("{}<small>{}</small>", shown, interval(reading))


@register.simple_tag
def limit(reading: Reading) -> SafeString | str:
    """The side of the limit on which the harm lies."""
    if reading.breach is None:
        return NOTHING
    return format_html("{} {}", "at least" if reading.below else "at most", figure(reading.breach))
