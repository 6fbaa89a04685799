"""Verifying a piece of evidence again, at the time of looking: digest, signature, and record against envelope.

Pure: bytes and plain values in, findings out. What is not proved is not shown: without a valid signature there is no
statement. Whether the ledger seals the digest is for the journal to say.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.evidence.received import EvidenceError, Received, read
from assentian.ledger import canonical
from assentian.ledger.verify import VerifierKey, open_envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the record says of the envelope: the values to compare, each under the name that `Received` gives it."""

    digest: str
    system: str
    check_id: str
    check_kind: str
    verdict: str
    controls: tuple[str, ...]
    subjects: frozenset[str]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was verified: whether it holds, and what a person should know about it."""

    what: str
    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class Inspection:
    findings: tuple[Finding, ...]
    statement: Mapping[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Everything was verified; nothing to verify is no proof."""
        return bool(self.findings) and all(finding.holds for finding in self.findings)

    @property
    def evidence(self) -> Mapping[str, Any]:
        """The control evidence inside the statement; empty where there is no proved statement."""
        found: Mapping[str, Any] = (self.statement or {}).get("predicate", {}).get("controlEvidence", {})
        return found


def inspect(data: bytes | None, recorded: Recorded, public_key: str) -> Inspection:
    """Verify the stored envelope against the record and the key (`<name>+<hash>+<base64>`) that was accepted."""
    if data is None:
        return Inspection((Finding("Envelope", False, "The stored envelope is missing: restore it from a backup."),))
    found = hashlib.sha256(data).hexdigest()
    is_same = found == recorded.digest
    words = "The stored bytes have the recorded digest." if is_same else f"The stored bytes have the digest {found}."
    digest = Finding("Digest", is_same, words)
    try:
        key = VerifierKey.parse(public_key)
        received = read(data, {key.id: key.public})
        payload, _ = open_envelope(data, {key.id: key.public})
    except (EvidenceError, ValueError) as error:
        return Inspection((digest, Finding("Signature", False, f"{error}".capitalize())))
    signature = Finding("Signature", True, f"Ed25519, by the accepted key {key.name}.")
    return Inspection((digest, signature, _record(recorded, received)), canonical.decode(payload))


def _record(recorded: Recorded, received: Received) -> Finding:
    differing = list(_differing(recorded, received))
    if differing:
        return Finding("Record", False, f"The record differs from the signed statement in: {', '.join(differing)}.")
    return Finding("Record", True, "The record says what the signed statement says.")


def _differing(recorded: Recorded, received: Received) -> Iterable[str]:
    for name in ("system", "check_id", "check_kind", "verdict"):
        if getattr(recorded, name) != getattr(received, name):
            yield name
    if set(recorded.controls) != set(received.controls):
        yield "controls"
    if recorded.subjects != set(received.subjects):
        yield "subjects"
    if recorded.summary != received.summary:
        yield "summary"
