"""Signed statements: in-toto Statement v1 in a DSSE envelope, signed with Ed25519.

The envelope's bytes are an artefact; its SHA-256 is what the ledger seals. Opening and verifying stands in
`verify.open_envelope`.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from assentian.ledger import canonical
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import pre_authentication

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"


def statement(
    subject: Sequence[Mapping[str, Any]], predicate_type: str, predicate: Mapping[str, Any]
) -> dict[str, Any]:
    """An in-toto Statement v1. Each subject is `{"name": ..., "digest": {"sha256": ...}}`; `ValueError` without any."""
    if not subject:
        raise ValueError("a statement needs at least one subject: the digest of what was tested")
    return {
        "_type": STATEMENT_TYPE,
        "subject": [dict(item) for item in subject],
        "predicateType": predicate_type,
        "predicate": dict(predicate),
    }


def seal(content: Mapping[str, Any], key: SigningKey) -> bytes:
    """The canonical bytes of a DSSE envelope around the canonical bytes of a statement."""
    payload = canonical.encode(dict(content))
    signature = key.sign(pre_authentication(PAYLOAD_TYPE, payload))
    return canonical.encode(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": key.verifier.id, "sig": base64.b64encode(signature).decode()}],
        }
    )
