"""The act: who changes records of which organisation, why, and in one transaction.

`with act(organisation, actor, action):` opens a database transaction in which journalled tables may be written;
outside it the triggers refuse every write. A nested act joins the outer one: one transaction, one story. On leaving,
what the triggers captured is integrated into the ledger (SQLite, tests: in the same transaction; PostgreSQL: right
after the commit), and after the commit a checkpoint is signed. When the signer refuses, that is logged and the write
stands unsigned: `verify` then says why.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from assentian.journal import checkpoints, context, integration, reading


@contextmanager
def act(organisation: str, actor: str, action: str, *, why: str = "", cause: str = "") -> Iterator[context.Act]:
    """Open a transaction in which `actor` may change records of `organisation`.

    `actor` is a pseudonym (`p:...` a person, `s:...` a part of the system); `why` is free text and enters the ledger
    only as a commitment. Raises `ActError` when nested in an act of another organisation, or opened in a reading.
    """
    outer = context.current()
    if outer is not None:
        if outer.organisation != organisation:
            raise context.ActError(
                f"an act of {outer.organisation!r} is under way; it cannot write records of {organisation!r}"
            )
        yield outer
        return
    if reading.is_under_way():
        raise context.ActError("a reading is under way; what it read would not be what is written")
    at = context.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    opened = context.Act(organisation, actor, action, why, cause, context.new_transaction_id(), at)
    with transaction.atomic():
        with context.under_way(opened):
            _announce(opened.encode(), organisation)
            yield opened
            _announce("", "")
        if integrates_inline():
            grown = integration.integrate()
            transaction.on_commit(lambda: checkpoints.sign_each(grown), robust=True)
        else:
            transaction.on_commit(lambda: checkpoints.sign_each(integration.integrate()), robust=True)


def integrates_inline() -> bool:
    """SQLite has one writer anyway; on PostgreSQL writers take no global lock and integration follows the commit."""
    return connection.vendor == "sqlite" or bool(getattr(settings, "JOURNAL_INLINE", False))


def _announce(encoded: str, organisation: str) -> None:
    """Tell the database of the act: on PostgreSQL in settings local to the transaction; SQLite asks
    `teach_connection`'s functions.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('assentian.context', %s, true), set_config('assentian.organisation', %s, true)",
                [encoded, organisation],
            )
