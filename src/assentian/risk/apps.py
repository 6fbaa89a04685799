"""Risk in the shell: threats, risks and criteria in the navigation and at the gate, a system's own on its page."""

from typing import Any

from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "assentian.risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        from assentian.inventory.gates import gates
        from assentian.risk import panels as cards
        from assentian.risk.register import queries
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        gates.add("risk", queries.against)
        navigation.add(Entry(Section.PLANNING, "Risks", "risk:register", order=20, count=_pressing))
        navigation.add(Entry(Section.PLANNING, "Treatment plan", "risk:treatment-plan", order=22, count=_overdue))
        navigation.add(Entry(Section.PLANNING, "Risk criteria", "risk:criteria", order=24))
        navigation.add(Entry(Section.PLANNING, "Threats", "risk:threats", order=30))
        panels.add(Panel("system", "threats", "risk/parts/system.html", cards.of_system, order=30))
        panels.add(Panel("system", "risks", "risk/register/panel.html", cards.risks_of_system, order=32))


def _pressing(request: Any) -> Any:
    from assentian.risk.register import queries
    from assentian.web.registry import Count

    number = queries.pressing(request.actor.organisation)
    return Count(number, "to look at", "warn") if number else None


def _overdue(request: Any) -> Any:
    from assentian.journal.context import now
    from assentian.risk.treatment import queries
    from assentian.web.registry import Count

    number = queries.overdue(request.actor.organisation, now().date())
    return Count(number, "overdue", "bad") if number else None
