"""Tiles: the hashes of the tree in blocks of 256 (C2SP tlog-tiles), so that a proof reads a few rows whatever the size.

Tile (level, index) holds the hashes of the complete subtrees of 2^(8 level) leaves from number 256 index on, joined.
Of level 0 only full tiles are kept: what lies right of the last is at most 255 leaves. Above it a tile may be kept
before it is full. The tree only grows, so what a kept tile holds never becomes wrong, at most it is short, and a reader
completes it from the level below.
"""

from collections.abc import Callable, Iterator, Sequence
from struct import Struct

from assentian.ledger.tree import HASH_BYTES
from assentian.ledger.verify import node_hash

WIDTH = 256
HEIGHT = 8
_FULL = WIDTH * HASH_BYTES
_PAIRS = Struct(f"{HASH_BYTES}s{HASH_BYTES}s")


class TileReader:
    """Hashes of complete subtrees, from kept tiles and, right of them, from leaf hashes.

    `read_tile(level, index)` returns a kept tile's bytes or None; `read_leaves(start, stop)` the leaf hashes of a
    range, as far as there are any. Tiles and ranges are read once in a reader's life, which is one proof or one append.
    """

    def __init__(
        self,
        read_tile: Callable[[int, int], bytes | None],
        read_leaves: Callable[[int, int], Sequence[bytes]],
    ) -> None:
        self._read_tile = read_tile
        self._read_leaves = read_leaves
        self._tiles: dict[tuple[int, int], bytes] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """Hash of the `index`-th complete subtree of 2^level leaves; `LookupError` beyond the tree."""
        height = level % HEIGHT
        first = index << height
        start = first % WIDTH
        stop = start + (1 << height)
        row = self.row(level // HEIGHT, first // WIDTH, stop)
        return _fold(row[start * HASH_BYTES : stop * HASH_BYTES])

    def row(self, level: int, index: int, count: int) -> bytes:
        """The first `count` hashes of a tile, or more of them. `LookupError` when the tree has fewer."""
        key = (level, index)
        if key not in self._tiles:
            self._tiles[key] = self._read_tile(level, index) or self._leaves(level, index)
        row = self._tiles[key]
        for below in range(WIDTH * index + len(row) // HASH_BYTES, WIDTH * index + count):
            if level == 0:
                raise LookupError(f"the ledger has no entry {below}")
            row += _fold(self.row(level - 1, below, WIDTH)[:_FULL])
        self._tiles[key] = row
        return row

    def _leaves(self, level: int, index: int) -> bytes:
        return b"" if level else b"".join(self._read_leaves(WIDTH * index, WIDTH * (index + 1)))


def grown(first: int, leaf_hashes: Sequence[bytes], read: TileReader) -> Iterator[tuple[int, int, bytes]]:
    """(level, index, hashes) of every tile to keep, anew or longer, when `leaf_hashes` follow the first `first` leaves.

    `read` reads the tree before or after them.
    """
    if first % WIDTH + len(leaf_hashes) < WIDTH:
        return  # no tile is filled: most appends read nothing
    level, fresh = 0, b"".join(leaf_hashes)
    while fresh:
        index, before = divmod(first, WIDTH)
        row = read.row(level, index, before)[: before * HASH_BYTES] + fresh if before else fresh
        blocks = [row[at : at + _FULL] for at in range(0, len(row), _FULL)]
        full = [block for block in blocks if len(block) == _FULL]
        for number, block in enumerate(blocks if level else full, index):
            yield level, number, block
        level, first, fresh = level + 1, index, b"".join(map(_fold, full))


def _fold(hashes: bytes) -> bytes:
    """Root of the complete subtree over 2^k hashes, joined."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join([node_hash(left, right) for left, right in _PAIRS.iter_unpack(hashes)])
    return hashes
