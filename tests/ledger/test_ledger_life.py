"""A ledger's life as a state machine: grow, forget upper tiles, reopen, prove, and never contradict what was signed."""

import hashlib

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assentian.ledger import tiles
from assentian.ledger.tree import Frontier, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from assentian.ledger.verify import EMPTY_ROOT, leaf_hash


class LedgerLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.hashes: list[bytes] = []
        self.kept: dict[tuple[int, int], bytes] = {}
        self.frontier = Frontier()
        self.signed = [(0, EMPTY_ROOT)]

    def reader(self) -> tiles.TileReader:
        return tiles.TileReader(lambda level, index: self.kept.get((level, index)), lambda a, b: self.hashes[a:b])

    @rule(count=st.sampled_from([1, 2, 3, 100, 255, 256, 257]), salt=st.binary(max_size=2))
    def append(self, count: int, salt: bytes) -> None:
        first = len(self.hashes)
        fresh = [leaf_hash(salt + number.to_bytes(4, "big")) for number in range(first, first + count)]
        self.kept.update({(level, index): row for level, index, row in tiles.grown(first, fresh, self.reader())})
        self.frontier.extend(fresh)
        self.hashes += fresh

    @rule()
    def reopen(self) -> None:
        self.frontier = Frontier.from_bytes(self.frontier.to_bytes())

    @rule()
    def lose_upper_tiles(self) -> None:
        self.kept = {key: row for key, row in self.kept.items() if key[0] == 0}

    @rule()
    def sign(self) -> None:
        self.signed.append((self.frontier.size, self.frontier.root()))

    @precondition(lambda self: self.hashes)
    @rule(data=st.data())
    def prove_a_leaf(self, data: st.DataObject) -> None:
        size = len(self.hashes)
        index = data.draw(st.integers(0, size - 1))
        proof = inclusion_proof(index, size, self.reader())
        assert verify_inclusion(self.hashes[index], index, size, proof, self.frontier.root())
        assert not verify_inclusion(hashlib.sha256(b"forged").digest(), index, size, proof, self.frontier.root())

    @rule(data=st.data())
    def prove_that_what_was_signed_still_stands(self, data: st.DataObject) -> None:
        first, root = data.draw(st.sampled_from(self.signed))
        proof = consistency_proof(first, self.frontier.size, self.reader())
        assert verify_consistency(first, self.frontier.size, proof, root, self.frontier.root())

    @invariant()
    def the_frontier_counts_the_leaves(self) -> None:
        assert self.frontier.size == len(self.hashes)


TestLedgerLife = LedgerLife.TestCase
TestLedgerLife.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
