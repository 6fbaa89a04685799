"""What a list asks of the database: as much for 30 records as for 3, and never much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.accounts import services as accounts
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import Role
from tests.addresses import address
from tests.cast import PASSWORD, Cast
from tests.simulator import OrganisationSimulator

SHELL = 7
"""Session, person, roles, three counts of the menu, and the ledger's head: what every page asks."""
MOST = {
    "accounts:people": SHELL + 1,
    "catalogue:edition": SHELL,
    "catalogue:editions": SHELL,
    "evidence:list": SHELL + 3,
    "inventory:assets": SHELL + 2,
    "inventory:systems": SHELL + 3,
    "journal:ledger": SHELL + 4,
    "monitoring:indicators": SHELL + 5,
    "readiness:controls": SHELL + 15,
    "readiness:overview": SHELL + 18,
    "readiness:requirements": SHELL + 15,
}
"""The most queries that each list may take. The last three ask every room what its records prove."""


@pytest.mark.django_db
@pytest.mark.parametrize("name", MOST)
def test_a_list_takes_the_same_few_queries_for_3_records_and_for_30(name: str, cast: Cast) -> None:
    simulator = OrganisationSimulator(cast.actor("manager"))
    url = address(name, {"organisation": cast.organisation, "edition": "iso42001"})
    add_records(simulator, 0, 3)
    few = queries(cast, url)
    add_records(simulator, 3, 30)
    assert queries(cast, url) == few
    assert few <= MOST[name]


def add_records(simulator: OrganisationSimulator, first: int, last: int) -> None:
    """Systems with assets and evidence, claims, controls and members, `last - first` of each."""
    simulator.populate(last - first, watched=True)
    controls = [node.key.short for node in catalogue().requirements("iso42001") if node.key.id.startswith("A.")]
    for number, control in list(enumerate(controls))[first:last]:
        simulator.claim(control, 3)
        simulator.implement(control)
        person = accounts.create_person(accounts.NewPerson(f"Person {number}", f"person{number}@example.org", PASSWORD))
        accounts.add_member(simulator.actor, person, {Role.SYSTEM_OWNER})


def queries(cast: Cast, url: str) -> int:
    client = cast.client("manager")
    assert client.get(url).status_code == 200  # what a process reads once is read
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)
