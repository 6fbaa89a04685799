"""The context that a write carries: who acts in which organisation, and why. `acts.act` opens it; the triggers read it.

Knows no table and no user; an actor is a pseudonym. On SQLite the triggers call two functions that only our
connections have, so that a write from outside is refused.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from assentian.ledger import canonical


class ActError(Exception):
    """A write was attempted in a way that the journal does not allow."""


@dataclass(frozen=True)
class Act:
    """The context that every change of one transaction carries. `cause` names the entry that brought it about, as
    `ledger:seq`.
    """

    organisation: str
    actor: str
    action: str
    why: str
    cause: str
    tx: str
    at: str

    def encode(self) -> str:
        return self._encoded

    @cached_property
    def _encoded(self) -> str:
        """Made once: the triggers ask for it with every row."""
        return canonical.encode(asdict(self)).decode()


_current: ContextVar[Act | None] = ContextVar("assentian_act", default=None)


@contextmanager
def under_way(act: Act) -> Iterator[None]:
    """Make `act` the current one of this thread or task."""
    token = _current.set(act)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Act | None:
    return _current.get()


def required() -> Act:
    """The act under way; `ActError` when there is none."""
    found = _current.get()
    if found is None:
        raise ActError("journalled records are written inside journal.act(...)")
    return found


def now() -> datetime:
    return datetime.now(UTC)


def new_transaction_id() -> str:
    return secrets.token_hex(8)


def _context() -> str | None:
    found = _current.get()
    return found.encode() if found else None


def _organisation() -> str | None:
    found = _current.get()
    return found.organisation if found else None


def teach_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give an SQLite connection of ours the two functions that the triggers call; a foreign connection lacks them and
    is refused.
    """
    if connection.vendor == "sqlite":
        raw: sqlite3.Connection = connection.connection
        raw.create_function("assentian_context", 0, _context)
        raw.create_function("assentian_organisation", 0, _organisation)
