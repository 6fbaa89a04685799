"""What the demonstration watches: metrics of its own checks, with limits that one proposes and another approves.

And the impact assessments that a breach reopens, the checks that are planned, and the incident behind the last drift.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from assentian.accounts.rules import Actor
from assentian.demo.assessing import answer, link_dpia, tell
from assentian.impact import services as impact
from assentian.inventory.models import AISystem
from assentian.monitoring import services
from assentian.monitoring.models import Incident
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewIncident, NewPeriod
from assentian.monitoring.schedule import services as schedule


def _limits(warn: str, breach: str) -> services.ThresholdProposal:
    return services.ThresholdProposal(
        target=Decimal(0),
        warn=Decimal(warn),
        breach=Decimal(breach),
        hold="block_release",
        reason="The limit that the suite of checks holds every window to.",
    )


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A metric of a kind of check, at one place; `protects` is the impact row or objective that it serves."""

    title: str
    kind: str
    metric: str
    where: str
    protects: str
    limits: services.ThresholdProposal


UNEQUAL = "Groups are treated differently"
WATCHED = {
    "compas": (
        Watched(
            title="False positive rate gap by race",
            kind="fairness",
            metric="fpr_gap",
            where="race",
            protects=UNEQUAL,
            limits=_limits("0.05", "0.1"),
        ),
    ),
    "northwind-score": (
        Watched(
            title="True positive rate gap by sex",
            kind="fairness",
            metric="tpr_gap",
            where="sex",
            protects=UNEQUAL,
            limits=_limits("0.05", "0.1"),
        ),
        Watched(
            title="Shift of the debt ratio",
            kind="drift",
            metric="ks",
            where="debt_ratio",
            protects="The score no longer fits the applicants",
            limits=_limits("0.1", "0.2"),
        ),
    ),
}
"""By the key of the system."""
ANSWERED = frozenset({"compas", "northwind-score"})
"""Systems whose assessment is answered in the product."""
TOLD = "northwind-score"
"""The system of which the public is told."""
ASSESSED = {
    "workload-forecast": ("I", "Forecasts calls, not people; the support lead sets the shifts and can ignore it."),
}
"""Level and finding of the assessments that are only recorded; like the others, they stand before any check runs."""


def assess(systems: Iterable[AISystem], by_role: Mapping[str, Actor]) -> None:
    """Answer or record the impact assessments and have another person approve them."""
    for system in systems:
        if system.slug in ANSWERED:
            if system.slug == TOLD:
                link_dpia(system, by_role)
            approved = answer(system, by_role)
            if system.slug == TOLD:
                tell(approved, by_role)
        if system.slug in ASSESSED:
            level, summary = ASSESSED[system.slug]
            details = impact.AssessmentDetails(summary=summary, level=level, reference="Kept by the risk committee")
            impact.approve_assessment(
                by_role["approver"], impact.record_assessment(by_role["aims_manager"], system, details)
            )


def watch(systems: Iterable[AISystem], by_role: Mapping[str, Actor]) -> None:
    """Define the indicators and put their limits in force, before the first check runs."""
    manager, approver = by_role["aims_manager"], by_role["approver"]
    for system in systems:
        for watched in WATCHED.get(system.slug, ()):
            described = services.IndicatorDescription(
                title=watched.title,
                worse="above",
                period_days=30,
                source="check",
                check_kind=watched.kind,
                metric=watched.metric,
                where=watched.where,
                bound_to="impact",
                reference=watched.protects,
                owner_id=system.owner_id,
            )
            indicator = services.define_indicator(manager, system, described)
            services.approve_threshold(approver, services.propose_threshold(manager, indicator, watched.limits))


def _plan_proofs(manager: Actor, system: AISystem) -> None:
    """What would prove the guide's own threats treated is planned; one plan was withdrawn with its reason."""
    schedule.plan_kinds(manager, system, {"data-signature": 30, "model-signature": 30, "signoff": 365})
    withdrawn = schedule.plan_check(manager, system, schedule.Plan(check_kind="slo", every_days=7))
    schedule.withdraw_check(manager, withdrawn, "The nightly batch has no users who wait; its end is watched instead.")


def plan(system: AISystem, manager: Actor) -> None:
    """Plan the checks of the scored portfolio."""
    for kind in ("drift", "fairness", "data-quality", "replay"):
        schedule.plan_check(manager, system, schedule.Plan(check_kind=kind, every_days=31))
    _plan_proofs(manager, system)


def note_incident(system: AISystem, manager: Actor) -> None:
    """The incident that the last month of the scored portfolio tells of; it offers a risk to the register."""
    noted = NewIncident(
        reference="OPS-114",
        title="A partner's income feed was down",
        severity="II",
        happened_at=datetime(2026, 10, 12, 5, tzinfo=UTC),
        detected_at=datetime(2026, 10, 14, 9, tzinfo=UTC),
        description="Applications of the partner's app arrived without income and were scored all the same.",
    )
    operation.record(manager, system, [noted])
    found = Incident.objects.of(manager.organisation).get(system=system)
    operation.add_entry(manager, found, datetime(2026, 10, 14, 10, tzinfo=UTC), "The feed was restored.")


def tell_decisions(system: AISystem, by: Actor, decisions: Mapping[str, int]) -> None:
    """Record how many applications each month scored: the rows that its checks tested."""
    for month, number in decisions.items():
        start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        end = (start + timedelta(days=32)).replace(day=1)
        operation.record(by, system, [NewPeriod(start=start, end=end, decisions=number)])
