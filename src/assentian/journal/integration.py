"""From the outbox to the ledger: what the triggers captured becomes leaves with contiguous sequence numbers, and the
tree grows.

SQLite integrates inside the act's own transaction. On PostgreSQL one integrator at a time (an advisory lock) takes
the committed rows with DELETE ... RETURNING, so nothing is polled, skipped or taken twice; a crash leaves them for
the next integration. `PRIMARY KEY (organisation, seq)` is the last guard: two integrators can never write the same
number. Nothing here signs.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from assentian.journal import rules, store
from assentian.journal.fields import Canonicaliser
from assentian.journal.registry import JournalledTable, tables
from assentian.ledger import canonical, entry

_LOCK = 0x4153_5345_4E54  # "ASSENT", the integrator's advisory lock
_SEAL = "S"


@dataclass(frozen=True, slots=True)
class Pending:
    """What becomes one leaf: the encoded act it happened in, and a row's change or a sealed content."""

    context: str
    what: rules.Change | Mapping[str, Any]


def seal(organisation: str, context: str, kind: str, content: Mapping[str, Any]) -> None:
    """Queue a leaf of `kind` that is no row change (evidence, key, schema), in order with the rows of its act."""
    body = canonical.encode({"t": kind, **content}).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO ledger_outbox (organisation, "table", op, after, context) VALUES (%s, %s, %s, %s, %s)',
            [organisation, "", _SEAL, body, context],
        )


def integrate() -> set[str]:
    """Integrate all that is committed (or, in the act's own transaction, captured). Returns the ledgers that grew."""
    grown = set()
    with transaction.atomic():
        for organisation, rows in groupby(_take(), itemgetter(0)):
            pending = [found for _, _, *row in rows if (found := _pending(*row))]
            if record(organisation, pending):
                grown.add(organisation)
    return grown


def take_turn() -> None:
    """Be the only integrator until the transaction ends; on SQLite the only writer is that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _take() -> list[tuple[Any, ...]]:
    """Empty the outbox; its rows by organisation, in the order in which they were captured."""
    take_turn()
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM ledger_outbox RETURNING organisation, id, "table", op, before, after, context')
        return sorted(cursor.fetchall(), key=itemgetter(0, 1))


def _pending(table: str, op: str, before: str | None, after: str | None, context: str) -> Pending | None:
    """None for an update that changed nothing."""
    if op == _SEAL:
        return Pending(context, canonical.decode((after or "").encode()))
    known = tables()[table]
    was, becomes = canonical_row(known, before), canonical_row(known, after)
    key = str((becomes or was or {})[known.primary_key])
    change = rules.describe((table, key), was, becomes, personal=known.personal, new_salt=new_salt)
    return Pending(context, change) if change else None


def record(organisation: str, pending: Sequence[Pending]) -> int:
    """Append `pending` to the organisation's ledger; the caller took its turn. Returns the number of entries."""
    head = store.head(organisation)
    revisions = store.revisions(
        organisation, [item.what.key for item in pending if isinstance(item.what, rules.Change)]
    )
    touched: dict[tuple[str, str], tuple[int, int]] = {}
    disclosures: list[tuple[int, rules.Disclosure]] = []
    contexts = {item.context: json.loads(item.context) for item in pending}
    leaves = []
    for seq, item in enumerate(pending, head.size):
        content = item.what
        if isinstance(content, rules.Change):
            revision = revisions.get(content.key, 0) + 1
            revisions[content.key] = revision
            touched[content.key] = (revision, seq)
            disclosures += [(seq, disclosure) for disclosure in content.disclosures]
            content = {"t": "state-change", "op": content.op, "obj": [*content.key, revision], "ch": content.columns}
        leaf = rules.leaf(organisation, contexts[item.context], content)
        if why := contexts[item.context]["why"]:
            disclosure = rules.Disclosure("why", new_salt(), why)
            leaf["why"] = entry.commit(why, disclosure.salt)
            disclosures.append((seq, disclosure))
        leaves.append((canonical.encode(leaf), rules.about(leaf)))
    store.append(organisation, head, leaves)
    store.keep_private(organisation, disclosures)
    store.keep_objects(organisation, touched)
    return len(leaves)


def canonical_row(table: JournalledTable, raw: str | None) -> dict[str, Any] | None:
    """Canonical values by column of a row as the triggers wrote it; None stays None."""
    if raw is None:
        return None
    row = json.loads(raw, parse_float=Decimal)
    return {column: _canonical_value(convert, row.get(column)) for column, convert in table.columns.items()}


def _canonical_value(convert: Canonicaliser, raw: Any) -> Any:
    """What was written past its field, by raw SQL, stands as the text that the database tells: integration never halts
    on it.
    """
    try:
        return None if raw is None else convert(raw)
    except (ValueError, ArithmeticError):
        return str(raw)


def new_salt() -> bytes:
    return secrets.token_bytes(32)
