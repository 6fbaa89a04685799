"""Reads of the impact assessments, shaped for pages, gates and proofs. Each names its fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from assentian.impact import rules
from assentian.impact.choices import VersionState
from assentian.impact.models import Assessment, TriggerEvent
from assentian.inventory import queries as inventory
from assentian.inventory.gates import Reason
from assentian.inventory.models import AISystem
from assentian.journal.reading import once
from assentian.risk.models import Risk
from assentian.standards.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class SystemStanding:
    """One system, where its assessment stands, the version that stands (approved, else awaiting), open triggers."""

    system: AISystem
    standing: rules.Standing
    assessment: Assessment | None
    triggers: list[TriggerEvent]


def standings(organisation: str, now: datetime) -> list[SystemStanding]:
    """Every AI system that is not retired, by name. At most three queries."""
    systems = [one for one in inventory.every(organisation) if one.retired_at is None]
    versions: dict[int, list[Assessment]] = defaultdict(list)
    for version in _standing(organisation):
        versions[version.system_id].append(version)
    triggers: dict[int, list[TriggerEvent]] = defaultdict(list)
    for trigger in _triggers(organisation):
        triggers[trigger.system_id].append(trigger)
    return [_stands(system, versions[system.pk], triggers[system.pk], now) for system in systems]


def standing(system: AISystem, now: datetime) -> SystemStanding:
    """Where the assessment of one system stands. Two queries."""
    organisation = system.organisation_id
    versions = list(_standing(organisation).filter(system=system))
    return _stands(system, versions, list(_waiting(organisation).filter(system=system)), now)


def against(system: AISystem, stage: Stage, now: datetime) -> list[Reason]:
    """The gate condition of the impact assessment. Two queries."""
    organisation = system.organisation_id
    versions = list(_standing(organisation).filter(system=system))
    return rules.against(_kept(versions, list(_waiting(organisation).filter(system=system))), stage, now)


def at_risk(organisation: str, _now: datetime) -> Mapping[str, str]:
    """Requirements that rest on an assessment which waits to be looked at again, each with why. At most two queries."""
    names = {one.pk: one.name for one in inventory.every(organisation)}
    by_system: dict[str, list[str]] = defaultdict(list)
    for trigger in _triggers(organisation):
        by_system[names[trigger.system_id]].append(trigger.rule)
    if not by_system:
        return {}
    told = rules.named(f"{name} ({', '.join(sorted(set(found)))})" for name, found in by_system.items())
    return dict.fromkeys(rules.REQUIREMENTS, f"Impact assessment to be reviewed: {told}.")


def waiting(organisation: str) -> int:
    """How many triggers wait for an answer. One query."""
    return _waiting(organisation).count()


def versions(system: AISystem) -> list[Assessment]:
    """Every version, newest first. One query."""
    found = Assessment.objects.of(system.organisation_id).filter(system=system)
    return list(found.select_related("recorded_by", "approved_by").defer("record").order_by("-number"))


def assessment(organisation: str, number: int) -> Assessment | None:
    """One version by its database id, with its system. One query."""
    return Assessment.objects.of(organisation).filter(pk=number).select_related("system").first()


def triggers(system: AISystem) -> list[TriggerEvent]:
    """Everything that reopened the assessment, newest first. One query."""
    found = TriggerEvent.objects.of(system.organisation_id).filter(system=system)
    return list(found.select_related("answered_by", "offered").order_by("-at", "-pk"))


def trigger(organisation: str, number: int) -> TriggerEvent | None:
    return TriggerEvent.objects.of(organisation).filter(pk=number).select_related("system").first()


def trigger_of(risk: Risk) -> TriggerEvent | None:
    """The trigger that offered a risk to the register. One query."""
    return TriggerEvent.objects.of(risk.organisation_id).filter(offered=risk).select_related("system").first()


def triggers_by_cause(organisation: str, cause: str) -> list[TriggerEvent]:
    """What one record reopened. One query."""
    found = TriggerEvent.objects.of(organisation).filter(cause=cause)
    return list(found.select_related("system", "assessment", "answered_by").order_by("at", "pk"))


def _standing(organisation: str) -> QuerySet[Assessment]:
    found = Assessment.objects.of(organisation).exclude(state=VersionState.SUPERSEDED)
    return found.select_related("recorded_by", "approved_by").defer("record")


def _waiting(organisation: str) -> QuerySet[TriggerEvent]:
    return TriggerEvent.objects.of(organisation).filter(answered_at=None).order_by("due_at", "pk")


@once
def _triggers(organisation: str) -> list[TriggerEvent]:
    return list(_waiting(organisation))


def _stands(
    system: AISystem, versions: list[Assessment], triggers: list[TriggerEvent], now: datetime
) -> SystemStanding:
    by_state = {version.state: version for version in versions}
    shown = by_state.get(VersionState.APPROVED) or by_state.get(VersionState.AWAITING)
    return SystemStanding(system, rules.standing(_kept(versions, triggers), now), shown, triggers)


def _kept(versions: list[Assessment], triggers: list[TriggerEvent]) -> rules.Kept:
    by_state = {version.state: version for version in versions}
    approved = by_state.get(VersionState.APPROVED)
    return rules.Kept(
        is_approved=approved is not None,
        is_awaiting=VersionState.AWAITING in by_state,
        review_due=approved.review_due if approved else None,
        decision=approved.decision if approved else "",
        triggers=[
            rules.OpenTrigger(rule=one.rule, reason=one.reason, hold=one.hold, due_at=one.due_at) for one in triggers
        ],
    )
