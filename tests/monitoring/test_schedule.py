"""Planned checks: run, due or missed by the results that came in, never by what was promised."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from assentian.cli.main import main
from assentian.journal import context
from assentian.journal.context import now
from assentian.monitoring.models import PlannedCheck
from assentian.monitoring.schedule import queries, services
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
