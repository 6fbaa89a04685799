"""The ledger's rows in the database: append entries and tiles, read leaves, hashes and heads.

Plain SQL that both databases run alike; nothing here decides, signs or verifies. Only full tiles are stored (C2SP
tlog-tiles): the hashes of a partial tile are computed from its at most 255 leaves, so that no cached partial tile can
go stale.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from assentian.journal.rules import Disclosure
from assentian.ledger import canonical, tiles
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import leaf_hash

_CHUNK = 500


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
    first = frontier.size
    frontier.extend(leaf_hash(leaf) for leaf, _ in leaves)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_entry (organisation, seq, leaf, about) VALUES (%s, %s, %s, %s)",
            [(organisation, first + offset, leaf, about) for offset, (leaf, about) in enumerate(leaves)],
        )
        cursor.execute(
            "INSERT INTO ledger_head (organisation, size, frontier) VALUES (%s, %s, %s)"
            " ON CONFLICT (organisation) DO UPDATE SET size = excluded.size, frontier = excluded.frontier",
            [organisation, frontier.size, frontier.to_bytes()],
        )
        filled = [
            (organisation, level, index, block)
            for level, index, block in tiles.completed(first, frontier.size, reader(organisation, frontier.size))
        ]
        if filled:
            cursor.executemany(
                'INSERT INTO ledger_tile (organisation, level, "index", hashes) VALUES (%s, %s, %s, %s)', filled
            )


def reader(organisation: str, size: int) -> tiles.TileReader:
    """Hashes of the organisation's tree of `size` leaves, for proofs and for completing tiles."""

    def leaf_hashes(start: int, stop: int) -> list[bytes]:
        return [leaf_hash(leaf) for _, leaf in leaves(organisation, start, min(stop, size))]

    return tiles.TileReader(lambda level, index: tile(organisation, level, index), leaf_hashes)


def leaves(organisation: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(sequence number, leaf bytes) in order, read in chunks, so that a long ledger does not fill the memory."""
    while stop is None or start < stop:
        limit = _CHUNK if stop is None else min(_CHUNK, stop - start)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, leaf FROM ledger_entry WHERE organisation = %s AND seq >= %s ORDER BY seq LIMIT %s",
                [organisation, start, limit],
            )
            rows = cursor.fetchall()
        yield from ((seq, bytes(leaf)) for seq, leaf in rows)
        if len(rows) < limit:
            return
        start = rows[-1][0] + 1


def keep_private(organisation: str, disclosures: Iterable[tuple[int, Disclosure]]) -> None:
    rows = [
        (organisation, seq, disclosure.path, disclosure.salt.hex(), canonical.encode(disclosure.value).decode())
        for seq, disclosure in disclosures
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ledger_private (organisation, seq, path, salt, value) VALUES (%s, %s, %s, %s, %s)", rows
            )


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
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                'INSERT INTO ledger_object (organisation, "table", object, revision, last_seq) VALUES (%s, %s, %s, %s, %s)'
                ' ON CONFLICT (organisation, "table", object) DO UPDATE SET'
                " revision = excluded.revision, last_seq = excluded.last_seq",
                rows,
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
    """Keys of all ledgers of the installation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation FROM ledger_head ORDER BY organisation")
        return [key for (key,) in cursor.fetchall()]


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
