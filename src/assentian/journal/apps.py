from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created


class JournalConfig(AppConfig):
    name = "assentian.journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from assentian.journal import context, registry

        connection_created.connect(context.teach_connection, dispatch_uid="assentian.journal")
        register(registry.check_models)
