"""Reads behind acceptances: the state that one signs, and which threats are accepted until when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from assentian.risk.accepted import rules
from assentian.risk.choices import Kind, RiskState, Source
from assentian.risk.measured import CheckState, check_states
from assentian.risk.models import Acceptance, Judgement, Risk, RiskCriteria, ThreatModelVersion, Treatment

Results = Mapping[int, Mapping[str, CheckState]]
STEPS = ("likelihood", "to_organisation", "to_individuals", "to_groups", "to_society")


@dataclass(frozen=True, slots=True)
class Registered:
    """The number of a threat's risk, and the last day on which what remains of it is accepted."""

    number: int
    until: date | None


def evidence_of(risk: Risk, results: Results, now: datetime) -> str:
    """How the leading check of the risk's threat stands; empty for a risk that no threat gave."""
    if risk.system_id is None:
        return ""
    return rules.evidence_of(risk.source, risk.source_key, results.get(risk.system_id, {}), now)


def of_threats(organisation: str, results: Results, now: datetime) -> dict[tuple[int, str], Registered]:
    """What the register says of each threat that has a live risk, by system and instance. Two queries."""
    until = _in_force(organisation, results, now)
    live = Risk.objects.of(organisation).filter(source=Source.THREAT, state__in=[RiskState.OFFERED, RiskState.OPEN])
    return {
        (system, key): Registered(number, until.get((system, key)))
        for system, key, number in live.values_list("system", "source_key", "number")
    }


def _in_force(organisation: str, results: Results, now: datetime) -> dict[tuple[int, str], date]:
    found = Acceptance.objects.of(organisation).filter(
        lapsed_at=None, until__gte=now.date(), risk__source=Source.THREAT, risk__state=RiskState.OPEN
    )
    return {
        (one.risk.system_id, one.risk.source_key): one.until
        for one in found.select_related("risk")
        if one.risk.system_id and not rules.worsened(one.evidence, evidence_of(one.risk, results, now))
    }


def states(organisation: str, risks: Sequence[Risk], now: datetime) -> dict[int, dict[str, Any]]:
    """What an acceptance of each risk would be bound to at this moment, by id of risk. Seven queries."""
    residual: dict[int, Judgement] = {}
    for judgement in Judgement.objects.of(organisation).filter(risk__in=risks, kind=Kind.RESIDUAL).order_by("pk"):
        residual[judgement.risk_id] = judgement
    treatments: dict[int, list[Treatment]] = defaultdict(list)
    for treatment in Treatment.objects.of(organisation).filter(risk__in=risks, withdrawn_at=None).order_by("pk"):
        treatments[treatment.risk_id].append(treatment)
    criteria = RiskCriteria.objects.of(organisation).filter(approved_at__isnull=False, superseded_at=None).first()
    models = dict(
        ThreatModelVersion.objects.of(organisation).order_by().values_list("system").annotate(newest=Max("version"))
    )
    results = check_states.of_organisation(organisation)
    return {
        risk.pk: {
            "risk": _described(risk),
            "residual": _steps(residual.get(risk.pk)),
            "treatments": [_treated(one) for one in treatments[risk.pk]],
            "criteria": criteria.version if criteria else 0,
            "threat_model": models.get(risk.system_id, 0) if risk.source == Source.THREAT else 0,
            "evidence": evidence_of(risk, results, now),
        }
        for risk in risks
    }


def _described(risk: Risk) -> dict[str, Any]:
    words = {name: getattr(risk, name) for name in ("reference", "cause", "event", "consequence", "source_key")}
    return {**words, "system": risk.system_id or 0, "owner": risk.owner_id or 0}


def _steps(judgement: Judgement | None) -> dict[str, int]:
    return {"judgement": judgement.pk, **{step: getattr(judgement, step) for step in STEPS}} if judgement else {}


def _treated(treatment: Treatment) -> dict[str, Any]:
    return {"option": treatment.option, "statement": treatment.statement, "controls": treatment.controls}
