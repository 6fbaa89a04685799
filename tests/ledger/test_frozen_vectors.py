"""Bytes that this version and every later one must write alike: what was sealed once stays verifiable.

The values were computed by the recursive reference and by OpenSSL. A change of `frozen.json` is a new ledger format.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assentian.ledger import canonical
from assentian.ledger.checkpoint import sign_note
from assentian.ledger.entry import commit
from assentian.ledger.envelope import seal
from assentian.ledger.keys import SigningKey
from assentian.ledger.tiles import TileReader
from assentian.ledger.tree import Frontier, consistency_proof, inclusion_proof
from assentian.ledger.verify import Checkpoint, leaf_hash, open_envelope, read_checkpoint

FROZEN: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "frozen.json").read_text("utf-8"))
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(FROZEN["key"]["seed"])), FROZEN["key"]["name"])
LEAVES = [canonical.encode({"v": 1, "seq": number}) for number in range(1000)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
READER = TileReader(lambda *_: None, lambda start, stop: HASHES[start:stop])


def root(size: int) -> bytes:
    frontier = Frontier()
    frontier.extend(HASHES[:size])
    return frontier.root()


def in_hex(proof: list[bytes]) -> list[str]:
    return [item.hex() for item in proof]


@pytest.mark.parametrize("vector", FROZEN["canonical"], ids=lambda vector: vector["bytes"][:20])
def test_canonical_bytes_are_as_ever(vector: dict[str, Any]):
    assert canonical.encode(vector["value"]) == bytes.fromhex(vector["bytes"])


@pytest.mark.parametrize("size", FROZEN["roots"])
def test_roots_are_as_ever(size: str):
    assert root(int(size)).hex() == FROZEN["roots"][size]


def test_proofs_are_as_ever():
    inclusion, consistency = FROZEN["inclusion"], FROZEN["consistency"]
    assert in_hex(inclusion_proof(inclusion["index"], inclusion["size"], READER)) == inclusion["proof"]
    assert in_hex(consistency_proof(consistency["first"], consistency["second"], READER)) == consistency["proof"]


def test_a_frontier_is_written_as_ever():
    frontier = Frontier()
    frontier.extend(HASHES)
    assert frontier.to_bytes().hex() == FROZEN["frontier"]


def test_commitments_are_as_ever():
    vector = FROZEN["commitment"]
    assert commit(vector["value"], bytes.fromhex(vector["salt"])) == vector["commitment"]


def test_keys_are_written_as_ever():
    assert (str(KEY.verifier), KEY.verifier.id) == (FROZEN["key"]["verifier"], FROZEN["key"]["id"])


def test_checkpoints_are_signed_as_ever():
    checkpoint = Checkpoint(FROZEN["key"]["name"], 1000, root(1000))
    assert sign_note(checkpoint, KEY) == FROZEN["note"]
    assert read_checkpoint(FROZEN["note"], [KEY.verifier]) == checkpoint


def test_envelopes_are_sealed_as_ever():
    vector = FROZEN["envelope"]
    assert seal(vector["statement"], KEY) == vector["bytes"].encode()
    payload, _ = open_envelope(vector["bytes"].encode(), {KEY.verifier.id: KEY.verifier.public})
    assert canonical.decode(payload) == vector["statement"]
