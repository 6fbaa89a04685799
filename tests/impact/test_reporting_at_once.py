"""Several people who report the same event at the same moment make one event, and it fires once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from assentian.impact.models import TriggerEvent
from assentian.impact.outward import ReportedEvent
from assentian.impact.reported import services
from assentian.impact.reported.kinds import Report
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewIncident
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


def test_events_of_many_systems_and_of_one_wait_for_each_other_in_one_order() -> None:
    """Each fires a rule that locks systems and numbers a risk; none of them is the victim of a deadlock."""
    cast = gather()
    simulator = OrganisationSimulator(cast.actor("manager"))
    systems = [simulator.register_system(f"System {number}") for number in range(3)]
    for system in systems:
        simulator.assess(system, cast.actor("approver"))
    times, ready = 5, Barrier(4)
    failed: list[BaseException] = []

    def report(turn: int) -> None:
        named = tuple(system.pk for system in systems[:: 1 if turn % 2 else -1])
        told = Report(kind="law", title=f"Ruling {turn}", happened_on=now().date(), source="File", systems=named)
        services.report(cast.actor("assessor"), told)

    def note(turn: int, system: AISystem) -> None:
        row = NewIncident(reference=f"I-{turn}", title="Harm", severity="I", happened_at=now(), detected_at=now())
        operation.record(cast.actor("contributor"), system, [row])

    def work(number: int) -> None:
        try:
            ready.wait()
            for turn in range(times):
                if number < 2:
                    report(2 * turn + number)
                else:
                    note(10 * number + turn, systems[number - 1])
        except BaseException as error:  # noqa: BLE001  told by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert TriggerEvent.objects.count() == 2 * times * 3 + 2 * times
    assert Risk.objects.count() == TriggerEvent.objects.count()
