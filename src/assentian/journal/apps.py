from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created


class JournalConfig(AppConfig):
    name = "assentian.journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from assentian.journal import context, queries, registry
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        connection_created.connect(context.teach_connection, dispatch_uid="assentian.journal")
        register(registry.check_models)
        navigation.add(Entry(Section.LEDGER, "Ledger", "journal:ledger"))
        panels.add(Panel("footer", "ledger", "journal/footer.html", queries.footer))
