"""What the installation proves by itself: roles that people hold (5.3, A.3.2), records under a signed ledger (7.5.3).

Records show that a thing is done, so level 3 is the most that they reach. Roles held here say nothing about authority
outside; the ledger says nothing about documents kept elsewhere: both stay at "partly" until more is shown.
"""

from datetime import datetime

from assentian.accounts import queries as accounts
from assentian.catalogue.proof import Proof
from assentian.journal import queries as journal
from assentian.standards.vocabulary import ReadinessLevel, Role, Standing

NEEDED_ROLES = (Role.TOP_MANAGEMENT, Role.AIMS_MANAGER, Role.SYSTEM_OWNER, Role.RISK_OWNER, Role.APPROVER)
"""Without these nobody directs, runs, owns, accepts or signs."""


def roles(organisation: str, _now: datetime) -> list[Proof]:
    """That roles are held (5.3, A.3.2). One query."""
    held = accounts.people_by_role(organisation)
    missing = [role.label for role in NEEDED_ROLES if not held.get(role)]
    if not held:
        return []
    level = ReadinessLevel.AD_HOC if missing else ReadinessLevel.OPERATING
    named = f"; nobody is {', '.join(missing).lower()}" if missing else ""
    reason = f"{sum(held.values())} assignments of {len(held)} roles are recorded{named}."
    return [Proof(key, level, Standing.PARTLY, reason) for key in ("iso42001:5.3", "iso42001:A.3.2")]


def ledger(organisation: str, _now: datetime) -> list[Proof]:
    """That records stand under the ledger (7.5.3). One query."""
    head = journal.head(organisation)
    if not head.signed_size:
        return []
    reason = f"{head.signed_size} changes of records stand in order under a signed, tamper-evident ledger."
    return [Proof("iso42001:7.5.3", ReadinessLevel.OPERATING, Standing.PARTLY, reason)]
