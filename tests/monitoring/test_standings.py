"""In one word, how an indicator stands; and what monitoring proves, never more than is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from assentian.journal.context import now
from assentian.monitoring import queries
from assentian.monitoring.proofs import proofs
from assentian.monitoring.standings import State, state
from assentian.standards.vocabulary import ReadinessLevel, Standing
from tests.monitoring.conftest import row
from tests.monitoring.test_rules import GAP, START, WEEK, window


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (None, State.NOT_MEASURED),
        (window(0, "0.01"), State.WITHIN),
        (window(0, "0.06"), State.WARN),
        (window(0, "0.5"), State.WARN),
        (window(0, "0.01", n=9), State.UNMEASURABLE),
        (window(0, None), State.UNMEASURABLE),
        (window(-1, "0.01"), State.WITHIN),
        (window(-2, "0.01"), State.STALE),
    ],
)
def test_the_newest_window_decides(newest, expected):
    assert state(GAP, newest, is_breached=False, now=START + WEEK / 3) is expected
    assert state(GAP, newest, is_breached=True, now=START) is State.BREACHED
    assert state(None, newest, is_breached=False, now=START) is State.NO_LIMITS
    assert expected.label


def shown(organisation="northwind"):
    return {proof.requirement: (proof.level, proof.standing) for proof in proofs(organisation, now())}


@pytest.mark.django_db
def test_monitoring_is_shown_by_fresh_windows_under_approved_limits_for_every_system(watch):
    indicator = watch.indicator()
    week = (now() - datetime(2026, 1, 5, tzinfo=UTC)) // timedelta(days=7)
    assert shown() == {}
    watch.record(row(week - 8, "0.01"))
    assert shown() == {}
    watch.limits(indicator)
    assert set(shown().values()) == {(ReadinessLevel.DEFINED, Standing.STALE)}
    watch.record(row(week, "0.01"))
    assert set(shown().values()) == {(ReadinessLevel.OPERATING, Standing.PROVED)}
    watch.simulator.register_system("Other")
    assert set(shown().values()) == {(ReadinessLevel.AD_HOC, Standing.PARTLY)}
    assert [one.state for one in queries.of_system(watch.system)] == [State.WITHIN]
