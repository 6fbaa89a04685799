"""Evidence over HTTP: received once, told apart when it comes again, listed in a fixed number of queries."""

import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.evidence import received
from assentian.evidence.models import Evidence
from assentian.journal import queries as journal
from tests.api.conftest import Machine
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.mark.databases
def test_an_envelope_is_received_and_its_receipt_names_the_entry_that_seals_it(
    machine: Machine, simulator: OrganisationSimulator
) -> None:
    envelope = simulator.envelope(simulator.register_system(), verdict="fail")
    answer = machine.post("evidence", envelope, received.MEDIA_TYPE)
    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt["digest"] == hashlib.sha256(envelope).hexdigest()
    assert receipt["verdict"] == "fail"
    assert receipt["url"] == f"http://testserver/o/northwind/evidence/{receipt['id']}/"
    assert answer["Location"] == f"/api/v1/northwind/evidence/{receipt['id']}"
    leaf = json.loads(machine.get(f"ledger/entries/{receipt['entry']}").content)
    assert leaf["t"] == "evidence"
    assert leaf["ref"][0]["sha256"] == receipt["digest"]


@pytest.mark.databases
def test_the_same_envelope_again_is_told_what_stands(machine: Machine, simulator: OrganisationSimulator) -> None:
    envelope = simulator.envelope(simulator.register_system())
    first, size = machine.post("evidence", envelope), journal.head("northwind").size
    again = machine.post("evidence", envelope)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert journal.head("northwind").size == size


def test_what_is_no_envelope_is_refused_with_the_reason(machine: Machine) -> None:
    answer = machine.post("evidence", b"{}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("the envelope is refused")
    assert not Evidence.objects.exists()


def test_an_envelope_beyond_what_the_server_reads_is_refused(machine: Machine, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert machine.post("evidence", b"x" * 101).status_code == 413


def test_an_envelope_beyond_what_evidence_takes_is_refused(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "LARGEST", 100)
    answer = machine.post("evidence", b"x" * 101)
    assert answer.status_code == 422
    assert "larger than" in answer.json()["detail"]


def test_the_list_is_narrowed_by_system_check_and_verdict(machine: Machine, simulator: OrganisationSimulator) -> None:
    first, second = simulator.register_system("One"), simulator.register_system("Two")
    simulator.submit(first, "fairness", "fail")
    simulator.submit(first, "drift", "pass")
    simulator.submit(second, "fairness", "pass", check="by-sex")

    def ids(**asked: str) -> list[tuple[str, str, str]]:
        return [
            (row["system"], row["check"], row["verdict"]) for row in machine.get("evidence", **asked).json()["items"]
        ]

    assert ids() == [("two", "by-sex", "pass"), ("one", "drift", "pass"), ("one", "fairness", "fail")]
    assert ids(system="one", verdict="Pass") == [("one", "drift", "pass")]
    assert ids(check="by-sex") == [("two", "by-sex", "pass")]
    assert ids(system="three") == []


def test_pages_follow_one_another_and_skip_nothing(machine: Machine, simulator: OrganisationSimulator) -> None:
    system = simulator.register_system()
    sent = [simulator.submit(system, check=f"c{number}").pk for number in range(5)]
    first = machine.get("evidence", limit=2, system=system.slug).json()
    simulator.submit(system, check="newer")
    address, seen = first["next"], [row["id"] for row in first["items"]]
    while address:
        page = machine.get(address.removeprefix("http://testserver/api/v1/northwind/")).json()
        address, seen = page["next"], seen + [row["id"] for row in page["items"]]
    assert seen == sent[::-1]


def test_one_piece_of_evidence_says_what_was_tested_and_found(
    machine: Machine, simulator: OrganisationSimulator
) -> None:
    system = simulator.register_system()
    evidence = simulator.submit(system)
    found = machine.get(f"evidence/{evidence.pk}").json()
    assert found["entry"] == journal.sealing("northwind", evidence.digest)
    record = found["record"]
    assert record["requirements"] == ["iso42001:A.5.4", "iso42001:A.6.2.4"]
    assert list(record["subjects"]) == [simulator.revisions[system.pk].digest]
    assert record["summary"]["metrics"][0]["value"] == "0.214"
    assert record["key_id"] == simulator.key.verifier.id
    assert machine.get("evidence/999999").status_code == 404


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"limit": 0}, "query.limit"),
        ({"limit": 501}, "query.limit"),
        ({"cursor": "x"}, "query.cursor"),
        ({"system": "\0"}, "query.system"),
        ({"check": "a\0"}, "query.check"),
    ],
)
def test_a_request_that_is_not_understood_says_where(asked: dict[str, object], where: str, machine: Machine) -> None:
    answer = machine.get("evidence", **asked)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"] == where


def test_an_unknown_verdict_is_answered_with_the_words_there_are(machine: Machine) -> None:
    answer = machine.get("evidence", verdict="great")
    assert answer.status_code == 422
    assert "pass, warn, fail" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["evidence", "systems", "requirements", "systems/system-0000", "systems/system-0000/gate"]
)
def test_the_number_of_queries_does_not_grow(path: str, machine: Machine, simulator: OrganisationSimulator) -> None:
    counts = []
    for more in (range(3), range(3, 30)):
        for number in more:
            system = simulator.register_system(f"System {number:04}")
            simulator.submit(system)
        machine.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert machine.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
