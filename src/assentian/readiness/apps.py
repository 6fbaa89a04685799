from django.apps import AppConfig

from assentian.web.registry import Entry, Panel, Section, navigation, panels


class ReadinessConfig(AppConfig):
    name = "assentian.readiness"
    verbose_name = "Readiness"

    def ready(self) -> None:
        from assentian.controls.shown import shown
        from assentian.readiness import queries
        from assentian.readiness.panels import of_node

        shown.provide(queries.shown)
        navigation.add(Entry(Section.OVERVIEW, "Overview", "readiness:overview", exact=True))
        navigation.add(Entry(Section.PLANNING, "Requirements", "readiness:requirements", order=10))
        navigation.add(Entry(Section.PLANNING, "Controls", "readiness:controls", order=20))
        panels.add(Panel("node", "readiness", "readiness/parts/node.html", load=of_node, order=10))
