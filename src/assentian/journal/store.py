"""The ledger's rows in the database: append entries and tiles, read leaves, hashes and heads.

Plain SQL; nothing here decides, signs or verifies. Of the lowest level only full tiles are kept (C2SP tlog-tiles): the
hashes right of them are computed from at most 255 leaves. Upper tiles are kept while they grow, always by appending.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection

from assentian.journal.rules import Disclosure
from assentian.ledger import canonical, tiles
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import leaf_hash

_CHUNK, _FEW = 500, 4
_TYPES = {  # of columns as PostgreSQL arrays; the others are text
    "seq": "bigint",
    "last_seq": "bigint",
    "size": "bigint",
    "index": "bigint",
    "level": "integer",
    "revision": "integer",
    "leaf": "bytea",
    "hashes": "bytea",
    "frontier": "bytea",
}


def head(organisation: str) -> Frontier:
    """Size and right edge of the organisation's tree; the empty tree when nothing was ever written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT frontier FROM ledger_head WHERE organisation = %s", [organisation])
        row = cursor.fetchone()
    return Frontier.from_bytes(bytes(row[0])) if row else Frontier()


def append(organisation: str, frontier: Frontier, leaves: Sequence[tuple[bytes, str]]) -> None:
    """Write `leaves`, each with what it is about, after `frontier`, complete the tiles that they fill, and move the
    head.
    """
    if not leaves:
        return
    first, hashes = frontier.size, [leaf_hash(leaf) for leaf, _ in leaves]
    frontier.extend(hashes)
    _insert(
        "ledger_entry",
        ("organisation", "seq", "leaf", "about"),
        [(organisation, seq, leaf, about) for seq, (leaf, about) in enumerate(leaves, first)],
    )
    _insert(
        "ledger_head",
        ("organisation", "size", "frontier"),
        [(organisation, frontier.size, frontier.to_bytes())],
        conflict="ON CONFLICT (organisation) DO UPDATE SET size = excluded.size, frontier = excluded.frontier",
    )
    if first // tiles.WIDTH < frontier.size // tiles.WIDTH:  # a tile was filled
        grown = tiles.grown(first, hashes, reader(organisation, first))
        _insert(
            "ledger_tile",
            ("organisation", "level", "index", "hashes"),
            [(organisation, level, index, joined) for level, index, joined in grown],
            conflict='ON CONFLICT (organisation, level, "index") DO UPDATE SET hashes = excluded.hashes',
        )


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, conflict: str = "") -> None:
    """Insert `rows` in few statements; the quickest way for many on PostgreSQL is whole columns, as arrays."""
    into = f"INSERT INTO {table} ({', '.join(map(connection.ops.quote_name, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > _FEW:
            arrays = ", ".join(f"%s::{_TYPES.get(column, 'text')}[]" for column in columns)
            values = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"{into} SELECT * FROM unnest({arrays}) {conflict}", values)
            return
        marks = f"({', '.join(['%s'] * len(columns))})"
        for start in range(0, len(rows), _CHUNK):
            some = rows[start : start + _CHUNK]
            parameters = list(chain.from_iterable(some))
            cursor.execute(f"{into} VALUES {', '.join([marks] * len(some))} {conflict}", parameters)


def reader(organisation: str, size: int) -> tiles.TileReader:
    """Hashes of the organisation's tree of `size` leaves, for proofs and for completing tiles."""

    def leaf_hashes(start: int, stop: int) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT leaf FROM ledger_entry WHERE organisation = %s AND seq >= %s AND seq < %s ORDER BY seq",
                [organisation, start, min(stop, size)],
            )
            return [leaf_hash(bytes(leaf)) for (leaf,) in cursor.fetchall()]

    return tiles.TileReader(lambda level, index: tile(organisation, level, index), leaf_hashes)


def leaves(organisation: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(sequence number, leaf bytes) in order, read in chunks, so that a long ledger does not fill the memory."""
    return ((seq, leaf) for seq, leaf, _ in entries(organisation, start, stop))


def entries(organisation: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes, str]]:
    """(sequence number, leaf bytes, what it is looked up by), as `leaves`."""
    while stop is None or start < stop:
        limit = _CHUNK if stop is None else min(_CHUNK, stop - start)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, leaf, about FROM ledger_entry WHERE organisation = %s AND seq >= %s ORDER BY seq LIMIT %s",
                [organisation, start, limit],
            )
            rows = cursor.fetchall()
        yield from ((seq, bytes(leaf), about) for seq, leaf, about in rows)
        if len(rows) < limit:
            return
        start = rows[-1][0] + 1


def keep_private(organisation: str, disclosures: Iterable[tuple[int, Disclosure]]) -> None:
    rows = [
        (organisation, seq, disclosure.path, disclosure.salt.hex(), canonical.encode(disclosure.value).decode())
        for seq, disclosure in disclosures
    ]
    _insert("ledger_private", ("organisation", "seq", "path", "salt", "value"), rows)


def erase_private(organisation: str, about: str, paths: Collection[str]) -> None:
    """Erase salts and values at `paths` of every entry about this row (`table/key`). For good."""
    marks = ", ".join(["%s"] * len(paths))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM ledger_private WHERE organisation = %s AND path IN ({marks})"  # only placeholders
            " AND seq IN (SELECT seq FROM ledger_entry WHERE organisation = %s AND about = %s)",
            [organisation, *paths, organisation, about],
        )


def keep_objects(organisation: str, touched: dict[tuple[str, str], tuple[int, int]]) -> None:
    rows = [(organisation, table, key, revision, seq) for (table, key), (revision, seq) in touched.items()]
    _insert(
        "ledger_object",
        ("organisation", "table", "object", "revision", "last_seq"),
        rows,
        conflict='ON CONFLICT (organisation, "table", object) DO UPDATE SET'
        " revision = excluded.revision, last_seq = excluded.last_seq",
    )


def revisions(organisation: str, objects: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Last revision of each of `objects` (table, primary key) that has one; one query for each table and 500 keys."""
    keys: dict[str, set[str]] = {}
    for table, key in objects:
        keys.setdefault(table, set()).add(key)
    found: dict[tuple[str, str], int] = {}
    with connection.cursor() as cursor:
        for table, wanted in keys.items():
            ordered = sorted(wanted)
            for start in range(0, len(ordered), _CHUNK):
                some = ordered[start : start + _CHUNK]
                marks = ", ".join(["%s"] * len(some))
                cursor.execute(
                    'SELECT object, revision FROM ledger_object WHERE organisation = %s AND "table" = %s'
                    f" AND object IN ({marks})",  # only placeholders are put in
                    [organisation, table, *some],
                )
                found |= {(table, key): revision for key, revision in cursor.fetchall()}
    return found


def organisations() -> list[str]:
    """Keys of all ledgers of which the database holds anything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation FROM ledger_head UNION SELECT organisation FROM ledger_entry"
            " UNION SELECT organisation FROM ledger_checkpoint ORDER BY organisation"
        )
        return [key for (key,) in cursor.fetchall()]


def kept_values(organisation: str) -> Iterator[tuple[int, str, str, str]]:
    """Every (sequence number, path, salt in hexadecimal, canonical value) behind a commitment."""
    return _rows("SELECT seq, path, salt, value FROM ledger_private WHERE organisation = %s", organisation)


def kept_revisions(organisation: str) -> Iterator[tuple[str, str, int, int]]:
    """(table, primary key, last revision, entry of it) of every row."""
    return _rows('SELECT "table", object, revision, last_seq FROM ledger_object WHERE organisation = %s', organisation)


def _rows(query: str, organisation: str) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, [organisation])
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


def private(organisation: str, seq: int, path: str) -> tuple[bytes, Any] | None:
    """Salt and value behind a commitment; None once erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT salt, value FROM ledger_private WHERE organisation = %s AND seq = %s AND path = %s",
            [organisation, seq, path],
        )
        row = cursor.fetchone()
    return (bytes.fromhex(row[0]), canonical.decode(row[1].encode())) if row else None


def tile(organisation: str, level: int, index: int) -> bytes | None:
    """The 256 hashes of a full tile; None when it is not full yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT hashes FROM ledger_tile WHERE organisation = %s AND level = %s AND "index" = %s',
            [organisation, level, index],
        )
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def disclosed(organisation: str, seq: int) -> dict[str, Any]:
    """The values behind the commitments of one entry that have not been erased, by path."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT path, value FROM ledger_private WHERE organisation = %s AND seq = %s ORDER BY path",
            [organisation, seq],
        )
        return {path: canonical.decode(value.encode()) for path, value in cursor.fetchall()}
