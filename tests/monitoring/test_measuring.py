"""From a definition over approved limits to measurements, breaches and what follows: all of it, or nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.evidence.models import Evidence
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.monitoring import services
from assentian.monitoring.models import Breach, Measurement, Threshold
from assentian.monitoring.reactions import reactions
from assentian.monitoring.rows import RowsError
from tests.monitoring.conftest import PROPOSAL, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "***"}),
        ("title", {"title": "Twice"}),
        ("owner_id", {"owner_id": 0}),
        ("check_kind", {"source": "check", "check_kind": "none"}),
        ("metric", {"source": "check", "check_kind": "fairness"}),
    ],
)
def test_an_indicator_that_cannot_be_says_which_field_is_wrong(watch, field, changes):
    watch.indicator("Twice")
    with pytest.raises(services.MonitoringError) as refused:
        watch.indicator(**{"title": "Other", **changes})
    assert refused.value.field == field


def test_limits_are_approved_by_another_person_and_the_last_ones_give_way(watch):
    indicator = watch.indicator()
    first = watch.limits(indicator)
    second = watch.limits(indicator)
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert first.superseded_at == second.approved_at
    assert services.approve_threshold(watch.cast.actor("approver"), second).approved_at == second.approved_at


def test_who_proposes_may_not_approve_even_with_the_role(watch):
    from assentian.accounts import services as accounts

    accounts.add_member(watch.cast.actor("manager"), watch.cast.people["owner"], {"approver"})
    proposed = services.propose_threshold(watch.cast.actor("owner"), watch.indicator(), PROPOSAL)
    with pytest.raises(services.MonitoringError, match="another person"):
        services.approve_threshold(watch.cast.actor("owner"), proposed)
    with pytest.raises(NotPermittedError):
        services.approve_threshold(watch.cast.actor("manager"), proposed)
    assert not Threshold.objects.filter(approved_at__isnull=False).exists()


def test_limits_in_the_wrong_order_and_old_proposals_are_refused(watch):
    indicator = watch.indicator()
    with pytest.raises(services.MonitoringError, match="harmful side"):
        watch.limits(indicator, breach=Decimal(-1))
    with pytest.raises(services.MonitoringError, match="too large"):
        watch.limits(indicator, breach=Decimal(10) ** 30)
    old = services.propose_threshold(watch.cast.actor("owner"), indicator, PROPOSAL)
    watch.limits(indicator)
    with pytest.raises(services.MonitoringError, match="later version"):
        services.approve_threshold(watch.cast.actor("approver"), old)


@pytest.mark.databases
def test_a_breach_opens_once_tells_the_rooms_above_and_clears(watch, told):
    watch.limits(watch.indicator())
    assert watch.record(row(0, "0.15"), row(1, "0.15")) == services.Recorded(2, 0)
    (breach,) = Breach.objects.all()
    assert [(one.cause, one.hold, one.title) for one in told] == [
        (f"monitoring_breach/{breach.pk}", "block_release", "Override gap")
    ]
    size = journal.head("northwind").size
    assert watch.record(row(0, "0.15"), row(1, "0.15")) == services.Recorded(0, 2)
    assert journal.head("northwind").size == size
    watch.record(row(2, "0.01"), row(3, "0.01"))
    breach.refresh_from_db()
    assert breach.cleared_by.period_end == row(3, "0").period_end
    assert len(told) == 1


def test_nothing_is_judged_without_approved_limits_and_the_newest_window_once_they_are(watch, told):
    indicator = watch.indicator()
    services.propose_threshold(watch.cast.actor("owner"), indicator, PROPOSAL)
    watch.record(row(0, "0.15"), row(1, "0.15"))
    assert not told
    watch.limits(indicator)
    assert len(told) == 1


def test_small_numbers_are_a_finding_that_holds_nothing_back(watch, told):
    watch.limits(watch.indicator())
    watch.record(*(row(week, "0.9", n=12) for week in range(3)))
    assert [breach.rule for breach in Breach.objects.all()] == ["T-MET-6"]
    assert [breach.hold for breach in told] == ["none"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (row(0, "0.1", "none"), "no indicator 'none'"),
        (row(1, "0.1"), "same window"),
        (row(9999, "0.1"), "not over yet"),
        (row(0, "0.1", period_start=row(1, "0").period_end), "end after"),
        (row(-9999, "0.1"), "1900"),
        (row(0, "NaN", lower=None, upper=None), "not finite"),
        (row(0, "0.1", n=-1), "n must be"),
        (row(0, "0.1", lower=None), "both bounds"),
        (row(0, "0.1", upper=Decimal(0)), "outside its interval"),
    ],
)
def test_one_wrong_row_is_named_and_none_is_recorded(watch, wrong, message):
    watch.indicator()
    rows = [row(1, "0.1"), wrong]
    with pytest.raises(RowsError) as refused:
        watch.record(*rows)
    assert [error.row for error in refused.value.errors] == [1]
    assert message in refused.value.errors[0].message
    assert services.check_rows("northwind", watch.system, rows) == refused.value.errors
    assert not Measurement.objects.exists()


def test_a_window_is_not_measured_twice_with_different_numbers(watch):
    watch.indicator()
    watch.record(row(0, "0.123456789012345678"))
    assert watch.record(row(0, "0.123456789012345678")) == services.Recorded(0, 1)
    with pytest.raises(RowsError) as refused:
        watch.record(row(0, "0.2"))
    assert "already" in refused.value.errors[0].message
    assert watch.record() == services.Recorded(0, 0)


def test_evidence_becomes_a_measurement_and_a_breach_in_its_own_act(watch, told):
    watch.limits(watch.check())
    evidence = watch.simulator.submit(watch.system, "fairness", "fail")
    (measured,) = Measurement.objects.all()
    assert (str(measured.value), measured.n, measured.evidence) == ("0.214000000", 7214, evidence)
    assert not told
    watch.simulator.submit(watch.system, "fairness", "fail", at=now() - timedelta(hours=1))
    assert not told, "the same window measured twice is one window"
    watch.simulator.submit(watch.system, "fairness", "fail", at=now() - timedelta(days=7))
    assert Measurement.objects.count() == 3
    watch.simulator.submit(watch.system, "drift", "fail")
    assert Measurement.objects.count() == 3


def test_two_windows_of_evidence_breach_and_name_the_controls(watch, told):
    watch.limits(watch.check(check_id="fairness"))
    for days in (8, 1):
        watch.simulator.submit(watch.system, "fairness", "fail", at=now() - timedelta(days=days))
    watch.simulator.submit(watch.system, "fairness", "fail", check="other")
    assert Measurement.objects.count() == 2
    (breach,) = told
    assert breach.requirements == ("iso42001:A.5.4", "iso42001:A.6.2.4")


def test_when_a_reaction_fails_neither_evidence_nor_breach_stands(watch, monkeypatch):
    def refuse(_breach):
        raise RuntimeError("no room")

    watch.limits(watch.check())
    watch.simulator.submit(watch.system, "fairness", "fail", at=now() - timedelta(days=7))
    monkeypatch.setitem(reactions._reactions, "refusing", refuse)
    with pytest.raises(RuntimeError):
        watch.simulator.submit(watch.system, "fairness", "fail")
    assert Evidence.objects.count() == Measurement.objects.count() == 1
    assert not Breach.objects.exists()


def test_among_many_series_a_faint_excess_opens_nothing(watch, told):
    for number in range(20):
        watch.limits(watch.indicator(f"Quiet {number}"))
    watch.limits(watch.indicator())
    watch.record(row(0, "0.121"), row(1, "0.121"))
    assert not told
    watch.record(row(2, "0.15"))
    assert len(told) == 1
