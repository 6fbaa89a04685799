"""Impact assessments in the shell: their place in the navigation, at the gate, among what is at risk, on a system."""

from typing import Any

from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "assentian.impact"
    verbose_name = "Impact assessment"

    def ready(self) -> None:
        from assentian.controls.risks import risks
        from assentian.evidence.arrivals import arrivals
        from assentian.impact import panels as cards
        from assentian.impact import queries
        from assentian.impact.drafting import challenging
        from assentian.impact.measured import checked, registered, threatened
        from assentian.impact.measured.sources import sources
        from assentian.impact.snapshots import facts
        from assentian.impact.snapshots import registered as registered_facts
        from assentian.impact.watch import arrived, changed
        from assentian.inventory.changes import changes
        from assentian.inventory.gates import gates
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        sources.add("checks", checked.readings, checked.GIVES)
        sources.add("inventory", registered.readings, registered.GIVES)
        sources.add("threats", threatened.readings, threatened.GIVES)
        arrivals.add("impact", challenging.arrived)
        facts.add("inventory", registered_facts)
        changes.add("impact", changed.look)
        arrivals.add("impact triggers", arrived.look)
        gates.add("impact", queries.against)
        risks.add("impact", queries.at_risk)
        navigation.add(Entry(Section.OPERATION, "Impact assessments", "impact:list", order=15, count=_waiting))
        panels.add(Panel("system", "impact", "impact/panel.html", cards.of_system, order=40))


def _waiting(request: Any) -> Any:
    from assentian.impact import queries
    from assentian.web.registry import Count

    number = queries.waiting(request.actor.organisation)
    return Count(number, "to review", "warn") if number else None
