"""What controls and their statement prove: what is written and owned, and that 6.1.3 d) was done, not done well.

The statement is one part of 6.1.3, whose other part is the treatment of risks: where no treatment stands, the controls
were not chosen from one, and the statement shows that clause only partly.
"""

from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.controls.choices import Implementation
from assentian.controls.models import Control
from assentian.controls.statement import differences, queries, rules
from assentian.standards.vocabulary import ReadinessLevel, Standing


def proofs(organisation: str, _now: datetime) -> list[Proof]:
    """Of controls that are described, and of the clause that asks for the statement. At most seven queries."""
    return [*_described(organisation), *_statement(organisation)]


def _statement(organisation: str) -> list[Proof]:
    lines = queries.decided(organisation)
    published = [line for line in lines if line.edition == queries.NEEDED and not line.scope]
    done = sum(not line.is_undecided for line in published)
    if not done:
        return []
    approved = queries.standing(organisation, lines).approved
    draft = rules.record({}, 0, lines, queries.NEEDED)
    lapsed = len(differences.decided_otherwise(approved.record, draft)) if approved else 0
    level, reason = rules.shows(approved.number if approved else 0, done, len(published), lapsed)
    is_whole = level is ReadinessLevel.OPERATING and queries.treatments(organisation).exists()
    return [Proof("iso42001:6.1.3", level, Standing.PROVED if is_whole else Standing.PARTLY, reason)]


def _described(organisation: str) -> list[Proof]:
    """What is written and owned, and no mere plan, shows level 1; level 2 needs an approved document."""
    described = Control.objects.of(organisation).filter(system=None).exclude(status=Implementation.PLANNED)
    return [
        Proof(
            requirement,
            ReadinessLevel.AD_HOC,
            Standing.PARTLY,
            f"Described in own words, owned by {owner}.",
            is_description=True,
        )
        for requirement, owner in described.values_list("requirement", "owner__name")
    ]
