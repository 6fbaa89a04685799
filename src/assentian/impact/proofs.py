"""What the record of impact assessments proves of 8.4 and A.5.2-A.5.5: that they were made and approved, no more.

An approved record shows "defined" for its system at most: it names who stands behind it and where it is kept, not how
good it is. One that waits to be looked at again, past its deadline, shows that 8.4 is not met.
"""

from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.impact import queries
from assentian.impact.rules import REQUIREMENTS, Standing, named
from assentian.inventory.rules import is_in_scope
from assentian.standards.vocabulary import ReadinessLevel
from assentian.standards.vocabulary import Standing as Shown


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof for each requirement that assessments speak for, once there is any. Three queries."""
    found = [one for one in queries.standings(organisation, now) if is_in_scope(one.system.stage)]
    approved = [one for one in found if one.assessment is not None and one.assessment.approved_at is not None]
    if not approved:
        return []
    overdue = [one.system.name for one in approved if one.standing is Standing.OVERDUE]
    if overdue:
        reason = f"Past its deadline: the review of the impact assessment of {named(overdue)}."
        return [Proof(key, ReadinessLevel.AD_HOC, Shown.FAILING, reason) for key in REQUIREMENTS]
    current = [one for one in approved if one.standing is Standing.APPROVED]
    level = ReadinessLevel.DEFINED if len(current) == len(found) else ReadinessLevel.AD_HOC
    due = len(approved) - len(current)
    reason = f"An approved impact assessment is recorded for {len(approved)} of {len(found)} AI systems"
    reason += f", {due} of them to be reviewed." if due else "."
    return [Proof(key, level, Shown.PARTLY, reason) for key in REQUIREMENTS]
