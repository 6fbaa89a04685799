"""Readings from the threat model: which threats apply to a system, and how many of them are treated with proof.

The model is the security risk assessment that stands beside the impact assessment.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from assentian.checks.registry import KINDS
from assentian.impact.measured.reading import Reading
from assentian.inventory.models import AISystem
from assentian.risk import queries as risk
from assentian.risk.rules import Status
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import ProofGrade
from assentian.threats.matching import instances

GIVES = {"sec.threat_coverage": "risk:system"}
_MOST = 100
ARCHITECTURE = {"learning_mode": "learns_online", "human_step": "autonomy"}
"""What a threat model tells of the architecture: the fact of the trigger rules, and the model's own word."""


def readings(system: AISystem, moment: datetime) -> Iterator[Reading]:
    """The share of threats whose leading check passes. Five queries at most; nothing without a threat model."""
    saved = risk.newest(system)
    model = risk.model_of(saved) if saved else None
    if saved is None or model is None:
        return
    judged = risk.judged(system, model, moment)
    if not any(one.result for one in judged):  # as long as no check has run, nothing is measured
        return
    treated = [one for one in judged if one.status is Status.EVIDENCED]
    shown = len(treated)
    share = f"{100 * shown // len(judged)}"
    source = catalogue().evidence_source("sec.threat_coverage")
    yield Reading(
        source=source.id,
        what=source.what,
        value=share,
        unit=source.unit,
        n=len(judged),
        where=f"{shown} of {len(judged)} threats",
        at=saved.saved_at,
        grade=ProofGrade.A2,
        number=share,
        rows=tuple(_hazard(one) for one in treated[:_MOST]),
        fact=int(share),
    )


def _hazard(one: risk.Judged) -> dict[str, Any]:
    """A threat that is treated, with the check whose sealed result shows it."""
    sealed = f", result {one.result.evidence}" if one.result else ""
    return {
        "hazard": one.instance.threat.title,
        "cause": one.instance.element,
        "control": KINDS[one.leading].title if one.leading in KINDS else one.leading,
        "evidence": f"check {one.leading}{sealed}",
    }


def facts(system: AISystem) -> Mapping[str, Mapping[str, Any]]:
    """Which threats apply by the newest model, as their number and the SHA-256 of their names (other words of the same
    threats change nothing), and what the model tells of learning and of the human step. One query.
    """
    saved = risk.newest(system)
    model = risk.model_of(saved) if saved else None
    if model is None:
        return {}
    names = sorted(one.id for one in instances(model))
    digest = sha256("\n".join(names).encode()).hexdigest()
    told = {name: model.system.get(attribute) for name, attribute in ARCHITECTURE.items()}
    return {
        "gov.dpia.status": {"threats": f"{len(names)} threats, {digest[:8]}"},
        "registry.architecture": {name: str(value) for name, value in told.items() if value is not None},
    }
