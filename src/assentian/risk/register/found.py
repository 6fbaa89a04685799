"""What a risk was found in: the threat of a system's model behind it, how that stands, and a first judgement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assentian.inventory import queries as inventory
from assentian.inventory.models import AISystem
from assentian.risk import queries as threats
from assentian.risk.choices import Source
from assentian.risk.models import Risk
from assentian.risk.register.queries import Judged, steps
from assentian.risk.register.suggestion import Suggestion, circumstances, suggest
from assentian.threats.model import ThreatModel


@dataclass(frozen=True, slots=True)
class FoundThreat:
    """A threat that applies to a system by the newest version of its model, with the judgement that is suggested."""

    judged: threats.Judged
    version: int
    suggestion: Suggestion

    @property
    def key(self) -> str:
        return self.judged.instance.id

    @property
    def initial(self) -> dict[str, Any]:
        """The words that the form begins with; people put in their own."""
        instance = self.judged.instance
        return {
            "cause": f"{instance.threat.text} It applies to {instance.element or 'the system'}: {instance.because}.",
            "event": instance.threat.title,
            "threat": instance.id,
            "system_id": self.judged.system.pk,
            "owner_id": self.judged.system.owner_id,
        }


def systems(organisation: str) -> Iterable[AISystem]:
    return inventory.systems(organisation).filter(retired_at=None).order_by("name")


def asked(organisation: str, slug: str, key: str, now: datetime) -> FoundThreat | None:
    """The threat with this key in the model of this system; None where there is none. At most six queries."""
    system = inventory.system(organisation, slug) if key else None
    return _found(system, key, now) if system else None


def threat(risk: Risk, now: datetime) -> FoundThreat | None:
    """The threat that a risk came from; None for another source, and where the model holds it no more."""
    if risk.source != Source.THREAT or risk.system is None:
        return None
    return _found(risk.system, risk.source_key, now)


def initial_judgement(last: Judged | None, suggested: Suggestion | None) -> Mapping[str, Any]:
    """What the form of a judgement begins with: the last one, else what is suggested, else nothing."""
    if last is not None:
        return {"likelihood": last.record.likelihood, **steps(last.record)}
    return {"likelihood": suggested.likelihood, **suggested.consequences} if suggested else {}


def _found(system: AISystem, key: str, now: datetime) -> FoundThreat | None:
    saved = threats.newest(system)
    model: ThreatModel | None = threats.model_of(saved) if saved else None
    if saved is None or model is None:
        return None
    one = next((one for one in threats.judged(system, model, now) if one.instance.id == key), None)
    if one is None:
        return None
    return FoundThreat(one, saved.version, suggest(circumstances(model, one.instance, one.bare)))
