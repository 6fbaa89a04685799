"""A system whose assessment was answered, reviewed and signed here, and all that can happen to it, by real services."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from assentian.evidence import services as evidence
from assentian.evidence.models import Evidence
from assentian.impact.drafting import queries, services
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import Measurement, Said
from assentian.impact.models import Assessment, TriggerEvent
from assentian.impact.outward import ReportedEvent
from assentian.impact.reported import services as reported
from assentian.impact.reported.kinds import Report
from assentian.impact.reviewing import services as reviewing
from assentian.inventory import services as inventory
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.monitoring import services as monitoring
from assentian.monitoring.models import Indicator
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod
from assentian.monitoring.rows import NewMeasurement
from assentian.risk import services as risk
from assentian.risk.forms import EXAMPLE
from tests.cast import Cast
from tests.impact.filling import fill, sign_all
from tests.simulator import OrganisationSimulator, metric

PLAN = {"planned_change": "retrain", "bounds": "same data", "test_before": "a", "test_after": "b", "roll_back": "c"}
DAY = timedelta(days=1)


@dataclass
class Approved:
    """One system with an approved assessment at level III, used on Gotland in an office, with all that it rests on."""

    cast: Cast
    simulator: OrganisationSimulator = field(init=False)
    system: AISystem = field(init=False)
    approved: Assessment = field(init=False)

    def __post_init__(self) -> None:
        self.simulator = OrganisationSimulator(self.cast.actor("manager"))
        self.system = self.simulator.register_system()
        risk.save_threat_model(self.simulator.actor, self.system, EXAMPLE, seen=0)
        self.period(self.at(-40), 1000, overrides=50, population={"Gotland": 1000})
        self.report("dpia", "The DPIA is made", version="1")
        self.approved = self.approve()

    def approve(self) -> Assessment:
        """Answer a draft from an empty one, and have every line sign it."""
        manager = self.cast.actor("manager")
        draft = services.start(manager, self.system)
        bank = queries.told(draft).bank
        services.add_row(manager, draft, bank.question("change_plan"), PLAN)
        services.add_row(manager, draft, bank.question("use_scope"), {"place": "Gotland"})
        for name, factors in (("Women over 60", ["older"]), ("Men", [])):
            services.add_row(
                manager, draft, bank.question("groups"), {"group": name, "vulnerability_factors": factors or ""}
            )
        self.accept(draft, "lineage", self.simulator.submit(self.system, "drift", at=now() - timedelta(hours=2)))
        fill(manager, draft, sector=["internal"])
        submitted = reviewing.submit(manager, draft)
        return sign_all(self.cast, submitted)

    def accept(self, draft: Assessment, key: str, result: Evidence) -> None:
        """Answer a question from a result."""
        taken = Measurement(source="registry.data_digest", evidence=result, reading={"value": "97"})
        question = queries.told(draft).bank.question(key)
        services.save_answer(self.cast.actor("manager"), draft, question, Said(value="97", seen=Seen()), taken)

    # What happens

    def at(self, days: float) -> datetime:
        return now() + timedelta(days=days)

    def revise(self, **said: Any) -> None:
        standing = inventory.SystemDescription.of(AISystem.objects.of(self.cast.organisation).get(pk=self.system.pk))
        changed = inventory.SystemDescription(**{**{f: getattr(standing, f) for f in standing.__slots__}, **said})
        inventory.revise_system(self.simulator.actor, self.system, changed, seen=standing.fingerprint)

    def release(self, label: str, *kinds: str, **under: Any) -> None:
        """A version that runs on the approved data, or on other data where `dataset` is named, and on these parts."""
        data = self.simulator.revisions[self.system.pk]
        parts = [self.part(label, "dataset", data.asset)] if "dataset" in kinds else [data]
        parts += [self.part(label, kind) for kind in kinds if kind != "dataset"]
        inventory.release_version(self.simulator.actor, self.system, label, parts, now(), under=under)

    def part(self, label: str, kind: str, asset: Any = None) -> Any:
        asset = asset or inventory.register_asset(
            self.simulator.actor,
            inventory.AssetDescription(name=f"A {kind} {label}", kind=kind, owner_id=self.simulator.actor.user_id),
        )
        digest = hashlib.sha256(f"{kind} {label}".encode()).hexdigest()
        return inventory.record_revision(self.simulator.actor, asset, label=label, digest=digest, made_at=now())

    def result(self, kind: str, verdict: str, *told: dict[str, Any], at: datetime | None = None) -> Evidence:
        """A signed result, received as from a pipeline."""
        sealed = self.simulator.envelope(
            self.system, kind, verdict, metrics=told, at=at, controls=("iso42001:A.6.2.6",), check=f"{kind}-check"
        )
        return evidence.receive(self.simulator.actor, sealed)

    def report(self, kind: str, title: str, **told: Any) -> ReportedEvent:
        systems = told.pop("systems", () if kind in {"law", "data-right"} else (self.system.pk,))
        given = Report(
            kind=kind, title=title, happened_on=date(2026, 1, 5), source="File 12/2026", systems=systems, **told
        )
        return reported.report(self.cast.actor("contributor"), given)

    def period(self, end: datetime, decisions: int, **told: Any) -> None:
        row = NewPeriod(start=end - 30 * DAY, end=end, decisions=decisions, **told)
        operation.record(self.simulator.actor, self.system, [row])

    def incident(self, reference: str, severity: str, *, near_miss: bool = False) -> None:
        told = {"title": "Wrong refusals", "happened_at": now(), "detected_at": now()}
        row = NewIncident(reference=reference, severity=severity, near_miss=near_miss, **told)
        operation.record(self.simulator.actor, self.system, [row])

    def complain(self, reference: str, at: datetime, number: int) -> None:
        rows = [NewCase(kind="complaint", reference=f"{reference} {n}", received_at=at) for n in range(number)]
        operation.record(self.simulator.actor, self.system, rows)

    def watch(self, title: str, **changes: Any) -> Indicator:
        """Watch something by the day, with limits in force: larger is worse and 0.1 a breach, unless told otherwise."""
        manager, hold = self.cast.actor("manager"), changes.pop("hold", "block_release")
        limits = [Decimal(one) for one in changes.pop("limits", ("0", "0.05", "0.1"))]
        described = monitoring.IndicatorDescription(
            **{
                "title": title,
                "worse": "above",
                "period_days": 1,
                "source": "manual",
                "bound_to": "risk",
                "reference": "R-1",
                "owner_id": manager.user_id,
                **changes,
            }
        )
        indicator = monitoring.define_indicator(manager, self.system, described)
        target, warn, breach = limits
        proposal = monitoring.ThresholdProposal(target=target, warn=warn, breach=breach, hold=hold, reason="As agreed.")
        proposed = monitoring.propose_threshold(self.cast.actor("owner"), indicator, proposal)
        monitoring.approve_threshold(self.cast.actor("approver"), proposed)
        return indicator

    def measure(self, indicator: Indicator, *values: str, n: int = 500, first: int = -20) -> None:
        """One window a day, each value within 0.01."""
        rows = [
            NewMeasurement(
                indicator=indicator.key,
                period_start=self.day(first + place) - DAY,
                period_end=self.day(first + place),
                value=Decimal(value),
                lower=Decimal(value) - Decimal("0.01"),
                upper=Decimal(value) + Decimal("0.01"),
                n=n,
            )
            for place, value in enumerate(values)
        ]
        monitoring.record_measurements(self.cast.actor("contributor"), self.system, rows)

    def day(self, days: int) -> datetime:
        return now().replace(hour=0, minute=0, second=0, microsecond=0) + days * DAY

    # What came of it

    def fired(self) -> list[str]:
        return list(self.triggers().values_list("rule", flat=True))

    def triggers(self) -> Any:
        return TriggerEvent.objects.of(self.cast.organisation).filter(system=self.system).order_by("pk")

    def trigger(self, rule: str) -> TriggerEvent:
        found = self.triggers().filter(rule=rule).first()
        assert found is not None, f"{rule} did not fire; fired: {self.fired()}"
        return found


def told(name: str, value: str, *, lower: str | None = None, where: str = "", verdict: str = "fail") -> dict[str, Any]:
    """A metric of a result, as certain as its value unless `lower` says otherwise."""
    found = {**metric(verdict), "name": name, "where": where, "value": value, "lower": lower or value, "upper": value}
    return {**found, "n": 500}
