"""The Statement of Applicability over HTTP."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.controls.statement import services
from assentian.controls.statement.services import Decision
from tests.api.conftest import Machine
from tests.cast import Cast
from tests.simulator import OrganisationSimulator


def test_lines_are_told_beside_the_approved_version_and_what_lapsed(
    cast: Cast, machine: Machine, simulator: OrganisationSimulator
) -> None:
    found = machine.get("statement").json()
    assert (found["approved"], found["lapsed"], len(found["lines"])) == (None, [], 131)
    assert found["lines"][0]["applicable"] is None
    system = simulator.register_system()
    made = simulator.state(cast.actor("top"))
    told = {"is_applicable": False, "reason": "No data."}
    services.decide(simulator.actor, Decision(requirement="iso42001:A.7.4", **told))
    services.decide(simulator.actor, Decision(requirement="iso42001:A.7.5", system=system, **told))
    found = machine.get("statement").json()
    assert (found["approved"]["number"], found["approved"]["digest"]) == (1, made.digest)
    assert found["lapsed"] == ["iso42001:A.7.4", "iso42001:A.7.5@credit-scorer"]
    line = next(line for line in found["lines"] if line["requirement"] == "iso42001:A.7.4")
    assert (line["applicable"], line["reason"], line["standing"]) == (False, "No data.", "not_shown")


def test_the_number_of_queries_does_not_grow_with_lines(machine: Machine, simulator: OrganisationSimulator) -> None:
    counts = []
    for lines in (3, 38):
        simulator.decide(0, lines)
        machine.get("statement")
        with CaptureQueriesContext(connection) as asked:
            machine.get("statement")
        counts.append(len(asked))
    assert counts[0] == counts[1]
