"""Monitoring in the shell: its place in the navigation, its panel on a system, what it makes of received evidence."""

from typing import Any

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "assentian.monitoring"
    verbose_name = "Monitoring"

    def ready(self) -> None:
        from django.urls import reverse

        from assentian.evidence.arrivals import arrivals
        from assentian.impact.causes import causes
        from assentian.impact.measured.sources import sources
        from assentian.impact.snapshots import facts
        from assentian.impact.watch.daily import looks
        from assentian.monitoring import assessed, events
        from assentian.monitoring import panels as cards
        from assentian.monitoring.arrivals import measure
        from assentian.monitoring.schedule import plans as scheduled
        from assentian.monitoring.schedule.services import plan_kinds
        from assentian.risk.planned import plans
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        arrivals.add("monitoring", measure)
        facts.add("operation", events.facts)
        looks.add("appeals", events.silent)
        sources.add("monitoring", assessed.readings, assessed.GIVES)
        causes.add("monitoring_incident", "The incident", lambda *key: reverse("monitoring:incident", args=key))
        causes.add("monitoring_operationperiod", "The periods", _all("monitoring:periods"))
        for table in ("monitoring_case", "appeals", "complaints", "no_appeals"):
            causes.add(table, "The cases", _all("monitoring:cases"))
        plans.provide(scheduled.of_system, plan_kinds)
        navigation.add(Entry(Section.EVALUATION, "Monitoring", "monitoring:indicators", order=10, count=_breached))
        navigation.add(Entry(Section.EVALUATION, "Operation", "monitoring:periods", order=12))
        navigation.add(Entry(Section.EVALUATION, "Schedule", "monitoring:schedule", order=14))
        panels.add(Panel("system", "operation", "monitoring/operation/panel.html", cards.operation_of, order=27))
        panels.add(Panel("system", "monitoring", "monitoring/system.html", cards.of_system, order=25))


def _all(name: str) -> Any:
    """The address of a list, whatever record is asked for."""
    from django.urls import reverse

    return lambda organisation, _key: reverse(name, args=[organisation])


def _breached(request: Any) -> Any:
    from assentian.monitoring import queries
    from assentian.web.registry import Count

    number = queries.open_breaches(request.actor.organisation)
    return Count(number, "breached", "bad") if number else None
