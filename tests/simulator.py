"""A believable organisation of any size, built by calling the services: for page tests, query counts and benchmarks.

Evidence is made as a check runner would make it: a statement, sealed with a key that the organisation accepted,
received like any other.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from assentian.accounts import services as accounts
from assentian.accounts.rules import Actor
from assentian.checks.statement import PREDICATE_TYPE
from assentian.controls import services as controls
from assentian.controls.models import StatementOfApplicability
from assentian.controls.statement import queries as applicability
from assentian.controls.statement import services as statement
from assentian.evidence import services as evidence
from assentian.evidence.models import Evidence
from assentian.impact import services as impact
from assentian.impact.models import Assessment
from assentian.impact.outward import ReportedEvent
from assentian.impact.reported import services as reported
from assentian.impact.reported.kinds import Report
from assentian.inventory import services as inventory
from assentian.inventory.models import AISystem, AssetRevision
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.ledger import envelope
from assentian.ledger.keys import SigningKey
from assentian.monitoring import services as monitoring
from assentian.monitoring.models import Incident, Threshold
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod
from assentian.monitoring.reactions import BreachOpened, reactions
from assentian.monitoring.schedule import services as schedule
from assentian.readiness import services as readiness

CONTROLS = {
    "data-quality": ("iso42001:A.7.4",),
    "drift": ("iso42001:A.6.2.6", "iso42001:9.1"),
    "fairness": ("iso42001:A.5.4", "iso42001:A.6.2.4"),
}


FAIRNESS = ("iso42001:A.5.4", "iso42001:A.6.2.4")


@dataclass
class OrganisationSimulator:
    """Acts as `actor`, who must be an AIMS manager."""

    actor: Actor
    key: SigningKey = field(default_factory=lambda: SigningKey.generate("simulator"))
    revisions: dict[int, AssetRevision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        accounts.accept_signing_key(self.actor, "Simulator", str(self.key.verifier))

    def register_system(self, name: str = "Credit scorer", stage: str = "operation") -> AISystem:
        """A system with one registered dataset in its first version."""
        system = inventory.register_system(
            self.actor,
            inventory.SystemDescription(
                name=name,
                purpose="Estimates the chance of default.",
                intended_use="One input to a clerk's decision.",
                foreseeable_misuse="Declining without a person looking.",
                form="service",
                roles=("ai_developer",),
                stage=stage,
                owner_id=self.actor.user_id,
            ),
        )
        asset = inventory.register_asset(
            self.actor,
            inventory.AssetDescription(
                name=f"Data of {name}", kind="dataset", owner_id=self.actor.user_id, source="Own"
            ),
        )
        digest = hashlib.sha256(name.encode()).hexdigest()
        revision = inventory.record_revision(self.actor, asset, label="1", digest=digest, made_at=now())
        inventory.release_version(self.actor, system, "1.0", [revision], now())
        self.revisions[system.pk] = revision
        return system

    def submit(
        self,
        system: AISystem,
        kind: str = "fairness",
        verdict: str = "pass",
        *,
        at: datetime | None = None,
        check: str = "",
        controls: Sequence[str] = (),
    ) -> Evidence:
        """Run nothing, but sign and send a result as if `kind` had given `verdict`."""
        envelope_ = self.envelope(system, kind, verdict, at=at, check=check, controls=controls)
        return evidence.receive(self.actor, envelope_)

    def envelope(
        self,
        system: AISystem,
        kind: str = "fairness",
        verdict: str = "pass",
        *,
        at: datetime | None = None,
        check: str = "",
        reference: str = "",
        record: str = "",
        known: bool = True,
        controls: Sequence[str] = (),
        until: str = "",
        seals: Sequence[str] = (),
        metrics: Sequence[dict[str, Any]] = (),
    ) -> bytes:
        """`record` is the digest of a further subject, said to be a record unless `known` is false; `seals` are the
        states of the records that were counted.
        """
        revision = self.revisions[system.pk]
        found: dict[str, Any] = {
            "v": 1,
            "system": system.slug,
            "check": {"id": check or kind, "kind": kind, "definition": "{}"},
            "verdict": verdict,
            "message": "",
            "controls": list(controls or CONTROLS[kind]),
            "n": 7214,
            "metrics": list(metrics) or [metric(verdict)],
            "reference": reference or None,
            "records": [record] if record and known else [],
            "until": until or None,
            "finished": (at or now()).isoformat(timespec="seconds"),
            "profile": {"counts": {"seals": [{"state": state} for state in seals]}} if seals else None,
        }
        subject = [{"name": "data.parquet", "digest": {"sha256": revision.digest}}]
        if record:
            subject.append({"name": "events.jsonl", "digest": {"sha256": record}})
        return envelope.seal(envelope.statement(subject, PREDICATE_TYPE, {"controlEvidence": found}), self.key)

    def breach(
        self, system: AISystem, number: int = 1, *, hold: str = "block_release", requirements: Sequence[str] = FAIRNESS
    ) -> BreachOpened:
        """Let every room react to a breach of a threshold, as monitoring would tell it."""
        is_fairness = "iso42001:A.5.4" in requirements
        opened = BreachOpened(
            organisation=self.actor.organisation,
            breach=number,
            system=system.pk,
            title=f"False positive gap of {system.name} beyond 0.1",
            reason="fpr_gap 0.214 (0.190 to 0.240) is beyond 0.1 in 2 of 3 windows.",
            at=now(),
            hold=hold,
            requirements=tuple(requirements),
            rule="T-MET-2" if is_fairness else "T-MET-3",
            trigger_class="mandatory" if is_fairness else "targeted",
        )
        with act(self.actor.organisation, self.actor.name, "record measurement"):
            reactions.to(opened)
        return opened

    def assess(self, system: AISystem, approver: Actor | None = None, summary: str = "Looked at.") -> Assessment:
        """Record an assessment; with an approver, who is somebody else, it is approved."""
        made = impact.record_assessment(self.actor, system, impact.AssessmentDetails(summary=summary, level="II"))
        return impact.approve_assessment(approver, made) if approver else made

    def watch(self, system: AISystem, title: str = "FPR gap by race") -> Threshold:
        """Watch a metric of the system's fairness check, with limits that nobody has approved yet."""
        described = monitoring.IndicatorDescription(
            title=title,
            worse="above",
            period_days=7,
            source="check",
            check_kind="fairness",
            metric="fpr_gap",
            where="race",
            bound_to="risk",
            reference="R-1",
            owner_id=self.actor.user_id,
        )
        indicator = monitoring.define_indicator(self.actor, system, described)
        limits = monitoring.ThresholdProposal(
            target=Decimal(0), warn=Decimal("0.05"), breach=Decimal("0.1"), hold="block_release", reason="As agreed."
        )
        return monitoring.propose_threshold(self.actor, indicator, limits)

    def operate(self, system: AISystem) -> Incident:
        """A period of decisions, an incident with a line of its timeline, and an appeal, all on record."""
        moment = now()
        since, day = moment - timedelta(days=30), timedelta(days=1)
        period = NewPeriod(start=since, end=moment, decisions=1200, overrides=36, population={"north": 1200})
        incident = NewIncident(
            reference="INC-1", title="Scores swapped", severity="II", happened_at=since, detected_at=since + day
        )
        case = NewCase(kind="appeal", reference="A-1", received_at=since, group="under 25", topic="refusal")
        operation.record(self.actor, system, [period])
        operation.record(self.actor, system, [incident])
        operation.record(self.actor, system, [case])
        found = Incident.objects.of(self.actor.organisation).get(system=system)
        schedule.plan_check(self.actor, system, schedule.Plan(check_kind="fairness", every_days=30))
        operation.add_entry(self.actor, found, since + day, "Scores withdrawn.")
        return found

    def report(self, system: AISystem, title: str = "New guidance") -> ReportedEvent:
        """A change of law on record that concerns the system."""
        told = Report(
            kind="law",
            title=f"{title} for {system.name}",
            happened_on=now().date(),
            source="Journal 4/2026",
            systems=(system.pk,),
        )
        return reported.report(self.actor, told)

    def claim(self, requirement: str, level: int) -> None:
        readiness.claim(self.actor, requirement, level, "We do this.")

    def implement(self, requirement: str) -> None:
        description = controls.Description(
            requirement=requirement, statement="Done as written.", status="implemented", owner_id=self.actor.user_id
        )
        controls.implement(self.actor, description)

    def decide(self, first: int = 0, last: int = 38) -> None:
        """Call these controls of ISO/IEC 42001 applicable, in their order."""
        chosen = [node.key.short for node in applicability.controls_of("iso42001")[first:last]]
        statement.decide_rest(self.actor, chosen, is_applicable=True, reason="It treats a risk of ours.")

    def state(self, approver: Actor | None = None) -> StatementOfApplicability:
        """Decide every control that is left and submit the statement; with an approver it is approved."""
        self.decide()
        made = statement.submit(self.actor, "As agreed.")
        return statement.approve(approver, made.number, made.digest) if approver else made

    def populate(
        self, systems: int, *, kinds: Sequence[str] = ("data-quality", "drift", "fairness"), watched: bool = False
    ) -> list[AISystem]:
        """`systems` more systems with one result of each of `kinds`; every seventh fails, every fifth is old."""
        first = len(self.revisions)
        made = [self.register_system(f"System {number:04}") for number in range(first, first + systems)]
        for number, system in enumerate(made, first):
            at = now() - timedelta(days=60 if number % 5 == 0 else 0)
            if watched:
                self.watch(system)
            for kind in kinds:
                self.submit(system, kind, "fail" if number % 7 == 0 else "pass", at=at)
        return made


def metric(verdict: str) -> dict[str, Any]:
    return {
        "name": "fpr_gap",
        "where": "race",
        "n": 7214,
        "value": "0.214",
        "lower": "0.19",
        "upper": "0.24",
        "floor": None,
        "warn": "0.05",
        "breach": "0.1",
        "status": verdict,
        "note": "",
    }
