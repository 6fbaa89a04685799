"""Assurance in the shell: its place in the navigation, at the gate, among what is at risk, and after a breach."""

from typing import Any

from django.apps import AppConfig

_BREACH = "monitoring_breach"


class AssuranceConfig(AppConfig):
    name = "assentian.assurance"
    verbose_name = "Assurance"

    def ready(self) -> None:
        from django.urls import reverse

        from assentian.assurance import panels as cards
        from assentian.assurance import queries
        from assentian.assurance import reactions as after
        from assentian.controls.risks import risks
        from assentian.impact.causes import causes
        from assentian.impact.watch.followers import followers
        from assentian.inventory.gates import gates
        from assentian.monitoring.reactions import reactions
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        reactions.add("impact assessment", after.reopen_assessment)  # locks the system before the organisation
        reactions.add("nonconformity", after.raise_nonconformity)
        followers.add("nonconformity", after.raise_for_trigger)
        causes.add(
            "monitoring_breach", "Its story", lambda *key: reverse("assurance:story", args=[key[0], _BREACH, key[1]])
        )
        gates.add("assurance", queries.against)
        risks.add("assurance", queries.at_risk)
        navigation.add(Entry(Section.IMPROVEMENT, "Nonconformities", "assurance:list", order=10, count=_open))
        panels.add(Panel("system", "assurance", "assurance/panel.html", cards.of_system, order=50))


def _open(request: Any) -> Any:
    from assentian.assurance import queries
    from assentian.journal.context import now
    from assentian.web.registry import Count

    number, overdue = queries.pressing(request.actor.organisation, now())
    if overdue:
        return Count(overdue, "overdue", "bad")
    return Count(number, "open", "warn") if number else None
