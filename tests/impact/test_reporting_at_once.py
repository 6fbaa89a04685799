"""Several people who report the same event at the same moment make one event, and it fires once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from assentian.impact.models import ReportedEvent, TriggerEvent
from assentian.impact.reported import services
from assentian.impact.reported.kinds import Report
from assentian.journal.context import now
from assentian.risk.models import Risk
from tests.cast import gather
from tests.journal.conftest import after_commit, home, own_database, template  # noqa: F401  fixtures
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.databases, pytest.mark.usefixtures("own_database", "after_commit")]


def test_the_same_report_at_once_is_one_event() -> None:
    cast = gather()
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system()
    simulator.assess(system, cast.actor("approver"))
    told = Report(kind="law", title="A ruling", happened_on=now().date(), source="File 1", systems=(system.pk,))
    actors = [cast.actor(part) for part in ("manager", "owner", "assessor", "contributor")]
    ready, made = Barrier(len(actors)), []

    def report(number: int) -> None:
        try:
            ready.wait()
            made.append(services.report(actors[number], told).pk)
        finally:
            connection.close()

    threads = [Thread(target=report, args=(number,)) for number in range(len(actors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(actors)
    assert len(set(made)) == 1
    assert [model.objects.count() for model in (ReportedEvent, TriggerEvent, Risk)] == [1, 1, 1]
