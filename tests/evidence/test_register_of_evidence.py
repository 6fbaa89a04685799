"""The register of evidence: how results narrow, what is stale and what is history, and what a page costs."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from assentian.journal.context import now
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
URL = "/o/northwind/evidence/"
LONG_AGO = timedelta(days=90)


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def found(client, **asked):
    return [(row.system_name, row.check, row.verdict) for row, _, _, _ in client.get(URL, asked).context["rows"]]


def test_without_evidence_the_page_says_how_some_gets_here(cast):
    assert "assentian check" in cast.client("auditor").get(URL).content.decode()


def test_results_narrow_by_system_kind_verdict_and_requirement(cast, simulator):
    credit, triage = simulator.register_system("Credit"), simulator.register_system("Triage")
    simulator.submit(credit, "drift", "fail")
    simulator.submit(triage, "fairness", "pass")
    client = cast.client("auditor")
    assert found(client, system="credit") == [("Credit", "drift", "fail")]
    assert found(client, system="TRI") == [("Triage", "fairness", "pass")]
    assert found(client, kind="fairness") == [("Triage", "fairness", "pass")]
    assert found(client, state="fail") == [("Credit", "drift", "fail")]
    assert found(client, requirement="iso42001:A.5.4") == [("Triage", "fairness", "pass")]
    assert found(client, requirement=" a.5.4") == [("Triage", "fairness", "pass")], "a number alone is of 42001"
    assert found(client, requirement="iso42001:A.2.2") == []


def test_only_places_of_42001_stand_without_their_edition(cast, simulator):
    controls = ("iso42001:A.6.2.8", "iso27001:A.8.15")
    evidence = simulator.submit(simulator.register_system(), "fairness", controls=controls)
    for page in (URL, f"{URL}{evidence.pk}/"):
        shown = cast.client("auditor").get(page).content.decode()
        assert ">A.6.2.8<" in shown
        assert ">iso27001:A.8.15<" in shown
        assert ">A.8.15<" not in shown


def test_only_a_result_with_nothing_newer_is_stale(cast, simulator):
    credit, triage = simulator.register_system("Credit"), simulator.register_system("Triage")
    simulator.submit(credit, "drift", "pass", at=now() - LONG_AGO)
    simulator.submit(credit, "drift", "warn")
    simulator.submit(triage, "drift", "pass", at=now() - LONG_AGO)
    client = cast.client("auditor")
    assert found(client, state="stale") == [("Triage", "drift", "pass")]
    assert found(client, which="newest", sort="system") == [("Credit", "drift", "warn"), ("Triage", "drift", "pass")]
    lines = csv.DictReader(StringIO(client.get("/o/northwind/evidence.csv", {"sort": "system"}).content.decode()))
    assert [line["State"] for line in lines] == ["fresh", "superseded", "stale"]


def test_of_two_results_at_one_moment_the_later_received_is_the_newest(cast, simulator):
    credit, moment = simulator.register_system("Credit"), now()
    simulator.submit(credit, "drift", "pass", at=moment)
    simulator.submit(credit, "drift", "fail", at=moment)
    assert found(cast.client("auditor"), which="newest") == [("Credit", "drift", "fail")]


def test_a_page_costs_as_many_queries_for_thirty_results_as_for_three(
    cast, simulator, django_assert_num_queries, django_assert_max_num_queries
):
    client, system = cast.client("auditor"), simulator.register_system("Credit")
    for day in range(3):
        simulator.submit(system, "drift", at=now() - timedelta(days=day))
    with django_assert_max_num_queries(14) as few:
        client.get(URL)
    for day in range(27):
        simulator.submit(system, "fairness", at=now() - timedelta(days=day))
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(found(client)) == 30


def test_an_organisation_sees_its_own_evidence_only(cast, simulator):
    evidence = simulator.submit(simulator.register_system("Credit"), "drift")
    outsider = cast.client("outsider")
    assert b"Credit" not in outsider.get("/o/elsewhere/evidence/").content
    for page in ("", "envelope"):
        assert outsider.get(f"/o/elsewhere/evidence/{evidence.pk}/{page}").status_code == 404
