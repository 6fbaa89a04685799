from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "assentian.inventory"
    verbose_name = "Inventory"
