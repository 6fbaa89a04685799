import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.ledger.tree import Frontier, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from assentian.ledger.verify import EMPTY_ROOT, leaf_hash
from tests.ledger.reference import WholeTree, path, proof, tree_hash

LARGEST = 64
LEAVES = [b"leaf %d" % number for number in range(LARGEST)]
ROOTS = [tree_hash(LEAVES[:size]) for size in range(LARGEST + 1)]


def frontier_of(size: int) -> Frontier:
    frontier = Frontier()
    frontier.extend(map(leaf_hash, LEAVES[:size]))
    return frontier


def bits(data: bytes) -> int:
    return len(data) * 8


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_example_of_rfc_6962_section_2_1_3_has_the_proofs_that_it_names():
    seven = LEAVES[:7]
    node = {
        "a": seven[:1], "b": seven[1:2], "c": seven[2:3], "d": seven[3:4], "e": seven[4:5], "f": seven[5:6],
        "g": seven[:2], "h": seven[2:4], "i": seven[4:6], "j": seven[6:], "k": seven[:4], "l": seven[4:],
    }  # fmt: skip  # the letters of the RFC's figure

    def named(letters: str) -> list[bytes]:
        return [tree_hash(node[letter]) for letter in letters]

    tree = WholeTree(seven)
    assert inclusion_proof(0, 7, tree) == named("bhl")
    assert inclusion_proof(3, 7, tree) == named("cgl")
    assert inclusion_proof(4, 7, tree) == named("fjk")
    assert inclusion_proof(6, 7, tree) == named("ik")
    assert consistency_proof(3, 7, tree) == named("cdgl")
    assert consistency_proof(4, 7, tree) == named("l")
    assert consistency_proof(6, 7, tree) == named("ijk")


def test_the_empty_tree_has_the_hash_of_nothing():
    assert Frontier().root() == EMPTY_ROOT == ROOTS[0]


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_the_root_is_that_of_the_reference_at_every_size(size: int):
    assert frontier_of(size).root() == ROOTS[size]


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_every_leaf_is_proved_as_the_reference_does(size: int):
    tree = WholeTree(LEAVES[:size])
    for index in range(size):
        found = inclusion_proof(index, size, tree)
        assert found == path(index, LEAVES[:size])
        assert verify_inclusion(leaf_hash(LEAVES[index]), index, size, found, ROOTS[size])


@pytest.mark.parametrize("second", range(1, LARGEST + 1))
def test_every_growth_is_proved_as_the_reference_does(second: int):
    tree = WholeTree(LEAVES[:second])
    for first in range(1, second + 1):
        found = consistency_proof(first, second, tree)
        assert found == proof(first, LEAVES[:second])
        assert verify_consistency(first, second, found, ROOTS[first], ROOTS[second])


def test_growth_from_the_empty_tree_needs_no_proof():
    assert consistency_proof(0, 9, WholeTree(LEAVES[:9])) == []
    assert verify_consistency(0, 9, [], EMPTY_ROOT, ROOTS[9])
    assert not verify_consistency(0, 9, [ROOTS[1]], EMPTY_ROOT, ROOTS[9])
    assert not verify_consistency(0, 9, [], ROOTS[1], ROOTS[9])


def test_no_bit_of_an_inclusion_proof_may_differ():
    size = 13
    for index in range(size):
        leaf, found = leaf_hash(LEAVES[index]), path(index, LEAVES[:size])
        joined = b"".join(found)
        for bit in range(bits(joined)):
            changed = flipped(joined, bit)
            mutated = [changed[at : at + 32] for at in range(0, len(changed), 32)]
            assert not verify_inclusion(leaf, index, size, mutated, ROOTS[size])
        for bit in range(bits(leaf)):
            assert not verify_inclusion(flipped(leaf, bit), index, size, found, ROOTS[size])
            assert not verify_inclusion(leaf, index, size, found, flipped(ROOTS[size], bit))


def test_no_bit_of_a_consistency_proof_may_differ():
    second = 13
    for first in range(1, second):
        found = proof(first, LEAVES[:second])
        joined = b"".join(found)
        for bit in range(bits(joined)):
            changed = flipped(joined, bit)
            mutated = [changed[at : at + 32] for at in range(0, len(changed), 32)]
            assert not verify_consistency(first, second, mutated, ROOTS[first], ROOTS[second])
        for bit in range(256):
            assert not verify_consistency(first, second, found, flipped(ROOTS[first], bit), ROOTS[second])
            assert not verify_consistency(first, second, found, ROOTS[first], flipped(ROOTS[second], bit))


def test_a_proof_with_a_hash_too_many_or_too_few_is_refused():
    size, more = 11, leaf_hash(b"more")
    for index in range(size):
        leaf, found = leaf_hash(LEAVES[index]), path(index, LEAVES[:size])
        for wrong in (found[:-1], found[1:], [*found, more], [more, *found], []):
            assert not verify_inclusion(leaf, index, size, wrong, ROOTS[size])
    for first in range(1, size):
        found = proof(first, LEAVES[:size])
        for wrong in (found[:-1], found[1:], [*found, more], [more, *found], []):
            assert not verify_consistency(first, size, wrong, ROOTS[first], ROOTS[size])


def test_a_proof_for_another_place_is_refused():
    size = 21
    for index in range(size):
        found = path(index, LEAVES[:size])
        for other in {*range(-1, size + 2)} - {index}:
            assert not verify_inclusion(leaf_hash(LEAVES[index]), other, size, found, ROOTS[size])


def test_a_tree_cannot_shrink():
    assert not verify_consistency(5, 4, [], ROOTS[5], ROOTS[4])
    with pytest.raises(ValueError, match="cannot grow from 5 to 4"):
        consistency_proof(5, 4, WholeTree(LEAVES))


def test_a_tree_of_the_same_size_is_the_same_tree():
    assert verify_consistency(4, 4, [], ROOTS[4], ROOTS[4])
    assert not verify_consistency(4, 4, [], ROOTS[4], ROOTS[5])
    assert not verify_consistency(4, 4, [ROOTS[1]], ROOTS[4], ROOTS[4])


def test_there_is_no_proof_of_a_leaf_that_is_not_there():
    for index in (-1, 3):
        with pytest.raises(ValueError, match="has no leaf"):
            inclusion_proof(index, 3, WholeTree(LEAVES))


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_a_frontier_survives_being_written_down_between_any_two_appends(first: int, second: int):
    first, second = sorted((first, second))
    frontier = Frontier.from_bytes(frontier_of(first).to_bytes())
    for leaf in LEAVES[first:second]:
        frontier.append(leaf_hash(leaf))
    assert (frontier.size, frontier.root()) == (second, ROOTS[second])


@pytest.mark.parametrize("data", [b"", b"\0" * 7, frontier_of(3).to_bytes()[:-1]])
def test_bytes_that_are_no_frontier_are_refused(data: bytes):
    with pytest.raises(ValueError, match="not the bytes of a frontier"):
        Frontier.from_bytes(data)


def test_a_frontier_with_a_hash_too_few_is_refused():
    with pytest.raises(ValueError, match="2 subtrees on its edge, not 1"):
        Frontier.from_bytes(frontier_of(3).to_bytes()[:-32])
