"""What an event log keeps beside a batch once it is sealed, and once it was opened: the ledger's entry, and the proof
that it lies under a signed checkpoint. With the log's key it is verified without server and without the rest of the
ledger.

Does not: show that the ledger was not rewritten later. That takes a checkpoint known from elsewhere.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assentian.ledger import canonical
from assentian.ledger.events import Head, Opening
from assentian.ledger.tree import verify_inclusion
from assentian.ledger.verify import VerifierKey, leaf_hash, parse_canonical, parse_json, parse_note, read_checkpoint

SUFFIX, OPENING_SUFFIX = ".seal", ".opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSeal:
    """`head` is what the entry seals, `at` when; `origin` and `size` are those of the checkpoint that covers it."""

    head: Head
    entry: int
    at: datetime
    origin: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedOpening:
    """`opening` is what the entry seals, `at` when: the batch had no record in the ledger's eyes until then."""

    opening: Opening
    entry: int
    at: datetime
    origin: str


def read_seal(data: bytes, keys: Iterable[VerifierKey] | None) -> BatchSeal:
    """The seal in `data`. `ValueError` when it is none, or not of a log that one of `keys` signs; with None, whose key
    signed is not asked.
    """
    batch, told = _read(data, keys, "event-batch")
    return BatchSeal(head=Head.parse(batch), **told)


def read_opening(data: bytes, keys: Iterable[VerifierKey] | None) -> SealedOpening:
    """The sealed opening in `data`, with the same errors."""
    batch, told = _read(data, keys, "batch-open")
    return SealedOpening(opening=Opening.parse(batch), **{name: told[name] for name in ("entry", "at", "origin")})


def _read(data: bytes, keys: Iterable[VerifierKey] | None, kind: str) -> tuple[bytes, Mapping[str, Any]]:
    """The canonical bytes of what an entry of this kind seals, and what the seal tells of the entry."""
    try:
        found = parse_json(data)
        leaf, note = found["leaf"].encode(), found["checkpoint"]
        checkpoint = parse_note(note)[0] if keys is None else read_checkpoint(note, keys)
        proof = [base64.b64decode(step, validate=True) for step in found["proof"]]
        index, said = found["index"], parse_canonical(leaf)
        if said["t"] != kind:
            raise ValueError("the entry seals no batch" if kind == "event-batch" else "the entry opens no batch")
        batch, at = canonical.encode(said["batch"]), datetime.fromisoformat(said["at"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the seal of a batch ({error})") from None
    if not verify_inclusion(leaf_hash(leaf), index, checkpoint.size, proof, checkpoint.root):
        raise ValueError(f"entry {index} does not lie under the checkpoint")
    return batch, {"entry": index, "at": at, "origin": checkpoint.origin, "size": checkpoint.size}
