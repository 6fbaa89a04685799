"""What seals a batch, to be kept beside it: its entry, and the proof that this lies under a signed checkpoint."""

import base64
from typing import Any

from assentian.journal import checkpoints, queries, store
from assentian.ledger.tree import inclusion_proof


def seal_of(organisation: str, digest: str) -> dict[str, Any] | None:
    """The seal of the head with this digest, as `ledger.batch_seal` reads it; None before it is in the ledger.

    `SignerRefusalError` where the ledger cannot be signed.
    """
    entry, signed = queries.sealing(organisation, digest), checkpoints.sign(organisation)
    if entry is None or signed is None:
        return None
    [(_, leaf)] = store.leaves(organisation, entry, entry + 1)
    proof = inclusion_proof(entry, signed.size, store.reader(organisation, signed.size))
    return {
        "leaf": leaf.decode(),
        "index": entry,
        "size": signed.size,
        "proof": [base64.b64encode(step).decode() for step in proof],
        "checkpoint": signed.note,
    }
