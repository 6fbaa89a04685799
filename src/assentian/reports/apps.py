from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "assentian.reports"
    verbose_name = "Reports"
