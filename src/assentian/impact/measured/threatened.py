"""Readings from the threat model: how many of the threats that apply to a system are treated with proof."""

from collections.abc import Iterator
from datetime import datetime

from assentian.impact.measured.reading import Reading
from assentian.inventory.models import AISystem
from assentian.risk import queries as risk
from assentian.risk.rules import Status
from assentian.standards.catalogue import catalogue


def readings(system: AISystem, moment: datetime) -> Iterator[Reading]:
    """The share of threats whose leading check passes. Five queries at most; nothing without a threat model."""
    saved = risk.newest(system)
    model = risk.model_of(saved) if saved else None
    if saved is None or model is None:
        return
    judged = risk.judged(system, model, moment)
    if not judged:
        return
    shown = sum(one.status is Status.EVIDENCED for one in judged)
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
        number=share,
        fact=int(share),
    )
