"""Reading what was received: a DSSE envelope around an in-toto statement of an executed check. Pure, and strict.

Nothing is taken on trust: size, form, signature and fields are checked before anything is believed, and what is wrong
is said to a person.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assentian.checks.statement import PREDICATE_TYPE
from assentian.ledger import canonical
from assentian.ledger.verify import open_envelope
from assentian.standards.vocabulary import UnknownWordError, Verdict

LARGEST = 8 * 1024 * 1024
MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json"


class EvidenceError(ValueError):
    """The envelope is refused; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a verified envelope says."""

    digest: str
    size: int
    key_id: str
    system: str
    check_id: str
    check_kind: str
    verdict: Verdict
    controls: tuple[str, ...]
    subjects: Mapping[str, str]
    measured_at: datetime
    summary: Mapping[str, Any]


def read(data: bytes, keys: Mapping[str, bytes]) -> Received:
    """Open an envelope that one of `keys` (id to public key) signed. `EvidenceError` for anything else."""
    if len(data) > LARGEST:
        raise EvidenceError(f"the envelope is larger than {LARGEST // 1024**2} MiB")
    try:
        payload, key_id = open_envelope(data, keys)
        statement = canonical.decode(payload)
    except ValueError as error:
        raise EvidenceError(f"the envelope is refused: {error}") from None
    try:
        return _received(statement, hashlib.sha256(data).hexdigest(), len(data), key_id)
    except (KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(f"the statement lacks what control evidence needs: {error}") from None
    except (UnknownWordError, ValueError) as error:
        raise EvidenceError(f"the statement cannot be read: {error}") from None


def _received(statement: Mapping[str, Any], digest: str, size: int, key_id: str) -> Received:
    if statement["predicateType"] != PREDICATE_TYPE:
        raise EvidenceError(f"the predicate is {statement['predicateType']}; expected {PREDICATE_TYPE}")
    found = statement["predicate"]["controlEvidence"]
    return Received(
        digest=digest,
        size=size,
        key_id=key_id,
        system=str(found["system"]),
        check_id=str(found["check"]["id"]),
        check_kind=str(found["check"]["kind"]),
        verdict=Verdict.of(found["verdict"]),
        controls=tuple(map(str, found["controls"])),
        subjects={item["digest"]["sha256"]: str(item["name"]) for item in statement["subject"]},
        measured_at=datetime.fromisoformat(found["finished"]).astimezone(UTC),
        summary={"n": found["n"], "message": found["message"], "metrics": found["metrics"]},
    )
