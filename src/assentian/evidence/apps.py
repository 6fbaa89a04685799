from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "assentian.evidence"
    verbose_name = "Evidence"
