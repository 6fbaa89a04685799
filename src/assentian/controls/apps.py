from django.apps import AppConfig


class ControlsConfig(AppConfig):
    name = "assentian.controls"
    verbose_name = "Controls"
