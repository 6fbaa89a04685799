"""Risk in the shell: threats in the navigation, and a system's threats on its page."""

from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "assentian.risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        from assentian.risk import panels as cards
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        navigation.add(Entry(Section.PLANNING, "Threats", "risk:threats", order=30))
        panels.add(Panel("system", "threats", "risk/parts/system.html", cards.of_system, order=30))
