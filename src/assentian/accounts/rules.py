"""Who may do what: the permission table in one readable place, and the pure decision over it.

Reading is open to every member; the two auditors only read and export. A permission that is not in the table is
refused, and so is an actor without a role: an empty policy fails.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from assentian.standards.vocabulary import Role

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
EVERY_ROLE = frozenset(Role)
AUDITORS = frozenset({Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR})

PERMISSIONS: Mapping[str, frozenset[Role]] = {
    "read": EVERY_ROLE,
    "members.manage": frozenset({Role.AIMS_MANAGER}),
    "tokens.issue": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER}),
    "keys.accept": frozenset({Role.AIMS_MANAGER}),
    "systems.register": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER}),
    "assets.register": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.CONTRIBUTOR}),
    "threats.model": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.CONTRIBUTOR}),
    "criteria.propose": frozenset({Role.AIMS_MANAGER, Role.RISK_OWNER}),
    "criteria.approve": frozenset({Role.APPROVER, Role.TOP_MANAGEMENT}),
    "risks.assess": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.ASSESSOR}),
    "risks.treat": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "risks.accept": frozenset({Role.RISK_OWNER, Role.SYSTEM_OWNER, Role.APPROVER, Role.TOP_MANAGEMENT}),
    "actions.finish": EVERY_ROLE - AUDITORS,
    "revisions.approve": frozenset({Role.APPROVER}),
    "evidence.submit": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR, Role.CONTRIBUTOR}),
    "controls.implement": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "applicability.decide": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "applicability.submit": frozenset({Role.AIMS_MANAGER}),
    "applicability.approve": frozenset({Role.APPROVER, Role.TOP_MANAGEMENT}),
    "claims.make": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "impact.record": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR}),
    "impact.answer": EVERY_ROLE - AUDITORS,
    "impact.comment": EVERY_ROLE - AUDITORS,
    "impact.waive": frozenset({Role.ASSESSOR}),
    "impact.review": frozenset({Role.ASSESSOR, Role.RISK_OWNER, Role.APPROVER, Role.TOP_MANAGEMENT}),
    "impact.sign": frozenset({Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.ASSESSOR, Role.APPROVER, Role.TOP_MANAGEMENT}),
    "impact.approve": frozenset({Role.APPROVER, Role.TOP_MANAGEMENT}),
    "nonconformities.raise": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.ASSESSOR}),
    "nonconformities.correct": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "nonconformities.close": frozenset({Role.AIMS_MANAGER, Role.APPROVER}),
    "indicators.define": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "thresholds.propose": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "thresholds.approve": frozenset({Role.APPROVER}),
    "measurements.record": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR, Role.CONTRIBUTOR}),
    "operation.record": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR, Role.CONTRIBUTOR}),
    "pack.export": frozenset({Role.AIMS_MANAGER, Role.TOP_MANAGEMENT}) | AUDITORS,
}


class NotPermittedError(PermissionError):
    """The actor's roles in this organisation do not carry the permission."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in one organisation: pseudonym for the ledger, database id for the record, roles for the
    decision.
    """

    name: str
    user_id: int
    organisation: str
    roles: frozenset[str]

    def may(self, permission: str) -> bool:
        return bool(self.roles & PERMISSIONS.get(permission, frozenset()))

    def require(self, permission: str) -> None:
        """Raise `NotPermittedError` unless one of the actor's roles carries `permission`."""
        if not self.may(permission):
            carriers = ", ".join(sorted(PERMISSIONS.get(permission, frozenset()))) or "nobody"
            raise NotPermittedError(f"{permission!r} belongs to: {carriers}")


def is_key(text: str) -> bool:
    """Whether this can be an organisation's key: a part of addresses, of checkpoints and of names of files."""
    return _KEY.fullmatch(text) is not None


def token_digest(token: str) -> str:
    """What is kept of a bearer token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
