"""What the statement says of an AI system at a gate: controls necessary for that system alone, and not yet in practice.

Lines of the whole organisation hold no single system up: what is open there is seen in the statement and its proofs.
"""

from datetime import datetime

from assentian.controls.choices import Implementation
from assentian.controls.models import Control, SoALine
from assentian.controls.statement import rules
from assentian.inventory.gates import Reason
from assentian.inventory.models import AISystem
from assentian.standards.vocabulary import Stage


def against(system: AISystem, stage: Stage, _now: datetime) -> list[Reason]:
    """Two queries before deployment and operation, else none."""
    if stage not in rules.GUARDED:
        return []
    organisation = system.organisation_id
    needed = SoALine.objects.of(organisation).filter(system=system, is_applicable=True)
    done = Control.objects.of(organisation).filter(system=system, status=Implementation.IMPLEMENTED)
    keys = (found.values_list("requirement", flat=True) for found in (needed, done))
    return rules.left_open(system.name, *map(set, keys))
