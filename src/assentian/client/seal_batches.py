"""Sealing the closed batches of an event log on a server, and keeping beside each what proves it.

Sending again is harmless. Does not: close a batch, or hold up whoever records; it reads closed files alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assentian.client.event_batch import heads
from assentian.client.http import ServerError, fetch_seal, submit_batch
from assentian.ledger.batch_seal import SUFFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBatch:
    """`entry` of the ledger seals the head; `breaks` say where the stream is not whole, in words."""

    head: Path
    first: int
    last: int
    entry: int
    breaks: tuple[str, ...]


def seal_batches(folder: Path | str, *, server: str, organisation: str, token: str) -> Iterator[SealedBatch]:
    """Send the heads in `folder` that are not sealed yet, oldest first; each is told once its seal is kept.

    Raises ServerError where the server cannot be reached, refuses, or has not entered the head in its ledger yet.
    """
    for path in heads(Path(folder)):
        if path.with_suffix(SUFFIX).exists():
            continue
        receipt = submit_batch(server, organisation, path.read_bytes(), token=token)
        if receipt.get("entry") is None:
            raise ServerError(f"{path.name} is taken and not yet entered in the ledger; send again")
        seal = fetch_seal(server, organisation, receipt["entry"], token=token)
        partial = path.with_suffix(f"{SUFFIX}.partial")
        partial.write_text(json.dumps(seal, indent=1), encoding="utf-8")
        partial.replace(path.with_suffix(SUFFIX))
        yield SealedBatch(
            head=path,
            first=receipt["first"],
            last=receipt["last"],
            entry=receipt["entry"],
            breaks=tuple(receipt["breaks"]),
        )
