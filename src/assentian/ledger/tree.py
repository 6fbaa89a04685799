"""The Merkle tree of RFC 6962: growing it by its right edge, proving inclusion and consistency, and checking proofs.

A `Frontier` is all that appending needs: the size, and one hash for each complete subtree on the right edge. Proofs
read hashes of complete subtrees through `HashReader`, so that they cost a few reads whatever the size. Hashing stands
in `verify`, which checks whole trees.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, Self

from assentian.ledger.verify import EMPTY_ROOT, edge_root, node_hash, push

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


def _climb(node: int, last: int, start: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """From the hash at `node` up to two roots: of the tree that ends there, and of the tree that ends with `last`."""
    inner = (node ^ last).bit_length()
    if len(proof) != inner + (node >> inner).bit_count():
        return None
    old = new = start
    for level, sibling in enumerate(proof):
        if level >= inner or node >> level & 1:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    return old, new


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf hash at `index` in the tree of `size` with `root` (RFC 9162 section 2.1.3)."""
    roots = _climb(index, size - 1, leaf, proof) if 0 <= index < size else None
    return roots is not None and roots[1] == root and len(leaf) == len(root) == HASH_BYTES


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether `proof` shows that the tree of `first` leaves begins that of `second` (RFC 9162 section 2.1.4)."""
    if not 0 <= first <= second or (first == 0 and (first_root != EMPTY_ROOT or len(second_root) != HASH_BYTES)):
        return False
    if first in (0, second):
        return not proof and (first < second or first_root == second_root)
    # The climb starts at the last complete subtree of the old tree; where that is all of it, its root is known.
    height = (first & -first).bit_length() - 1
    path = [first_root, *proof] if first == 1 << height else proof
    roots = _climb((first - 1) >> height, (second - 1) >> height, path[0], path[1:]) if path else None
    return roots == (first_root, second_root)
