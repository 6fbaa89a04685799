"""What the register of nonconformities proves of 10.2: that they are handled, never that all of them were noticed."""

from datetime import datetime

from assentian.assurance import queries, rules
from assentian.catalogue.proof import Proof


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof once there is any nonconformity. One query."""
    said = rules.shown(queries.matters(organisation), now)
    return [Proof("iso42001:10.2", said.level, said.standing, said.reason)] if said else []
