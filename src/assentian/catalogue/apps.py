from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "assentian.catalogue"
    verbose_name = "Catalogue"
