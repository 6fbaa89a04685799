from django.apps import AppConfig

from assentian.web.registry import Entry, Section, frames, navigation


class AccountsConfig(AppConfig):
    name = "assentian.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from assentian.accounts import queries
        from assentian.accounts.frame import frame
        from assentian.journal import names

        frames.provide(frame)
        names.provide(queries.names)
        navigation.add(Entry(Section.LEADERSHIP, "People and roles", "accounts:people", order=30))
