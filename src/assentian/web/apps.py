from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "assentian.web"
    label = "web"
    verbose_name = "Shell"
