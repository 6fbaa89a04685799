"""Foreign keys and migrations point only to rooms on the same floor or below.

import-linter sees imports; a foreign key given as a string and a migration's dependency are arrows that it cannot see.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from tests.architecture.house import floors, room


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if is_ours(model.__module__)]


def is_ours(module: str) -> bool:
    return module.startswith("assentian.")


def arrows() -> Iterator[tuple[str, str, str]]:
    """(what, its room, the room that it points to), for every relation between two of our tables."""
    for model in our_models():
        for field in model._meta.get_fields():
            target = field.related_model
            if target is None or field.auto_created or not isinstance(target, type) or not is_ours(target.__module__):
                continue
            yield f"{model._meta.label}.{field.name}", room(model.__module__), room(target.__module__)


def migration_arrows() -> Iterator[tuple[str, str, str]]:
    rooms = {config.label: room(config.name) for config in apps.get_app_configs() if is_ours(config.name)}
    for (label, migration), node in MigrationLoader(None).disk_migrations.items():
        for target, _ in node.dependencies:
            if label in rooms and target in rooms:
                yield f"{label}.{migration}", rooms[label], rooms[target]


def upward(found: Iterator[tuple[str, str, str]]) -> list[str]:
    return [f"{what}: {source} -> {target}" for what, source, target in found if floors()[target] > floors()[source]]


def test_every_app_is_a_room_with_a_floor() -> None:
    assert {room(config.name) for config in apps.get_app_configs() if is_ours(config.name)} <= floors().keys()


def test_no_foreign_key_points_upwards() -> None:
    assert not upward(arrows())


def test_no_migration_depends_on_a_higher_room() -> None:
    assert not upward(migration_arrows())


@pytest.mark.parametrize(("source", "target", "allowed"), [("risk", "inventory", True), ("inventory", "risk", False)])
def test_an_upward_arrow_would_be_seen(source: str, target: str, allowed: bool) -> None:
    assert (not upward(iter([("x", source, target)]))) is allowed
