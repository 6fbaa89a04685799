"""Databases of a test's own, where commits are commits, threads and processes meet, and migrations run.

They are copies of a template that is migrated once a session: SQLite copies the file, PostgreSQL clones the database.
Nothing is ever flushed or truncated, which the triggers would refuse.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from assentian.journal import store

Leaves = Callable[[str], list[dict[str, Any]]]
ORGANISATION = "northwind"


@dataclass(frozen=True)
class Template:
    """A migrated database and the home that belongs to it."""

    name: str
    home: Path


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """Keys and the signer's memory of this test alone."""
    settings.ASSENTIAN_HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture(scope="session")
def template(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("template")
    with django_db_blocker.unblock(), _created(folder / "template.sqlite3") as name:
        with _reached(name), override_settings(ASSENTIAN_HOME=folder / "home"):
            call_command("migrate", run_syncdb=True, verbosity=0)
        yield Template(name, folder / "home")


@pytest.fixture
def own_database(template: Template, home: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Name of the copy (a file's path, or a database's name), which every new connection of this process reaches."""
    shutil.copytree(template.home, home)
    with django_db_blocker.unblock(), _created(tmp_path / "copy.sqlite3", template.name) as name, _reached(name):
        yield name


@pytest.fixture
def after_commit(settings: Settings) -> None:
    """Integrate as the product does on PostgreSQL: right after the commit."""
    settings.JOURNAL_INLINE = False


@pytest.fixture
def leaves() -> Leaves:
    """The decoded leaves of an organisation, from the first."""
    return lambda organisation: [json.loads(leaf) for _, leaf in store.leaves(organisation)]


_NUMBERS = count()
"""Modules of other rooms that take these fixtures in each have a template of their own."""


@contextmanager
def _created(file: Path, template: str = "") -> Iterator[str]:
    """A new database, empty or as the template, and its name."""
    if connection.vendor == "sqlite":
        if template:
            shutil.copy(template, file)
        yield str(file)
        return
    name = f"{file.stem}_{os.getpid()}_{next(_NUMBERS)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield name
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _reached(name: str) -> Iterator[None]:
    """Have this and every new connection reach the database of this name."""
    usual, configuration = connections["default"], connections.settings["default"]
    usual_name, configuration["NAME"] = configuration["NAME"], name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], configuration["NAME"] = usual, usual_name
