"""What a list asks of the database: as much for 30 records as for 3, and never much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.accounts import services as accounts
from assentian.inventory.models import AISystem
from assentian.risk import services as risk
from assentian.risk.forms import EXAMPLE
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import Role
from tests.addresses import address
from tests.cast import PASSWORD, Cast
from tests.simulator import OrganisationSimulator

SHELL = 9
"""Session, person, roles, five counts of the menu, and the ledger's head: what every page asks."""
MOST = {
    "accounts:people": SHELL + 1,
    "assurance:list": SHELL + 2,
    "catalogue:edition": SHELL,
    "catalogue:editions": SHELL,
    "evidence:list": SHELL + 3,
    "impact:list": SHELL + 3,
    "inventory:assets": SHELL + 2,
    "inventory:systems": SHELL + 3,
    "journal:ledger": SHELL + 4,
    "monitoring:cases": SHELL + 2,
    "monitoring:incidents": SHELL + 2,
    "monitoring:indicators": SHELL + 5,
    "monitoring:periods": SHELL + 2,
    "monitoring:schedule": SHELL + 3,
    "risk:cell": SHELL + 6,
    "risk:threats": SHELL + 6,
    "readiness:controls": SHELL + 21,
    "readiness:overview": SHELL + 25,
    "readiness:requirements": SHELL + 21,
}
"""The most queries that each list may take. The last three ask every room what its records prove."""


@pytest.mark.django_db
@pytest.mark.parametrize("name", MOST)
def test_a_list_takes_the_same_few_queries_for_3_records_and_for_30(name: str, cast: Cast) -> None:
    simulator = OrganisationSimulator(cast.actor("manager"))
    url = address(name, {"organisation": cast.organisation, "edition": "iso42001", "cell": "DEV-T"})
    add_records(simulator, 0, 3)
    few = queries(cast, url)
    add_records(simulator, 3, 30)
    assert queries(cast, url) == few
    assert few <= MOST[name]


def add_records(simulator: OrganisationSimulator, first: int, last: int) -> None:
    """Systems with assets, evidence, assessments and breaches, claims, controls and members, `last - first` of each."""
    for number, system in enumerate(simulator.populate(last - first, watched=True), first + 1):
        simulator.assess(system)
        simulator.breach(system, number)
        simulator.operate(system)
    controls = [node.key.short for node in catalogue().requirements("iso42001") if node.key.id.startswith("A.")]
    for number, control in list(enumerate(controls))[first:last]:
        simulator.claim(control, 3)
        simulator.implement(control)
        person = accounts.create_person(accounts.NewPerson(f"Person {number}", f"person{number}@example.org", PASSWORD))
        accounts.add_member(simulator.actor, person, {Role.SYSTEM_OWNER})
    for system in AISystem.objects.of(simulator.actor.organisation).filter(threat_models=None):
        risk.save_threat_model(simulator.actor, system, EXAMPLE, seen=0)


def queries(cast: Cast, url: str) -> int:
    client = cast.client("manager")
    assert client.get(url).status_code == 200  # what a process reads once is read
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)
