"""The register of AI systems: what it shows, how it narrows, sorts, pages and leaves as CSV, and what it costs."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from assentian.journal.context import now
from assentian.web.registers import as_csv
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
URL = "/o/northwind/systems/"


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def names(response):
    return [system.name for system, _, _ in response.context["rows"]]


def test_an_empty_register_says_what_to_do_to_those_who_may(cast):
    assert "Register a system" in cast.client("manager").get(URL).content.decode()
    auditor = cast.client("auditor").get(URL).content.decode()
    assert "No AI systems yet" in auditor
    assert "register/" not in auditor


def test_a_system_stands_as_its_worst_newest_check(cast, simulator):
    measured, unmeasured = simulator.register_system("Measured"), simulator.register_system("Unmeasured")
    simulator.submit(measured, "fairness", "fail", at=now() - timedelta(days=40))
    simulator.submit(measured, "fairness", "pass")
    simulator.submit(measured, "drift", "fail")
    page = cast.client("auditor").get(URL)
    assert "1 of 2 fails" in page.content.decode()
    assert {system.pk: newest for system, _, newest in page.context["rows"]}[unmeasured.pk] is None


def test_the_register_narrows_by_text_stage_and_newest_result(cast, simulator):
    failing = simulator.register_system("Credit", stage="operation")
    simulator.register_system("Triage", stage="inception")
    simulator.submit(failing, "drift", "fail")
    client = cast.client("auditor")
    assert names(client.get(URL, {"text": "tri"})) == ["Triage"]
    assert names(client.get(URL, {"stage": "operation"})) == ["Credit"]
    assert names(client.get(URL, {"measured": "fail"})) == ["Credit"]
    assert names(client.get(URL, {"measured": "none"})) == ["Triage"]
    assert "No system matches" in client.get(URL, {"text": "nothing like it"}).content.decode()
    assert names(client.get(URL, {"stage": "no stage"})) == ["Credit", "Triage"]


def test_stages_sort_in_the_order_of_the_lifecycle(cast, simulator):
    for name, stage in (("A", "operation"), ("B", "inception"), ("C", "validation")):
        simulator.register_system(name, stage=stage)
    assert names(cast.client("auditor").get(URL, {"sort": "stage"})) == ["B", "C", "A"]


def test_a_page_holds_as_many_rows_as_asked_within_bounds(cast, simulator):
    for number in range(3):
        simulator.register_system(f"S{number}")
    client = cast.client("auditor")
    assert names(client.get(URL, {"per_page": "2", "page": "2"})) == ["S2"]
    for nonsense in ("0", "-3", "many", "99999999999", "9" * 5000, "²"):
        assert client.get(URL, {"per_page": nonsense}).status_code == 200


def test_the_register_costs_as_many_queries_for_thirty_systems_as_for_three(
    cast, simulator, django_assert_num_queries, django_assert_max_num_queries
):
    client = cast.client("auditor")
    simulator.populate(3, kinds=("drift",))
    with django_assert_max_num_queries(14) as few:
        client.get(URL)
    for number in range(27):
        simulator.submit(simulator.register_system(f"More {number}"), "drift")
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(names(client.get(URL))) == 30


def test_the_register_leaves_as_csv_with_its_filters(cast, simulator):
    simulator.submit(simulator.register_system("Credit"), "drift", "fail")
    simulator.register_system("Triage")
    response = cast.client("auditor").get("/o/northwind/systems.csv", {"text": "credit"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(StringIO(response.content.decode()))
    assert row["Name"] == "Credit"
    assert row["Newest checks"] == "1 of 1 fails"
    assert row["Roles"] == "AI developer"


def test_a_text_that_a_spreadsheet_would_run_is_made_inert():
    response = as_csv("x", ["a", "b"], [["=HYPERLINK(1)", -3]])
    assert response.content.decode().splitlines() == ["a,b", "'=HYPERLINK(1),-3"]
