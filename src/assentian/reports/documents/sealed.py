"""The record that a document stands for: its canonical bytes, their digest, and where the ledger stood.

A reader recomputes the digest from the attached bytes (`sha256sum record.json`) and compares it with what is printed
and with what the ledger holds; the page alone proves nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from assentian.journal import queries as journal
from assentian.ledger import canonical
from assentian.ledger.verify import parse_note

NAME = "record.json"


class Kept(StrEnum):
    """What the ledger holds of a record."""

    RECORDED = "recorded"
    """Its digest."""
    ASSEMBLED = "assembled"
    """Each record that it was put together from, but not its digest."""
    NOWHERE = "nowhere"
    """Nothing: only who keeps the file has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The checkpoint signed last: it covers the first `size` entries of the log `origin`; `root` in hexadecimal."""

    origin: str
    size: int
    root: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record's canonical JSON. `anchor` is None before the first checkpoint, and where it stands in no ledger."""

    content: bytes
    anchor: Anchor | None
    kept: Kept = Kept.RECORDED

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes as they are attached."""
        return hashlib.sha256(self.content).hexdigest()


def sealed(organisation: str, record: Any, *, kept: Kept = Kept.RECORDED) -> Sealed:
    """The record as canonical JSON, with the newest checkpoint of the organisation's ledger. One query."""
    return Sealed(canonical.encode(record), anchor(organisation), kept)


def anchor(organisation: str) -> Anchor | None:
    head = journal.head(organisation)
    if head.signed_at is None:
        return None
    checkpoint, _, _ = parse_note(head.note)
    return Anchor(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root.hex(), at=head.signed_at)
