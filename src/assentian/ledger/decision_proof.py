"""The proof of one recorded decision, to be given to whom it concerns: its record, its place in the batch, the seal.

It tells nothing of the other decisions of the batch, and is verified with the log's key alone. Values may lie with it;
each is held against the salted digest in the record. Does not: show who the event id stands for; that takes the key of
the stream.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.ledger.batch_seal import BatchSeal, read_seal
from assentian.ledger.events import Event, counter_of, salted
from assentian.ledger.tree import Frontier, inclusion_proof, verify_inclusion
from assentian.ledger.verify import VerifierKey, leaf_hash, parse_json

LARGEST = 16 << 20
VALUE_NAMES = ("input", "output", "explanation")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedDecision:
    """`values` are those that lie with the proof and are what was recorded."""

    event: Event
    seal: BatchSeal
    values: Mapping[str, str]


def make(records: Sequence[bytes], place: int, seal: bytes, values: Mapping[str, str]) -> bytes:
    """The proof of the record at `place` of a batch that `seal` seals. `ValueError` when there is no such record."""
    hashes = [leaf_hash(record) for record in records]
    proof = inclusion_proof(place, len(hashes), _Hashes(hashes))
    told: dict[str, Any] = {
        "record": records[place].hex(),
        "proof": [base64.b64encode(step).decode() for step in proof],
        "seal": parse_json(seal),
    }
    kept = {name: values[name] for name in VALUE_NAMES if name in values}
    return json.dumps(told | ({"values": kept} if kept else {}), indent=1, ensure_ascii=False).encode()


def read(data: bytes, keys: Iterable[VerifierKey] | None) -> ProvedDecision:
    """What a proof shows. `ValueError` when it shows nothing; with no `keys`, whose key sealed is not asked.

    1. The ledger's entry lies under a checkpoint of a trusted key. 2. The record lies, at the place of its counter,
    under the root that the entry seals. 3. Each value is the one whose digest the record holds.
    """
    if len(data) > LARGEST:
        raise ValueError(f"longer than {LARGEST >> 20} MiB, which no proof is")
    try:
        found = parse_json(data)
        record, values = bytes.fromhex(found["record"]), dict(found.get("values", {}))
        proof = [base64.b64decode(step, validate=True) for step in found["proof"]]
        seal = read_seal(json.dumps(found["seal"]).encode(), keys)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the proof of a decision ({error})") from None
    head, event = seal.head, Event.parse(record)
    place = counter_of(record) - head.first
    if not verify_inclusion(leaf_hash(record), place, head.n, proof, bytes.fromhex(head.root)):
        raise ValueError("the record does not lie under the root that was sealed")
    for name, value in values.items():
        if name not in VALUE_NAMES or not isinstance(value, str) or not holds(event, name, value):
            raise ValueError(f"the {name} is not the one that was recorded")
    return ProvedDecision(event=event, seal=seal, values=values)


def holds(event: Event, name: str, value: str | None) -> bool:
    """Whether a value of one of `VALUE_NAMES` is the one that was recorded; None, that none was."""
    recorded: bytes | None = getattr(event, name)
    return recorded == (None if value is None else salted(event.salt, name[0].encode(), value.encode()))


class _Hashes:
    """Subtrees over leaf hashes that are all here."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.hashes = hashes

    def subtree(self, level: int, index: int) -> bytes:
        tree = Frontier()
        tree.extend(self.hashes[index << level : (index + 1) << level])
        return tree.root()
