"""Impact assessments in the shell: their place in the navigation, at the gate, among what is at risk, on a system."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from assentian.impact.causes import Address


class ImpactConfig(AppConfig):
    name = "assentian.impact"
    verbose_name = "Impact assessment"

    def ready(self) -> None:
        from assentian.controls.risks import risks
        from assentian.evidence.arrivals import arrivals
        from assentian.impact import panels as cards
        from assentian.impact import queries
        from assentian.impact.drafting import challenging
        from assentian.impact.drafting.disputes import disputes
        from assentian.impact.linking import queries as linking
        from assentian.impact.measured import checked, registered, threatened
        from assentian.impact.measured.sources import sources
        from assentian.impact.publishing import read as summaries
        from assentian.impact.reported import queries as reported
        from assentian.impact.snapshots import facts
        from assentian.impact.snapshots import registered as registered_facts
        from assentian.impact.watch import arrived, changed, disputed
        from assentian.inventory.changes import changes
        from assentian.inventory.gates import gates
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        sources.add("checks", checked.readings, checked.GIVES)
        sources.add("inventory", registered.readings, registered.GIVES)
        sources.add("threats", threatened.readings, threatened.GIVES)
        sources.add("summaries", summaries.readings, summaries.GIVES)
        arrivals.add("impact", challenging.arrived)
        facts.add("inventory", registered_facts)
        facts.add("threats", threatened.facts)
        facts.add("reported events", reported.facts)
        facts.add("linked assessments", linking.facts)
        disputes.add("impact triggers", disputed.look)
        changes.add("impact", changed.look)
        arrivals.add("impact triggers", arrived.look)
        gates.add("impact", queries.against)
        risks.add("impact", queries.at_risk)
        navigation.add(Entry(Section.OPERATION, "Impact assessments", "impact:list", order=15, count=_waiting))
        navigation.add(Entry(Section.OPERATION, "Reported events", "impact:events", order=17))
        panels.add(Panel("system", "impact", "impact/panel.html", cards.of_system, order=40))
        panels.add(Panel("node", "impact", "impact/link/node.html", cards.of_node, order=40))
        panels.add(Panel("system", "events", "impact/events/panel.html", cards.events_of_system, order=42))
        panels.add(Panel("risk", "trigger", "impact/risk.html", cards.of_risk, order=10))
        _show_causes()


def _show_causes() -> None:
    """Where records are shown that triggers name: this room's own and those of the rooms below."""
    from django.urls import reverse

    from assentian.impact.causes import causes

    def at(name: str) -> "Address":
        return lambda organisation, key: reverse(name, args=[organisation, key])

    causes.add("impact_reportedevent", "The event", at("impact:event"))
    causes.add("evidence_evidence", "The result", at("evidence:detail"))
    for table in ("accounts_user", "accounts_organisation"):
        causes.add(
            table, "People and roles", lambda organisation, _key: reverse("accounts:people", args=[organisation])
        )


def _waiting(request: Any) -> Any:
    from assentian.impact import queries
    from assentian.web.registry import Count

    number = queries.waiting(request.actor.organisation)
    return Count(number, "to review", "warn") if number else None
