"""The Merkle tree of RFC 6962: growing it by its right edge, and proving inclusion and consistency.

A `Frontier` is all that appending needs: the size, and one hash for each complete subtree on the right edge. Proofs
read hashes of complete subtrees through `HashReader`, so that they cost a few reads whatever the size. Verifying stands
in `verify`.
"""

from collections.abc import Iterable
from typing import Protocol, Self

from assentian.ledger.verify import edge_root, push

HASH_BYTES = 32
_SIZE_BYTES = 8


class HashReader(Protocol):
    def subtree(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree of 2^level leaves that is the `index`-th of its level."""


class Frontier:
    """Size and right edge of a tree; `edge` holds the complete subtrees from the largest to the smallest."""

    __slots__ = ("edge", "size")

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self.edge = list(edge)
        if len(self.edge) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} subtrees on its edge, not {len(self.edge)}"
            )

    def append(self, leaf_hash: bytes) -> None:
        push(self.edge, self.size, leaf_hash)
        self.size += 1

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        edge, size = self.edge, self.size  # local: this loop is the cost of an audit
        for leaf_hash in leaf_hashes:
            push(edge, size, leaf_hash)
            size += 1
        self.size = size

    def root(self) -> bytes:
        return edge_root(self.edge)

    def to_bytes(self) -> bytes:
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.edge)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """`ValueError` when the bytes are no frontier."""
        size, edge = int.from_bytes(data[:_SIZE_BYTES], "big"), data[_SIZE_BYTES:]
        if len(data) < _SIZE_BYTES or len(edge) % HASH_BYTES:
            raise ValueError("not the bytes of a frontier")
        return cls(size, (edge[at : at + HASH_BYTES] for at in range(0, len(edge), HASH_BYTES)))


def _subtrees(start: int, stop: int) -> list[tuple[int, int]]:
    """(level, index) of the complete subtrees that cover the leaves [start, stop), from left to right."""
    found = []
    while start < stop:
        level = min((start & -start).bit_length() - 1 if start else 64, (stop - start).bit_length() - 1)
        found.append((level, start >> level))
        start += 1 << level
    return found


def _range_hash(start: int, stop: int, hashes: HashReader) -> bytes:
    """MTH of leaves [start, stop), where the range is a node of the tree (RFC 6962 section 2.1)."""
    return edge_root([hashes.subtree(level, index) for level, index in _subtrees(start, stop)])


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (RFC 6962 section 2.1)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, hashes: HashReader) -> list[bytes]:
    """PATH(index, D[size]), RFC 6962 section 2.1.1. `ValueError` when there is no such leaf."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    siblings = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            siblings.append((middle, stop))
            stop = middle
        else:
            siblings.append((start, middle))
            start = middle
    return [_range_hash(left, right, hashes) for left, right in reversed(siblings)]


def consistency_proof(first: int, second: int, hashes: HashReader) -> list[bytes]:
    """PROOF(first, D[second]), RFC 6962 section 2.1.2; empty from size 0. `ValueError` unless first <= second."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree cannot grow from {first} to {second} leaves")
    if first in (0, second):
        return []
    siblings = []
    start, stop = 0, second
    while first != stop:
        middle = start + _split(stop - start)
        if first <= middle:
            siblings.append((middle, stop))
            stop = middle
        else:
            siblings.append((start, middle))
            start = middle
    if start:  # the old tree is no complete subtree of the new one: its last subtree begins the proof
        siblings.append((start, stop))
    return [_range_hash(left, right, hashes) for left, right in reversed(siblings)]
