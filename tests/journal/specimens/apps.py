from django.apps import AppConfig


class SpecimensConfig(AppConfig):
    name = "tests.journal.specimens"
    label = "specimens"
