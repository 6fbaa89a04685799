"""Erasing personal values: from the live row, and from behind every commitment that the ledger holds to them.

Leaves and proofs stay as they are: a commitment without its salt tells nothing. What is erased is named in an `erasure`
entry, and verification says so. On SQLite no byte is left in file or write-ahead log; dead tuples and archived WAL of
PostgreSQL, backups and audit packs that were given away are outside our reach. The free text of `why` is not touched.
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from assentian.journal import integration, store
from assentian.journal.context import required
from assentian.journal.registry import tables


class ErasureError(ValueError):
    """What was named is no personal column of a journalled table, or there is no such row."""


def erase(organisation: str, table: str, key: str, columns: Collection[str]) -> None:
    """Empty the personal `columns` of a row and erase every salt and value of theirs, in the act under way.

    Columns that may be null become null, unique ones `erased-<key>`, others empty text. `ErasureError` names what
    cannot be erased; `ActError` outside an act.
    """
    opened = required()
    known = tables().get(table)
    if known is None or not columns or not set(columns) <= known.personal:
        raise ErasureError(f"{table}: {', '.join(sorted(columns)) or 'nothing'}; only personal columns can be erased")
    integration.integrate()  # what is still pending has its salts after this, to be erased with the others
    store.erase_private(organisation, f"{table}/{key}", columns)
    if not _empty(table, key, columns):
        raise ErasureError(f"{table} has no row {key}")
    paths = [f"{table}/{key}/{column}" for column in sorted(columns)]
    integration.seal(organisation, opened.encode(), "erasure", {"obj": [table, key], "paths": paths})
    transaction.on_commit(_empty_write_ahead_log)


def _empty(table: str, key: str, columns: Collection[str]) -> int:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    fields = [field for field in model._meta.local_concrete_fields if field.column in columns]
    return model._meta.base_manager.filter(pk=key).update(**{field.name: _emptied(field, key) for field in fields})


def _emptied(field: "models.Field[Any, Any]", key: str) -> str | None:
    if field.null:
        return None
    return f"erased-{key}" if field.unique else ""


def _empty_write_ahead_log() -> None:
    """SQLite: what was overwritten in the file stands in the log until that is cut; a reader at work delays it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
