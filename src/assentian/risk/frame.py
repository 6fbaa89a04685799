"""What stands around every page about one system's threats: the system itself, breadcrumbs and tabs."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from assentian.inventory import queries as inventory
from assentian.web.access import OrganisationRequest
from assentian.web.components.lists import Link

_TABS = {"risk:system": "Threats", "risk:checks": "What would prove it", "risk:model": "Model"}


def system_or_404(request: OrganisationRequest, slug: str) -> Any:
    """One query."""
    found = inventory.system(request.actor.organisation, slug)
    if found is None:
        raise Http404
    return found


def crumbs(request: OrganisationRequest, system: Any, *within: str) -> list[Link]:
    """The way to the system, and on to the tabs named by their address."""
    organisation = request.actor.organisation
    links = [
        Link("AI systems", reverse("inventory:systems", args=[organisation])),
        Link(system.name, reverse("inventory:system", args=[organisation, system.slug])),
    ]
    return links + [Link(_TABS[name], reverse(name, args=[organisation, system.slug])) for name in within]


def tabs(request: OrganisationRequest, system: Any, current: str) -> list[Link]:
    arguments = [request.actor.organisation, system.slug]
    return [Link(label, reverse(name, args=arguments), current=name == current) for name, label in _TABS.items()]
