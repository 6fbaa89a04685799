"""The act: who changes records of which organisation, why, and in one transaction.

`with act(organisation, actor, action):` opens a database transaction in which journalled tables may be written; outside it the
triggers refuse every write. A nested act joins the outer one: one transaction, one story. On leaving, what the triggers captured
is integrated into the ledger (SQLite, tests: in the same transaction; PostgreSQL: right after the commit), and after the commit a checkpoint
is signed. When the signer refuses, that is logged and the write stands unsigned: `verify` then says why.
This module knows no table and no user; an actor is a pseudonym.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from assentian.ledger import canonical


class ActError(Exception):
    """A write was attempted in a way that the journal does not allow."""


@dataclass(frozen=True, slots=True)
class Act:
    """The context that every change of one transaction carries. `cause` names the entry that brought it about, as `ledger:seq`."""

    organisation: str
    actor: str
    action: str
    why: str
    cause: str
    tx: str
    at: str

    def encode(self) -> str:
        return canonical.encode(asdict(self)).decode()


_current: ContextVar[Act | None] = ContextVar("assentian_act", default=None)


def current() -> Act | None:
    return _current.get()


def required() -> Act:
    """The act under way; `ActError` when there is none."""
    under_way = _current.get()
    if under_way is None:
        raise ActError("journalled records are written inside journal.act(...)")
    return under_way


def now() -> datetime:
    return datetime.now(UTC)


def new_transaction_id() -> str:
    return secrets.token_hex(8)


@contextmanager
def act(organisation: str, actor: str, action: str, *, why: str = "", cause: str = "") -> Iterator[Act]:
    """Open a transaction in which `actor` may change records of `organisation`.

    `actor` is a pseudonym (`p:...` a person, `s:...` a part of the system); `why` is free text and enters the ledger only as a
    commitment. Raises `ActError` when nested in an act of another organisation.
    """
    outer = _current.get()
    if outer is not None:
        if outer.organisation != organisation:
            raise ActError(f"an act of {outer.organisation!r} is under way; it cannot write records of {organisation!r}")
        yield outer
        return
    from assentian.journal import checkpoints, integration

    at = now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    opened = Act(organisation, actor, action, why, cause, new_transaction_id(), at)
    with transaction.atomic():
        token = _current.set(opened)
        try:
            _announce(opened.encode(), organisation)
            yield opened
            _announce("", "")
        finally:
            _current.reset(token)
        if integrates_inline():
            touched = integration.integrate()
            transaction.on_commit(partial(checkpoints.sign_each, touched), robust=True)
        else:
            transaction.on_commit(_integrate_and_sign, robust=True)


def _integrate_and_sign() -> None:
    from assentian.journal import checkpoints, integration

    checkpoints.sign_each(integration.integrate())


def integrates_inline() -> bool:
    """SQLite has one writer anyway; on PostgreSQL writers take no global lock and integration follows the commit."""
    return connection.vendor == "sqlite" or bool(getattr(settings, "JOURNAL_INLINE", False))


def _announce(context: str, organisation: str) -> None:
    """Tell the database of the act: on PostgreSQL in settings local to the transaction; SQLite asks `teach_connection`'s functions."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('assentian.context', %s, true), set_config('assentian.organisation', %s, true)",
                [context, organisation],
            )


def _context() -> str | None:
    under_way = _current.get()
    return under_way.encode() if under_way else None


def _organisation() -> str | None:
    under_way = _current.get()
    return under_way.organisation if under_way else None


def teach_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give an SQLite connection of ours the two functions that the triggers call; a foreign connection lacks them and is refused."""
    if connection.vendor == "sqlite":
        raw: sqlite3.Connection = connection.connection
        raw.create_function("assentian_context", 0, _context)
        raw.create_function("assentian_organisation", 0, _organisation)
