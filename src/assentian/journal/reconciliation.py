"""Live rows against the ledger: replay every ledger and name each row that was changed, added or removed behind it.

This is what proves; the triggers only guard. It finds the effect of a dropped trigger, an edited database file, a
write with a stolen context, a restored backup of a single table. It does not tell who did it, and it trusts the
entries: `verification` proves those.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from assentian.journal import rules, store, triggers
from assentian.journal.integration import canonical_row
from assentian.journal.registry import JournalledTable, tables
from assentian.ledger import canonical, entry


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not hold what its ledger says; `columns` is empty for a row that is there too much or too
    little.
    """

    table: str
    key: str
    kind: str
    columns: tuple[str, ...]
    organisation: str
    seq: int | None

    def __str__(self) -> str:
        where = f"{self.table} row {self.key}"
        entry_named = f" (entry {self.seq} of {self.organisation})" if self.seq is not None else ""
        columns = f": {', '.join(self.columns)}" if self.columns else ""
        return f"{where} {self.kind}{columns}{entry_named}"


def replayed() -> rules.Replayed:
    """The state that all ledgers of the installation say."""
    state: rules.Replayed = {}
    for organisation in store.organisations():
        for seq, leaf in store.leaves(organisation):
            rules.replay(state, organisation, seq, canonical.decode(leaf))
    return state


def live_rows(table: JournalledTable) -> Iterator[dict[str, Any]]:
    """Canonical rows of a table as they stand now, read by the same expression as the triggers use."""
    if connection.vendor == "postgresql":
        query = f'SELECT to_jsonb(t)::text FROM "{table.name}" t'  # names come from our models
    else:
        query = f'SELECT {triggers.sqlite_row(table, "t")} FROM "{table.name}" t'
    with connection.cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(1000):
            for (raw,) in rows:
                yield canonical_row(table, raw) or {}


def differences(known: Mapping[str, JournalledTable] | None = None) -> list[Difference]:
    """Every row of the `known` tables (all, unless told otherwise) that differs, by table and key."""
    known = tables() if known is None else known
    state = replayed()
    found: list[Difference] = []
    for table in known.values():
        try:
            with transaction.atomic():  # so that PostgreSQL goes on after a table that cannot be read
                found += _different_rows(table, state)
        except DatabaseError as error:
            found.append(Difference(table.name, "?", f"cannot be read ({error})", (), "", None))
    found += [
        Difference(name, key, "was removed behind the ledger", (), said.organisation, said.last_seq)
        for (name, key), said in state.items()
        if name in known
    ]
    return found


def _different_rows(table: JournalledTable, state: rules.Replayed) -> Iterator[Difference]:
    """Of the rows that there are; what they answer for is taken out of `state`."""
    for row in live_rows(table):
        key = str(row[table.primary_key])
        said = state.pop((table.name, key), None)
        if said is None:
            yield Difference(table.name, key, "is not in the ledger", (), table.ledger_of(row, ""), None)
        elif columns := differing(table, row, said):
            yield Difference(
                table.name, key, "was changed behind the ledger", columns, said.organisation, said.last_seq
            )


def differing(table: JournalledTable, row: Mapping[str, Any], said: rules.ReplayedRow) -> tuple[str, ...]:
    """Columns whose live value is not what the ledger says; what it never spoke of is null there.

    An erased commitment can no longer be compared and is passed over.
    """
    columns = []
    for column, live in row.items():
        value = said.values.get(column)
        if column in table.personal and rules.is_commitment(value):
            kept = store.private(said.organisation, said.said_by[column], column)
            differs = kept is not None and not entry.opens(value, kept[0], live)
        else:
            differs = live != value
        if differs:
            columns.append(column)
    return tuple(columns)
