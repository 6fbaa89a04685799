"""Who may do what: the permission table in one readable place, and the pure decisions over it.

Reading is open to every member; the two auditors only read and export. A permission that is not in the table is
refused, and so is an actor without a role: an empty policy fails. An approval asks for more than its permission: that
the person was authenticated just before (`against_signing`).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assentian.standards.vocabulary import IdentityLevel, Role

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
EVERY_ROLE = frozenset(Role)
AUDITORS = frozenset({Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR})

PERMISSIONS: Mapping[str, frozenset[Role]] = {
    "read": EVERY_ROLE,
    "members.manage": frozenset({Role.AIMS_MANAGER}),
    "tokens.issue": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER}),
    "keys.accept": frozenset({Role.AIMS_MANAGER}),
    "keys.revoke": frozenset({Role.AIMS_MANAGER}),
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
    "applicability.return": frozenset({Role.APPROVER, Role.TOP_MANAGEMENT}),
    "claims.make": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "impact.record": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR}),
    "impact.answer": EVERY_ROLE - AUDITORS,
    "impact.comment": EVERY_ROLE - AUDITORS,
    "impact.waive": frozenset({Role.ASSESSOR}),
    "impact.review": frozenset({Role.ASSESSOR, Role.RISK_OWNER, Role.APPROVER, Role.TOP_MANAGEMENT}),
    "impact.sign": frozenset({Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.ASSESSOR, Role.APPROVER, Role.TOP_MANAGEMENT}),
    "impact.approve": frozenset({Role.APPROVER, Role.TOP_MANAGEMENT}),
    "impact.summarise": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR}),
    "impact.publish": frozenset({Role.RISK_OWNER, Role.APPROVER, Role.TOP_MANAGEMENT}),
    "nonconformities.raise": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.ASSESSOR}),
    "nonconformities.correct": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "nonconformities.close": frozenset({Role.AIMS_MANAGER, Role.APPROVER}),
    "indicators.define": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "thresholds.propose": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER}),
    "thresholds.approve": frozenset({Role.APPROVER}),
    "measurements.record": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR, Role.CONTRIBUTOR}),
    "operation.record": frozenset({Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.ASSESSOR, Role.CONTRIBUTOR}),
    "events.report": EVERY_ROLE - AUDITORS,
    "pack.export": frozenset({Role.AIMS_MANAGER, Role.TOP_MANAGEMENT}) | AUDITORS,
}


_SIGNS = frozenset({"approve", "accept", "sign"})
_SIGNS_TOO = frozenset({"nonconformities.close"})  # another person judges that the correction worked (10.2 d)
_SIGNING_LEVELS = frozenset({IdentityLevel.PASSWORD, IdentityLevel.CONSOLE, IdentityLevel.DEMO})


class NotPermittedError(PermissionError):
    """The actor's roles in this organisation do not carry the permission."""


class NotConfirmedError(PermissionError):
    """Something is to be signed, and it is not known freshly enough who signs; `action` says what."""

    def __init__(self, message: str, action: str) -> None:
        super().__init__(message)
        self.action = action


@dataclass(frozen=True, slots=True)
class Authentication:
    """How it is known who acts, and when it was made sure."""

    level: IdentityLevel
    at: datetime

    def age(self, moment: datetime) -> timedelta:
        """How long ago; a clock that was set back since makes it nothing."""
        return max(moment - self.at, timedelta(0))


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in one organisation: pseudonym for the ledger, database id for the record, roles for the
    decision, and how it is known who they are.
    """

    name: str
    user_id: int
    organisation: str
    roles: frozenset[str]
    authentication: Authentication | None = None

    def may(self, permission: str) -> bool:
        return bool(self.roles & PERMISSIONS.get(permission, frozenset()))

    def require(self, permission: str) -> None:
        """Raise `NotPermittedError` unless one of the actor's roles carries `permission`."""
        if not self.may(permission):
            carriers = ", ".join(sorted(PERMISSIONS.get(permission, frozenset()))) or "nobody"
            raise NotPermittedError(f"{permission!r} belongs to: {carriers}")


def is_approval(permission: str) -> bool:
    """Whether doing what it permits is a signature: then it goes through `approving`."""
    return permission.rpartition(".")[2] in _SIGNS or permission in _SIGNS_TOO


def signing_roles(permission: str, roles: frozenset[str]) -> list[str]:
    """Those of somebody's roles that carry the permission."""
    return sorted(str(role) for role in roles & PERMISSIONS.get(permission, frozenset()))


def against_signing(known: Authentication | None, moment: datetime, within: timedelta) -> str:
    """What keeps somebody so authenticated from signing at `moment`; empty when nothing does. Only a password ages."""
    if known is None:
        return "nobody made sure who signs"
    if known.level not in _SIGNING_LEVELS:
        return f"a {known.level} signs nothing"
    if known.level is IdentityLevel.PASSWORD and known.age(moment) > within:
        return "the password was given too long ago"
    return ""


def is_key(text: str) -> bool:
    """Whether this can be an organisation's key: a part of addresses, of checkpoints and of names of files."""
    return _KEY.fullmatch(text) is not None


def token_digest(token: str) -> str:
    """What is kept of a bearer token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
