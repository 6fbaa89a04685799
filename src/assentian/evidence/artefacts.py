"""The stored envelopes against the ledger's seals: each is here, unchanged, and signed by a key that the organisation
accepted.
"""

import hashlib
from contextlib import suppress

from django.core.files.storage import default_storage

from assentian.accounts.models import SigningKey
from assentian.evidence.models import Evidence
from assentian.evidence.services import artefact_path
from assentian.ledger.verify import TAMPERED, Report, VerifierKey, open_envelope


def load(organisation: str, digest: str) -> bytes | None:
    """The stored envelope; None when the file store has lost it."""
    path = artefact_path(organisation, digest)
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return bytes(file.read())


def problem(organisation: str, digest: str, keys: dict[str, bytes]) -> str | None:
    """What is wrong with a stored envelope; None when its digest and signature hold."""
    data = load(organisation, digest)
    if data is None:
        return "the envelope is missing from the file store"
    if hashlib.sha256(data).hexdigest() != digest:
        return "the stored envelope is not what was sealed"
    try:
        open_envelope(data, keys)
    except ValueError as error:
        return str(error)
    return None


def keys(organisation: str) -> dict[str, bytes]:
    """Every key that the organisation ever accepted, by id; a revoked key's earlier signatures stay valid.

    One that was made unreadable behind the product verifies nothing.
    """
    found = {}
    for key in SigningKey.objects.of(organisation):
        with suppress(ValueError):
            found[key.key_id] = VerifierKey.parse(key.public_key).public
    return found


def verify(report: Report) -> None:
    """Check the artefacts of the ledger that `report` is about; what is wrong worsens it."""
    organisation = report.origin.rpartition("/")[2]
    accepted = keys(organisation)
    for number, digest in Evidence.objects.of(organisation).values_list("pk", "digest"):
        if wrong := problem(organisation, digest, accepted):
            report.worsen(TAMPERED, f"evidence {number}: {wrong}")
        else:
            report.evidence += 1
