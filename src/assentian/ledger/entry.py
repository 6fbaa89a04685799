"""Commitments: how a personal or secret value stands in a leaf that is never erased.

A leaf holds `{"c": SHA-256(salt || canonical value)}` with a fresh 256-bit salt for each field and entry. Salt and
value are kept apart; erasing them leaves the leaf and every proof valid, and the value unguessable.
"""

import hashlib
import hmac
from typing import Any

from assentian.ledger import canonical

SALT_BYTES = 32


def commit(value: Any, salt: bytes) -> dict[str, str]:
    """The commitment to a canonical JSON value. `ValueError` when the salt is not 256 bits."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt is 32 random bytes")
    return {"c": hashlib.sha256(salt + canonical.encode(value)).hexdigest()}


def opens(commitment: dict[str, str], salt: bytes, value: Any) -> bool:
    """Whether salt and value are those behind the commitment."""
    return hmac.compare_digest(commit(value, salt)["c"], commitment["c"])
