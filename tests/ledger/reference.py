"""The Merkle tree exactly as RFC 6962 section 2.1 writes it: recursive and slow, the oracle of the tests."""

import hashlib
from collections.abc import Sequence


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH(D[n])"""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n])"""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree_hash(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes], *, known: bool = True) -> list[bytes]:
    """PROOF(m, D[n]) = SUBPROOF(m, D[n], true)"""
    if m == len(leaves):
        return [] if known else [tree_hash(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*proof(m, leaves[:k], known=known), tree_hash(leaves[k:])]
    return [*proof(m - k, leaves[k:], known=False), tree_hash(leaves[:k])]


class WholeTree:
    """A HashReader over all leaves in memory."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves

    def subtree(self, level: int, index: int) -> bytes:
        width = 1 << level
        block = self.leaves[index * width : (index + 1) * width]
        assert len(block) == width, "only complete subtrees may be asked for"
        return tree_hash(block)
