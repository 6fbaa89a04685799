"""What controls and their statement prove: what is written and owned, and that 6.1.3 d) was done, not done well.

The statement is one part of 6.1.3, whose other part is the treatment of risks: where no treatment stands, the controls
were not chosen from one, and the statement shows that clause only partly.
"""

from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.controls.choices import Implementation
from assentian.controls.statement import differences, queries, rules
from assentian.risk.treatment import queries as treatment
from assentian.standards.vocabulary import ReadinessLevel, Standing


def stated(organisation: str, _now: datetime) -> list[Proof]:
    """Of the clause that asks for the statement. At most five queries."""
    lines = queries.decided(organisation)
    published = [line for line in lines if line.edition == queries.NEEDED and not line.scope]
    done = sum(not line.is_undecided for line in published)
    if not done:
        return []
    approved = queries.standing(organisation, lines).approved
    draft = rules.record({}, 0, lines, queries.NEEDED)
    lapsed = len(differences.decided_otherwise(approved.record, draft)) if approved else 0
    level, reason = rules.shows(approved.number if approved else 0, done, len(published), lapsed)
    is_whole = level is ReadinessLevel.OPERATING and any(risk.plans for risk in treatment.live(organisation))
    return [Proof("iso42001:6.1.3", level, Standing.PROVED if is_whole else Standing.PARTLY, reason)]


def described(organisation: str, _now: datetime) -> list[Proof]:
    """What is written and owned, and no mere plan, shows level 1; level 2 needs an approved document. One query."""
    return [
        Proof(
            one.requirement,
            ReadinessLevel.AD_HOC,
            Standing.PARTLY,
            f"Described in own words, owned by {one.owner.name}.",
            is_description=True,
        )
        for one in queries.described(organisation)
        if one.system_id is None and one.status != Implementation.PLANNED
    ]
