"""Schema changes in the ledger: what `migrate` does before and after Django's own migrations (see the command).

A schema entry carries the digest of the trigger set; the rows that a migration changed follow as ordinary changes
with the actor `s:migrate`. Opening refuses when rows differ from the ledger; it does not stop a database owner, whom
`reconciliation` shows.
"""

from dataclasses import replace

from django.db import connection, transaction

from assentian.journal import integration, reconciliation, rules, store, triggers
from assentian.journal.acts import act
from assentian.journal.models import INSTALLATION
from assentian.journal.registry import JournalledTable, tables
from assentian.ledger import canonical

_ACTOR = "s:migrate"


class SchemaError(Exception):
    """The database is not in a state from which it may be migrated."""


def open_for_migration() -> None:
    """Check the rows against the ledger and take the triggers down. Nothing to do on an empty database."""
    existing = set(connection.introspection.table_names())
    if "ledger_entry" not in existing:
        return
    if not triggers.standing():
        return  # an earlier run broke off: this one finishes it
    integration.integrate()
    if found := reconciliation.differences(_as_it_stands()):
        listed = "\n  ".join(str(difference) for difference in found[:10])
        raise SchemaError(
            f"rows differ from the ledger; look at them with `assentian verify --state` first:\n  {listed}"
        )
    triggers.drop()


def _as_it_stands() -> dict[str, JournalledTable]:
    """The journalled tables with the columns that exist: before a migration, today's models know more than the
    database.
    """
    with connection.cursor() as cursor:
        existing = {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            for name in connection.introspection.table_names(cursor)
            if name in tables()
        }
    return {
        name: replace(tables()[name], columns={c: f for c, f in tables()[name].columns.items() if c in columns})
        for name, columns in existing.items()
    }


def close_after_migration() -> None:
    """Put the triggers up, with their digest in the installation's ledger, and record what the migrations changed."""
    if "ledger_entry" not in connection.introspection.table_names() or _as_it_stands() != tables():
        return  # migrated to a point before the journal, or not all the way
    with transaction.atomic():
        integration.take_turn()
        triggers.install()
        digest = triggers.digest()
        is_new = digest != recorded_digest()
        with act(INSTALLATION, _ACTOR, "migrate") as opened:
            if is_new:
                integration.seal(INSTALLATION, opened.encode(), "schema", {"triggers": digest})
        for organisation, changes in _row_changes().items():
            integration.record(organisation, [integration.Pending(opened.encode(), change) for change in changes])


def _row_changes() -> dict[str, list[rules.Change]]:
    """What the migrations did to rows, by ledger: live rows against the replayed ledgers."""
    state = reconciliation.replayed()
    found: dict[str, list[rules.Change]] = {}
    for table in tables().values():
        for row in reconciliation.live_rows(table):
            key = (table.name, str(row[table.primary_key]))
            said = state.pop(key, None)
            columns = reconciliation.differing(table, row, said) if said else tuple(row)
            before = {column: said.values.get(column) for column in columns} if said else None
            change = rules.describe(
                key,
                before,
                {column: row[column] for column in columns},
                personal=table.personal,
                new_salt=integration.new_salt,
            )
            if change:
                found.setdefault(said.organisation if said else table.ledger_of(row, INSTALLATION), []).append(change)
    for key, said in state.items():
        if key[0] not in tables():
            continue
        personal = tables()[key[0]].personal
        gone = rules.describe(key, said.values, None, personal=personal, new_salt=integration.new_salt)
        found.setdefault(said.organisation, []).extend([gone] if gone else [])
    return found


def recorded_digest() -> str | None:
    """The trigger digest that the installation's ledger recorded last."""
    found = None
    for _, leaf in store.leaves(INSTALLATION):
        decoded = canonical.decode(leaf)
        if decoded["t"] == "schema" and "triggers" in decoded:
            found = decoded["triggers"]
    return found
