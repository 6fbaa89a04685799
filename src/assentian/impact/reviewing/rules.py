"""Pure decisions about signing: who may, what stands against it, and what exactly is signed.

Invariants: who answered or submitted never signs; the higher the level, the higher the role; what is signed is the
SHA-256 of the canonical record (RFC 8785), which holds every answer, the level and its reasons.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from assentian.ledger import canonical
from assentian.standards.vocabulary import ImpactLevel, Role

SIGNERS: Mapping[ImpactLevel, frozenset[Role]] = {
    ImpactLevel.LOW: frozenset({Role.SYSTEM_OWNER, Role.APPROVER, Role.RISK_OWNER, Role.TOP_MANAGEMENT}),
    ImpactLevel.MODERATE: frozenset({Role.APPROVER, Role.RISK_OWNER, Role.TOP_MANAGEMENT}),
    ImpactLevel.HIGH: frozenset({Role.RISK_OWNER, Role.TOP_MANAGEMENT}),
    ImpactLevel.CRITICAL: frozenset({Role.TOP_MANAGEMENT}),
}
"""Roles that may sign at each inherent level: that of the bank's approver, and those above it."""


def signing_role(level: str, roles: Collection[str]) -> Role | None:
    """The role in which a person with these roles signs at this level; None where none of them may."""
    allowed = SIGNERS[ImpactLevel(level)]
    return next((role for role in Role if role in allowed and role in roles), None)


def against_signing(*, is_author: bool, role: Role | None, level: str, open_marks: Collection[str]) -> list[str]:
    """Why this person cannot sign this version now, in sentences; empty when they can."""
    found = []
    if is_author:
        found.append("Who answered or submitted an assessment cannot sign it; ask somebody who did neither")
    if role is None:
        named = ", ".join(one.label.lower() for one in Role if one in SIGNERS[ImpactLevel(level)])
        found.append(f"Level {level} is signed by: {named}")
    if open_marks:
        found.append(f"Marked to be corrected: {', '.join(open_marks)}; send it back, or withdraw the mark")
    return found


def digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical.encode(record)).hexdigest()
