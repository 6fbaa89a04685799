"""Sealing the batches of an event log on a server, as they open and as they close, and keeping beside each what proves
it.

Sending again is harmless. Does not: close a batch, or hold up whoever records; it reads openings and closed files.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assentian.client.event_batch import heads, openings
from assentian.client.http import ServerError, fetch_seal, submit_batch, submit_opening
from assentian.ledger.batch_seal import OPENING_SUFFIX, SUFFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBatch:
    """`entry` of the ledger seals the head; `breaks` say where the stream is not whole, in words."""

    head: Path
    first: int
    last: int
    entry: int
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBatch:
    """`entry` of the ledger seals the opening of the batch from counter `first`."""

    opening: Path
    first: int
    entry: int


def seal_openings(
    folder: Path | str, *, server: str, organisation: str, token: str, keep: Path | str | None = None
) -> Iterator[OpenedBatch]:
    """Send the openings in `folder` that are not sealed yet, oldest first; each is told once its seal is kept.

    The sooner this is called after the log was opened or a batch closed, the less could be made up later. `keep` and
    errors are as with `seal_batches`.
    """
    for path in openings(Path(folder)):
        kept = _place(path, keep, OPENING_SUFFIX)
        if not kept.exists():
            receipt = submit_opening(server, organisation, path.read_bytes(), token=token)
            entry = _entry(path, receipt)
            _keep(kept, fetch_seal(server, organisation, entry, token=token))
            yield OpenedBatch(opening=path, first=receipt["first"], entry=entry)


def seal_batches(
    folder: Path | str, *, server: str, organisation: str, token: str, keep: Path | str | None = None
) -> Iterator[SealedBatch]:
    """Send the openings in `folder` and then the heads that are not sealed yet, oldest first; each head is told once
    its seal is kept, beside it or, as those of a second log that is to be a witness, in the folder `keep`.

    Raises ServerError where the server cannot be reached, refuses, or has not entered one in its ledger yet.
    """
    for _ in seal_openings(folder, server=server, organisation=organisation, token=token, keep=keep):
        pass
    for path in heads(Path(folder)):
        kept = _place(path, keep, SUFFIX)
        if kept.exists():
            continue
        receipt = submit_batch(server, organisation, path.read_bytes(), token=token)
        entry = _entry(path, receipt)
        _keep(kept, fetch_seal(server, organisation, entry, token=token))
        yield SealedBatch(
            head=path,
            first=receipt["first"],
            last=receipt["last"],
            entry=entry,
            breaks=tuple(receipt["breaks"]),
        )


def _place(path: Path, keep: Path | str | None, suffix: str) -> Path:
    return path.with_suffix(suffix) if keep is None else Path(keep) / f"{path.stem}{suffix}"


def _entry(path: Path, receipt: Mapping[str, Any]) -> int:
    if receipt.get("entry") is None:
        raise ServerError(f"{path.name} is taken and not yet entered in the ledger; send again")
    return int(receipt["entry"])


def _keep(path: Path, seal: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(seal, indent=1), encoding="utf-8")
    partial.replace(path)
