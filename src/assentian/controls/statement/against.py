"""What the statement says of an AI system at a gate: controls necessary for that system alone, and not yet in practice.

Lines of the whole organisation hold no single system up: what is open there is seen in the statement and its proofs.
"""

from datetime import datetime

from assentian.controls.choices import Implementation
from assentian.controls.models import Control, SoALine
from assentian.inventory.gates import Answer, Reason
from assentian.inventory.models import AISystem
from assentian.standards.vocabulary import Stage

GUARDED = frozenset({Stage.DEPLOYMENT, Stage.OPERATION})


def against(system: AISystem, stage: Stage, _now: datetime) -> list[Reason]:
    """Two queries before deployment and operation, else none."""
    if stage not in GUARDED:
        return []
    organisation = system.organisation_id
    needed = SoALine.objects.of(organisation).filter(system=system, is_applicable=True).order_by("requirement")
    done = Control.objects.of(organisation).filter(system=system, status=Implementation.IMPLEMENTED)
    standing = set(done.values_list("requirement", flat=True))
    return [
        Reason(f"S-OPEN:{key}", f"{key} is necessary for {system.name} and not implemented.", Answer.BLOCKED)
        for key in needed.values_list("requirement", flat=True)
        if key not in standing
    ]
