"""What the descriptions of controls prove: that something is written and owned, not that it is done."""

from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.controls.models import Control
from assentian.standards.vocabulary import ReadinessLevel, Standing


def proofs(organisation: str, _now: datetime) -> list[Proof]:
    """A written, owned description shows level 1; level 2 needs an approved document. One query."""
    return [
        Proof(requirement, ReadinessLevel.AD_HOC, Standing.PARTLY, f"Described in own words, owned by {owner}.")
        for requirement, owner in Control.objects.of(organisation).values_list("requirement", "owner__name")
    ]
