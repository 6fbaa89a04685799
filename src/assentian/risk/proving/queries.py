"""Reads of what would prove a system's threats treated: derived checks with newest result and plan. Fixed queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assentian.checks.registry import KINDS
from assentian.inventory.models import AISystem
from assentian.risk import queries
from assentian.risk.measured import CheckState, check_states
from assentian.risk.planned import PlanState, plans
from assentian.threats.matching import instances
from assentian.threats.model import ThreatModel
from assentian.threats.proving import Proof, proofs


@dataclass(frozen=True, slots=True)
class Due:
    """A leading check with its newest result and its plan. Without a result it is due now."""

    proof: Proof
    result: CheckState | None
    plan: PlanState | None

    @property
    def is_built(self) -> bool:
        """Whether there is such a kind of check here; for others people keep a record."""
        return self.proof.check.id in KINDS

    @property
    def due(self) -> datetime | None:
        return self.result.valid_until if self.result else None


def dues(system: AISystem, model: ThreatModel, now: datetime) -> list[Due]:
    """Every leading check of the system's threats, those of the guide's own threats first. Five queries."""
    results, planned = check_states.of_system(system), plans.of_system(system, now)
    return [Due(proof, results.get(proof.check.id), planned.get(proof.check.id)) for proof in proofs(instances(model))]


def to_plan(found: Sequence[Due]) -> dict[str, int]:
    """Kinds of check that can be planned and are not yet, with the days after which a result counts no more."""
    return {one.proof.check.id: one.proof.every_days for one in found if one.is_built and one.plan is None}


def model_of(system: AISystem) -> ThreatModel | None:
    saved = queries.newest(system)
    return queries.model_of(saved) if saved else None
