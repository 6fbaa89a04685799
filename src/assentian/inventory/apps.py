"""The inventory in the shell: its places in the navigation, with how many AI systems are registered."""

from typing import Any

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "assentian.inventory"
    verbose_name = "Inventory"

    def ready(self) -> None:
        from assentian.web.registry import Entry, Section, navigation

        navigation.add(Entry(Section.OPERATION, "AI systems", "inventory:systems", order=10, count=_in_register))
        navigation.add(Entry(Section.OPERATION, "Assets", "inventory:assets", order=30))


def _in_register(request: Any) -> Any:
    from assentian.inventory import queries
    from assentian.web.registry import Count

    return Count(queries.in_register(request.actor.organisation), "registered")
