"""A database of a test's own, where commits are commits: a copy of the test database, gone afterwards.

A test asks for `own_database` in place of `db`, whose open transaction would lock the template.
Nothing is flushed or truncated, which the triggers would refuse: SQLite copies its pages into a file, PostgreSQL its
template.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker, Settings

from assentian.journal import store

Leaves = Callable[[str], list[dict[str, Any]]]
ORGANISATION = "northwind"


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """Keys and the signer's memory of this test alone."""
    settings.ASSENTIAN_HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def own_database(
    home: Path, tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Name of the copy (a file's path, or a database's name), which every new connection of this process reaches."""
    with django_db_blocker.unblock(), _copied(tmp_path / "copy.sqlite3") as name:
        yield name


@pytest.fixture
def after_commit(settings: Settings) -> None:
    """Integrate as the product does on PostgreSQL: right after the commit."""
    settings.JOURNAL_INLINE = False


@pytest.fixture
def leaves() -> Leaves:
    """The decoded leaves of an organisation, from the first."""
    return lambda organisation: [json.loads(leaf) for _, leaf in store.leaves(organisation)]


@contextmanager
def _copied(file: Path) -> Iterator[str]:
    shared, configuration = connections["default"], connections.settings["default"]
    template = configuration["NAME"]
    name = _copy(file, template)
    configuration["NAME"] = name
    connections["default"] = connections.create_connection("default")
    try:
        yield name
    finally:
        connections["default"].close()
        configuration["NAME"] = template
        connections["default"] = shared
        if shared.vendor == "postgresql":
            with shared._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _copy(file: Path, template: str) -> str:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        return str(file)
    connection.close()  # a template must have no other session
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{template}_copy" TEMPLATE "{template}"')
    return f"{template}_copy"
