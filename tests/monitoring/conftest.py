"""An indicator with limits in force, and who acts on it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assentian.inventory.models import AISystem
from assentian.monitoring import services
from assentian.monitoring.models import Indicator, Threshold
from assentian.monitoring.reactions import BreachOpened, reactions
from assentian.monitoring.rows import NewMeasurement
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

START = datetime(2026, 1, 5, tzinfo=UTC)
PROPOSAL = services.ThresholdProposal(
    target=Decimal(0), warn=Decimal("0.05"), breach=Decimal("0.1"), hold="block_release", reason="As agreed."
)


@dataclass
class Watch:
    """One organisation that watches one system."""

    cast: Cast
    simulator: OrganisationSimulator
    system: AISystem

    def indicator(self, title: str = "Override gap", **changes: Any) -> Indicator:
        manager = self.cast.actor("manager")
        described = services.IndicatorDescription(
            title=title,
            worse="above",
            period_days=7,
            source="manual",
            bound_to="risk",
            reference="R-1",
            owner_id=manager.user_id,
        )
        return services.define_indicator(manager, self.system, replace(described, **changes))

    def check(self, **changes: Any) -> Indicator:
        return self.indicator(
            "FPR gap by race", source="check", check_kind="fairness", metric="fpr_gap", where="race", **changes
        )

    def limits(self, indicator: Indicator, **changes: Any) -> Threshold:
        proposed = services.propose_threshold(self.cast.actor("owner"), indicator, replace(PROPOSAL, **changes))
        return services.approve_threshold(self.cast.actor("approver"), proposed)

    def record(self, *rows: NewMeasurement) -> services.Recorded:
        return services.record_measurements(self.cast.actor("contributor"), self.system, rows)


@pytest.fixture
def watch(cast: Cast) -> Watch:
    simulator = OrganisationSimulator(cast.actor("manager"))
    return Watch(cast, simulator, simulator.register_system())


@pytest.fixture
def told() -> Any:
    """The breaches that a room above was told of."""
    heard: list[BreachOpened] = []
    reactions.add("heard", heard.append)
    yield heard
    del reactions._reactions["heard"]


def row(week: int, value: str | None, indicator: str = "override-gap", n: int = 500, **changes: Any) -> NewMeasurement:
    end = START + timedelta(days=7 * week)
    number = None if value is None else Decimal(value)
    made = NewMeasurement(
        indicator=indicator,
        period_start=end - timedelta(days=7),
        period_end=end,
        value=number,
        lower=None if number is None else number - Decimal("0.02"),
        upper=None if number is None else number + Decimal("0.02"),
        n=n,
    )
    return replace(made, **changes)
