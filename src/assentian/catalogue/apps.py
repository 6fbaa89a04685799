from django.apps import AppConfig

from assentian.web.registry import Entry, Section, navigation


class CatalogueConfig(AppConfig):
    name = "assentian.catalogue"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        navigation.add(Entry(Section.STANDARDS, "Catalogue", "catalogue:editions", order=10))
        navigation.add(Entry(Section.STANDARDS, "Crosswalk", "catalogue:crosswalk", order=20))
        navigation.add(Entry(Section.STANDARDS, "The guide's labels", "catalogue:guide", order=30))
