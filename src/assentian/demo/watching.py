"""What the demonstration watches: metrics of its own checks, with limits that one proposes and another approves.

And the impact assessments that a breach reopens, the checks that are planned, and the incident behind the last drift.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from assentian.accounts.rules import Actor
from assentian.checks.sql import quoted
from assentian.demo.assessing import answer, link_dpia, tell
from assentian.impact import services as impact
from assentian.inventory.models import AISystem
from assentian.monitoring import services
from assentian.monitoring.models import Incident
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod
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


WATCHED = {
    "compas": (
        Watched(
            title="False positive rate gap by race",
            kind="fairness",
            metric="fpr_gap",
            where="race",
            protects="More wrong high scores than others",
            limits=_limits("0.05", "0.1"),
        ),
    ),
    "northwind-score": (
        Watched(
            title="True positive rate gap by sex",
            kind="fairness",
            metric="tpr_gap",
            where="sex",
            protects="Refused more often than older people at the same chance to repay",
            limits=_limits("0.05", "0.1"),
        ),
        Watched(
            title="Shift of the debt ratio",
            kind="drift",
            metric="ks",
            where="debt_ratio",
            protects="A wrong refusal keeps somebody from credit that they would have repaid",
            limits=_limits("0.1", "0.2"),
        ),
        Watched(
            title="Bank records past their retention",
            kind="retention",
            metric="overdue",
            where="",
            protects="Bank records are kept longer than the decision needs",
            limits=_limits("1", "10"),
        ),
        Watched(
            title="Selection gap by region",
            kind="fairness",
            metric="selection_gap",
            where="region",
            protects="The same people are refused by all six lenders",
            limits=_limits("0.1", "0.2"),
        ),
    ),
}
"""By the key of the system."""


def _case(reference: str, received: str, closed: str, topic: str, outcome: str = "") -> NewCase:
    """An appeal has an outcome, a complaint has none."""
    return NewCase(
        kind="appeal" if outcome else "complaint",
        reference=reference,
        received_at=datetime.fromisoformat(received).replace(tzinfo=UTC),
        closed_at=datetime.fromisoformat(closed).replace(tzinfo=UTC),
        outcome=outcome,
        topic=topic,
    )


CASES = (
    _case("A-71", "2026-03-04", "2026-03-12", "income", outcome="overturned"),
    _case("A-74", "2026-05-19", "2026-05-27", "arrears", outcome="upheld"),
    _case("A-78", "2026-08-11", "2026-08-18", "debt ratio", outcome="upheld"),
    _case("A-83", "2026-10-15", "2026-10-21", "income", outcome="overturned"),
    _case("C-20", "2026-06-02", "2026-06-11", "access_denied"),
    _case("C-22", "2026-10-16", "2026-10-29", "access_denied"),
)
"""Appeals and complaints about Northwind Score, as its lenders passed them on; invented like the lenders are."""
YOUNG, OTHERS = "Applicants under 25", "Applicants"
"""The segments that operation counts, as the impact assessment names them."""
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


def note_cases(system: AISystem, manager: Actor) -> None:
    """Appeals and complaints as the lenders passed them on."""
    for case in CASES:
        operation.record(manager, system, [case])


def tell_decisions(system: AISystem, by: Actor, tables: Mapping[str, Path]) -> None:
    """Record how many applications each month scored, and of whom: the rows of its table."""
    for month, table in tables.items():
        start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        end = (start + timedelta(days=32)).replace(day=1)
        seen = _segments(table)
        operation.record(by, system, [NewPeriod(start=start, end=end, decisions=sum(seen.values()), population=seen)])


def _segments(table: Path) -> dict[str, int]:
    import duckdb

    segment = f"CASE age_band WHEN '18-24' THEN {quoted(YOUNG)} ELSE {quoted(OTHERS)} END AS segment"
    with duckdb.connect() as connection:
        rows = connection.read_parquet(str(table)).aggregate(f"{segment}, count(*)", "ALL").fetchall()
    return {str(name): int(number) for name, number in sorted(rows)}
