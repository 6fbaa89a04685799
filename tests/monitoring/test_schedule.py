"""Planned checks: run, due or missed by the results that came in, never by what was promised."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from assentian.accounts.rules import NotPermittedError
from assentian.cli.main import main
from assentian.journal import context
from assentian.journal.context import now
from assentian.monitoring.models import PlannedCheck
from assentian.monitoring.schedule import plans, queries, services
from assentian.monitoring.schedule.rules import State, coverage, turn
from assentian.monitoring.services import MonitoringError
from assentian.server import boot

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PLAN = services.Plan(check_kind="data-quality", every_days=10)


@pytest.mark.parametrize(
    ("last", "at", "state"),
    [
        (None, 1, State.DUE),
        (None, 15, State.DUE),
        (None, 16, State.MISSED),
        (5, 15, State.RUN),
        (5, 16, State.DUE),
        (5, 21, State.MISSED),
        (-30, 16, State.MISSED),
    ],
)
def test_a_check_is_missed_half_a_period_after_it_was_due(last, at, state):
    newest = None if last is None else SINCE + last * DAY
    assert turn(SINCE, 10 * DAY, newest, SINCE + at * DAY).state is state


def test_coverage_counts_what_ran_in_time():
    turns = [turn(SINCE, 10 * DAY, SINCE, SINCE + DAY), turn(SINCE, 10 * DAY, None, SINCE + 30 * DAY)]
    assert coverage(turns) == "1 of 2 planned checks ran in time, 1 missed."


@pytest.mark.django_db
def test_only_a_result_of_the_planned_check_counts(watch):
    manager = watch.cast.actor("manager")
    services.plan_check(manager, watch.system, PLAN)
    services.plan_check(manager, watch.system, services.Plan(check_kind="drift", every_days=10))
    with pytest.raises(MonitoringError, match="planned already"):
        services.plan_check(manager, watch.system, PLAN)
    with pytest.raises(MonitoringError, match="no kind"):
        services.plan_check(manager, watch.system, services.Plan(check_kind="none", every_days=10))
    kind = watch.simulator.submit(watch.system).check_kind
    states = {one.name: one.turn.state for one in queries.schedule("northwind", now())}
    assert states == {name: State.RUN if name == kind else State.DUE for name in ("data-quality", "drift")}
    later = {one.turn.state for one in queries.schedule("northwind", now() + 40 * DAY)}
    assert later == {State.MISSED}


@pytest.mark.django_db
def test_a_check_is_planned_by_a_form_and_shows_on_the_page(watch):
    client = watch.cast.client("manager")
    page = reverse("monitoring:schedule", args=["northwind"])
    assert "No check is planned" in client.get(page).content.decode()
    typed = {"system_id": watch.system.pk, "check_kind": "drift", "every_days": 7}
    address = reverse("monitoring:plan", args=["northwind"])
    assert client.post(address, typed).status_code == 302
    assert "planned already" in client.post(address, typed).content.decode()
    assert "0 of 1 planned checks ran in time, 0 missed." in client.get(page).content.decode()
    assert PlannedCheck.objects.get().every_days == 7


@pytest.mark.django_db
def test_the_command_prints_the_plan_and_exits_1_when_a_check_is_missed(watch, monkeypatch):
    monkeypatch.setattr(boot, "boot", lambda _home: None)
    services.plan_check(watch.cast.actor("manager"), watch.system, PLAN)
    call = ["schedule", "--organisation", "northwind"]
    in_time = CliRunner().invoke(main, call)
    assert in_time.exit_code == 0, in_time.output
    assert "due     credit-scorer data-quality: no result, due " in in_time.output
    later = now() + 40 * DAY
    monkeypatch.setattr(context, "now", lambda: later)
    late = CliRunner().invoke(main, call)
    assert late.exit_code == 1
    assert late.output.splitlines()[-1] == "0 of 1 planned checks ran in time, 1 missed."
    assert CliRunner().invoke(main, ["schedule", "--organisation", "nowhere"]).exit_code == 2


@pytest.mark.django_db
@pytest.mark.databases
def test_a_plan_is_withdrawn_with_a_reason_and_can_be_made_again(watch):
    manager = watch.cast.actor("manager")
    planned = services.plan_check(manager, watch.system, PLAN)
    with pytest.raises(MonitoringError, match="say why"):
        services.withdraw_check(manager, planned, " ")
    with pytest.raises(NotPermittedError):
        services.withdraw_check(watch.cast.actor("auditor"), planned, "Not needed.")
    services.withdraw_check(manager, planned, "The feed was closed.")
    with pytest.raises(MonitoringError, match="withdrawn already"):
        services.withdraw_check(manager, planned, "Again.")
    assert queries.schedule("northwind", now()) == []
    assert [one.withdrawn_reason for one in queries.withdrawn("northwind")] == ["The feed was closed."]
    services.plan_check(manager, watch.system, PLAN)
    with pytest.raises(MonitoringError, match="planned already"):
        services.plan_check(manager, watch.system, PLAN)
    assert len(queries.schedule("northwind", now())) == 1


@pytest.mark.django_db
def test_a_plan_is_withdrawn_on_its_page_and_what_was_typed_stays(watch):
    client = watch.cast.client("manager")
    planned = services.plan_check(watch.cast.actor("manager"), watch.system, PLAN)
    page = reverse("monitoring:schedule", args=["northwind"])
    address = reverse("monitoring:withdraw", args=["northwind", planned.pk])
    assert address in client.get(page).content.decode()
    refused = client.post(address, {"reason": ""})
    assert (refused.status_code, "There is a problem" in refused.content.decode()) == (422, True)
    assert client.post(address, {"reason": "Replaced by drift."}).status_code == 302
    told = client.get(page).content.decode()
    assert "Replaced by drift." in told
    assert "No check is planned" in told
    assert client.get(address).status_code == 404
    assert address not in watch.cast.client("auditor").get(page).content.decode()


@pytest.mark.django_db
def test_several_kinds_are_planned_at_once_and_those_that_stand_are_left_alone(watch):
    manager = watch.cast.actor("manager")
    services.plan_check(manager, watch.system, PLAN)
    assert services.plan_kinds(manager, watch.system, {"data-quality": 3, "drift": 7}) == 1
    assert services.plan_kinds(manager, watch.system, {"data-quality": 3, "drift": 7}) == 0
    with pytest.raises(MonitoringError, match="no kind of check 'nothing'"):
        services.plan_kinds(manager, watch.system, {"fairness": 7, "nothing": 7})
    told = plans.of_system(watch.system, now())
    assert {kind: (one.every_days, one.state) for kind, one in told.items()} == {
        "data-quality": (10, "due"),
        "drift": (7, "due"),
    }
