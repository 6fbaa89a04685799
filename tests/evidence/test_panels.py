"""What evidence shows on a system's and an asset's page: newest results, history, and a fixed cost."""

from datetime import timedelta

import pytest

from assentian.journal.context import now
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def test_a_system_shows_the_newest_result_of_each_check_and_the_earlier_ones_apart(cast, simulator):
    system = simulator.register_system("Credit")
    for months in range(4):
        simulator.submit(system, "drift", "pass", at=now() - timedelta(days=30 * months + 1))
    simulator.submit(system, "drift", "fail")
    text = cast.client("auditor").get("/o/northwind/systems/credit/").content.decode()
    assert "What decided" in text
    assert "at most 0.100" in text
    assert "the largest of any column" in text
    assert "Earlier results" in text


def test_a_single_result_has_no_line_over_time(cast, simulator):
    simulator.submit(simulator.register_system("Credit"), "drift")
    text = cast.client("auditor").get("/o/northwind/systems/credit/").content.decode()
    assert "first result" in text
    assert "Earlier results" not in text


def test_an_asset_shows_the_evidence_about_its_revisions(cast, simulator):
    system = simulator.register_system("Credit")
    client = cast.client("auditor")
    assert "No check tested it yet" in client.get("/o/northwind/assets/data-of-credit/").content.decode()
    evidence = simulator.submit(system, "drift")
    assert f"/evidence/{evidence.pk}/" in client.get("/o/northwind/assets/data-of-credit/").content.decode()


def test_the_navigation_counts_what_fails_now(cast, simulator):
    system = simulator.register_system("Credit")
    simulator.submit(system, "drift", "fail", at=now() - timedelta(days=1))
    client = cast.client("auditor")
    assert "1 failing" in client.get("/o/northwind/systems/").content.decode()
    simulator.submit(system, "drift", "pass")
    assert "failing" not in client.get("/o/northwind/systems/").content.decode().split("<main")[0]


def test_a_systems_page_costs_the_same_for_thirty_results_as_for_three(
    cast, simulator, django_assert_num_queries, django_assert_max_num_queries
):
    client, system = cast.client("auditor"), simulator.register_system("Credit")
    for day in range(3):
        simulator.submit(system, "drift", at=now() - timedelta(days=day))
    with django_assert_max_num_queries(33) as few:
        client.get("/o/northwind/systems/credit/")
    for day in range(27):
        simulator.submit(system, ("drift", "fairness", "data-quality")[day % 3], at=now() - timedelta(days=day + 3))
    with django_assert_num_queries(len(few.captured_queries)):
        client.get("/o/northwind/systems/credit/")
