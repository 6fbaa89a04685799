from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "assentian.readiness"
    verbose_name = "Readiness"
