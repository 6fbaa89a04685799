"""What an event log keeps beside a batch once it is sealed: the ledger's entry, and the proof that it lies under a
signed checkpoint. With the log's key it is verified without server and without the rest of the ledger.

Does not: show that the ledger was not rewritten later. That takes a checkpoint known from elsewhere.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assentian.ledger import canonical
from assentian.ledger.events import Head
from assentian.ledger.tree import verify_inclusion
from assentian.ledger.verify import VerifierKey, leaf_hash, parse_canonical, parse_json, parse_note, read_checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSeal:
    """`head` is what the entry seals, `at` when; `origin` and `size` are those of the checkpoint that covers it."""

    head: Head
    entry: int
    at: datetime
    origin: str
    size: int


def read_seal(data: bytes, keys: Iterable[VerifierKey] | None) -> BatchSeal:
    """The seal in `data`. `ValueError` when it is none, or not of a log that one of `keys` signs; with None, whose key
    signed is not asked.
    """
    try:
        found = parse_json(data)
        leaf, note = found["leaf"].encode(), found["checkpoint"]
        checkpoint = parse_note(note)[0] if keys is None else read_checkpoint(note, keys)
        proof = [base64.b64decode(step, validate=True) for step in found["proof"]]
        index, said = found["index"], parse_canonical(leaf)
        if said["t"] != "event-batch":
            raise ValueError("the entry seals no batch")
        head, at = Head.parse(canonical.encode(said["batch"])), datetime.fromisoformat(said["at"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the seal of a batch ({error})") from None
    if not verify_inclusion(leaf_hash(leaf), index, checkpoint.size, proof, checkpoint.root):
        raise ValueError(f"entry {index} does not lie under the checkpoint")
    return BatchSeal(head=head, entry=index, at=at, origin=checkpoint.origin, size=checkpoint.size)
