"""Tiles: the hashes of the tree in blocks of 256 (C2SP tlog-tiles), of which only full ones are stored.

Tile (level, index) holds the hashes of the 256 complete subtrees of 2^(8 level) leaves from number 256 index on. What lies right of the
last full tile is hashed anew from its at most 255 leaves, so that no stored partial tile can go stale.
"""

from collections.abc import Callable, Iterator, Sequence

from assentian.ledger.tree import HASH_BYTES
from assentian.ledger.verify import node_hash

WIDTH = 256
HEIGHT = 8


def completed(first: int, second: int, read: "TileReader") -> Iterator[tuple[int, int, bytes]]:
    """(level, index, hashes) of every tile that growing from `first` to `second` leaves has filled, lower levels first."""
    level, old, new = 0, first, second
    while new >= WIDTH:
        for index in range(old // WIDTH, new // WIDTH):
            yield level, index, b"".join(read.subtree(HEIGHT * level, WIDTH * index + at) for at in range(WIDTH))
        level, old, new = level + 1, old // WIDTH, new // WIDTH


class TileReader:
    """Hashes of complete subtrees, from stored full tiles and, right of them, from leaf hashes.

    `read_tile(level, index)` returns a full tile's bytes or None; `read_leaves(start, stop)` the leaf hashes of a range.
    Tiles and ranges are read once in a reader's life, which is one proof or one append.
    """

    def __init__(
        self,
        read_tile: Callable[[int, int], bytes | None],
        read_leaves: Callable[[int, int], Sequence[bytes]],
    ) -> None:
        self._read_tile = read_tile
        self._read_leaves = read_leaves
        self._tiles: dict[tuple[int, int], Sequence[bytes] | None] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree of 2^level leaves that is the `index`-th of its level."""
        height = level % HEIGHT
        first = index << height
        row = self._row(level // HEIGHT, first // WIDTH)
        at = first % WIDTH
        return _fold(row[at : at + (1 << height)])

    def _row(self, level: int, index: int) -> Sequence[bytes]:
        """The hashes of a tile, as many as the tree has of them."""
        key = (level, index)
        if key not in self._tiles:
            stored = self._read_tile(level, index)
            if stored is not None:
                self._tiles[key] = [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)]
            elif level == 0:
                self._tiles[key] = self._read_leaves(WIDTH * index, WIDTH * (index + 1))
            else:
                self._tiles[key] = self._from_below(level, index)
        return self._tiles[key] or ()

    def _from_below(self, level: int, index: int) -> Sequence[bytes]:
        """The hashes of a tile that is not full: each is the root of a full tile one level below."""
        found = []
        for below in range(WIDTH * index, WIDTH * (index + 1)):
            row = self._row(level - 1, below)
            if len(row) < WIDTH:
                break
            found.append(_fold(row))
        return found


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Root of a complete subtree over 2^k hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]
