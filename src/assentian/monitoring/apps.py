"""Monitoring in the shell: what it makes of received evidence."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "assentian.monitoring"
    verbose_name = "Monitoring"

    def ready(self) -> None:
        from assentian.evidence.arrivals import arrivals
        from assentian.monitoring.arrivals import measure

        arrivals.add("monitoring", measure)
