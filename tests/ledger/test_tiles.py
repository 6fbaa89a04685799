import random

import pytest

from assentian.ledger import tiles
from assentian.ledger.tree import Frontier, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from assentian.ledger.verify import leaf_hash

HASHES = [leaf_hash(b"%d" % number) for number in range(70_000)]
Kept = dict[tuple[int, int], bytes]


def reader(kept: Kept, size: int) -> tiles.TileReader:
    return tiles.TileReader(lambda level, index: kept.get((level, index)), lambda a, b: HASHES[a : min(b, size)])


def grow(kept: Kept, first: int, second: int) -> None:
    for level, index, hashes in tiles.grown(first, HASHES[first:second], reader(kept, first)):
        kept[level, index] = hashes


def root(size: int) -> bytes:
    frontier = Frontier()
    frontier.extend(HASHES[:size])
    return frontier.root()


def assert_proves(kept: Kept, size: int) -> None:
    for index in {0, size // 3, size - 1, size // 256 * 256, max(size // 256 * 256 - 1, 0)} - {size}:
        proof = inclusion_proof(index, size, reader(kept, size))
        assert verify_inclusion(HASHES[index], index, size, proof, root(size))
    first = size * 2 // 3
    proof = consistency_proof(first, size, reader(kept, size))
    assert verify_consistency(first, size, proof, root(first), root(size))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, 70_000])
def test_proofs_are_read_from_tiles_at_every_kind_of_size(size: int):
    kept: Kept = {}
    grow(kept, 0, size)
    assert_proves(kept, size)


def test_tiles_are_the_same_however_the_tree_grew():
    at_once: Kept = {}
    grow(at_once, 0, 3000)
    chosen = random.Random(7)
    step_by_step: Kept = {}
    size = 0
    while size < 3000:
        step = min(chosen.choice([1, 2, 255, 256, 257, 600]), 3000 - size)
        grow(step_by_step, size, size + step)
        size += step
    assert step_by_step == at_once


def test_of_the_leaves_only_full_tiles_are_kept():
    kept: Kept = {}
    grow(kept, 0, 600)
    assert {key: len(hashes) // 32 for key, hashes in kept.items()} == {(0, 0): 256, (0, 1): 256, (1, 0): 2}


def test_an_append_that_fills_no_tile_reads_nothing():
    def never(*_: int) -> None:
        raise AssertionError("read")

    assert list(tiles.grown(600, HASHES[600:767], tiles.TileReader(never, never))) == []


def test_a_short_upper_tile_is_completed_from_below():
    kept: Kept = {}
    grow(kept, 0, 600)
    short = kept[1, 0]
    grow(kept, 600, 5000)
    kept[1, 0] = short
    assert_proves(kept, 5000)


def test_proofs_need_no_tile_at_all():
    assert_proves({}, 1000)


def test_a_proof_reads_a_handful_of_tiles():
    kept: Kept = {}
    grow(kept, 0, 70_000)
    read: list[tuple[int, int]] = []

    def counted(level: int, index: int) -> bytes | None:
        read.append((level, index))
        return kept.get((level, index))

    inclusion_proof(12_345, 70_000, tiles.TileReader(counted, lambda a, b: HASHES[a : min(b, 70_000)]))
    assert len(read) == len(set(read)) <= 6


def test_filled_tiles_are_those_of_level_0_and_above():
    kept: Kept = {}
    grow(kept, 0, 70_000)
    filled = {key: hashes for key, hashes in kept.items() if len(hashes) == 256 * 32}
    below = {index: hashes for (level, index), hashes in filled.items() if level == 0}
    assert below == {at: b"".join(HASHES[256 * at : 256 * (at + 1)]) for at in range(70_000 // 256)}
    assert {key for key in filled if key[0]} == {(1, 0)}


def test_a_hash_beyond_the_tree_is_asked_for_in_vain():
    kept: Kept = {}
    grow(kept, 0, 600)
    with pytest.raises(LookupError, match="no entry 600"):
        reader(kept, 600).subtree(0, 600)
    with pytest.raises(LookupError, match="no entry"):
        reader(kept, 600).subtree(8, 2)
