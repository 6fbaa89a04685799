from django.apps import AppConfig

from assentian.web.registry import Entry, Section, frames, navigation


class AccountsConfig(AppConfig):
    name = "assentian.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from assentian.accounts.frame import frame

        frames.provide(frame)
        navigation.add(Entry(Section.LEADERSHIP, "People and roles", "accounts:people", order=30))
