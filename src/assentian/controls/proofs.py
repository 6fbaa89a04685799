"""What the descriptions of controls prove: that something is written and owned, not that it is done."""

from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.controls.choices import Implementation
from assentian.controls.models import Control
from assentian.standards.vocabulary import ReadinessLevel, Standing


def proofs(organisation: str, _now: datetime) -> list[Proof]:
    """What is written and owned, and no mere plan, shows level 1; level 2 needs an approved document. One query."""
    described = Control.objects.of(organisation).exclude(status=Implementation.PLANNED)
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
