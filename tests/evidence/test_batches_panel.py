"""Recorded decisions on the page of a system: whole or not, what checks say of them, at a fixed cost."""

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.evidence.batches import services
from assentian.evidence.batches.seals import seal_of
from assentian.inventory.models import AISystem
from assentian.journal.models import Key
from assentian.ledger.batch_seal import read_seal
from assentian.ledger.canonical import encode
from assentian.ledger.verify import VerifierKey
from tests.cast import Cast
from tests.ledger.test_batch_openings import opening
from tests.ledger.test_sealed_batches import A, B, C, head
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
PAGE = "/o/northwind/systems/credit/"


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator: OrganisationSimulator) -> AISystem:
    return simulator.register_system("Credit")


def text(cast: Cast) -> str:
    return cast.client("auditor").get(PAGE).content.decode()


@pytest.mark.usefixtures("system")
def test_a_system_that_records_nothing_shows_no_card(cast: Cast) -> None:
    assert "Recorded decisions" not in text(cast)


@pytest.mark.usefixtures("system")
def test_a_whole_stream_is_called_so_and_what_never_ran_too(cast: Cast) -> None:
    for batch in (A, B):
        services.receive(cast.actor("manager"), batch.encode())
    told = text(cast)
    assert ">whole</span>" in told
    assert "5 to 9" in told
    assert told.count("never ran") == 3
    assert ">not shown</span>" in told
    assert "in no batch" not in told
    entries = cast.client("auditor").get(f"/o/northwind/ledger/?about=sha256/{B.digest}").content.decode()
    assert "receive event batch" in entries


@pytest.mark.usefixtures("system")
def test_a_gap_is_shown_with_its_counters(cast: Cast) -> None:
    for batch in (A, C):
        services.receive(cast.actor("manager"), batch.encode())
    told = text(cast)
    assert ">not whole</span>" in told
    assert "5 to 9 are in no batch" in told


@pytest.mark.usefixtures("system")
def test_an_open_batch_is_shown_until_it_comes(cast: Cast) -> None:
    services.open_batch(cast.actor("manager"), opening(0).encode())
    assert "live, from 0" in text(cast)
    services.receive(cast.actor("manager"), A.encode())
    services.receive(cast.actor("manager"), B.encode())
    told = text(cast)
    assert "live, from 0" not in told
    assert ">not whole</span>" in told
    assert "the batch from 5 was not opened within a day of its first event" in told


def test_the_newest_replay_is_shown_with_or_without_batches(
    cast: Cast, simulator: OrganisationSimulator, system: AISystem
) -> None:
    requirements = ["iso42001:A.6.2.8"]
    simulator.submit(system, "replay", "fail", controls=requirements)
    simulator.submit(system, "replay", "pass", controls=requirements, check="later")
    told = text(cast)
    card = told[told.index("Recorded decisions") :]
    assert ">pass</span>" in card
    assert "none of their batches was sealed here" in card


@pytest.mark.usefixtures("system")
def test_a_page_costs_the_same_for_thirty_batches_as_for_one(cast: Cast, django_assert_num_queries) -> None:
    client, manager = cast.client("auditor"), cast.actor("manager")
    services.receive(manager, A.encode())
    client.get(PAGE)
    services.open_batch(manager, opening(5, A).encode())
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(1, 30):
        services.receive(manager, head(8 * number, 8 * number + 3).encode())
        services.receive(manager, dataclasses.replace(A, stream=f"s{number}").encode())
        services.open_batch(manager, opening(0, stream=f"t{number}").encode())
    with django_assert_num_queries(len(few)):
        client.get(PAGE)


def test_what_seals_a_batch_can_be_kept_beside_it(cast: Cast, system: AISystem) -> None:
    assert seal_of("northwind", A.digest) is None
    services.receive(cast.actor("manager"), A.encode())
    assert system.event_batches.count() == 1
    keys = [VerifierKey.parse(Key.objects.get(organisation="northwind").vkey)]
    assert read_seal(encode(seal_of("northwind", A.digest)), keys).head == A
