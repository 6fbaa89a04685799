from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "assentian.accounts"
    verbose_name = "Accounts"
