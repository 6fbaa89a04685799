"""The overview, the requirements and one requirement as pages: claimed beside proved, and nothing typed is lost."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assentian.controls.models import Control
from assentian.readiness import queries
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
QUALITY = "iso42001:A.7.4"


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


def address(cast, name, query="", **kwargs):
    return reverse(f"readiness:{name}", kwargs={"organisation": cast.organisation, **kwargs}) + query


def rows_of(response):
    """The numbers of the requirements that a register shows, in its order."""
    return [position.id for group in response.context["groups"] for position in group.positions]


def test_an_empty_overview_says_what_to_do_next(cast):
    page = cast.client("manager").get(address(cast, "overview")).content.decode()
    assert "0 of 70 requirements stand at Operating or above with proof" in page
    assert "Nothing is claimed yet" in page
    assert "No check has run yet" in page


def test_the_overview_puts_what_fails_first_and_names_what_would_close_it(cast, simulator):
    simulator.claim(QUALITY, 4)
    simulator.claim("iso42001:5.2", 3)
    simulator.submit(simulator.register_system(), "data-quality", "fail")
    response = cast.client("auditor").get(address(cast, "overview"))
    first, second = response.context["steps"]
    assert first.label.startswith("A.7.4")
    assert "New passing results of the checks that failed." in first.hint
    assert second.label == "5.2 AI policy"
    assert "AI policy" in second.hint
    assert "entry" in response.content.decode()


def test_the_overview_counts_what_stands(cast, simulator):
    simulator.claim(QUALITY, 3)
    simulator.submit(simulator.register_system(), "data-quality")
    page = cast.client("manager").get(address(cast, "overview")).content.decode()
    assert "1 of 70 requirements stand at Operating or above with proof" in page


@pytest.mark.parametrize("name", ["overview", "requirements"])
def test_a_page_takes_the_same_queries_for_3_and_for_30_systems(cast, simulator, name):
    client, asked = cast.client("manager"), []
    for number in (3, 27):
        for system in [simulator.register_system(f"System {len(asked)} {n}") for n in range(number)]:
            simulator.submit(system, "fairness")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(cast, name)).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_the_register_lists_all_and_the_controls_only_controls(cast):
    client = cast.client("auditor")
    assert len(rows_of(client.get(address(cast, "requirements")))) == 70
    controls = rows_of(client.get(address(cast, "controls")))
    assert len(controls) == 38
    assert all(number.startswith("A.") for number in controls)


def test_the_register_filters_and_sorts_by_its_address(cast, simulator):
    simulator.claim("iso42001:A.7.5", 2)
    simulator.claim("iso42001:A.7.6", 4)
    client = cast.client("auditor")
    assert rows_of(client.get(address(cast, "requirements", "?chapter=A.7")))[0] == "A.7.2"
    assert rows_of(client.get(address(cast, "requirements", "?show=gap&sort=-gap"))) == ["A.7.6", "A.7.5"]
    assert len(rows_of(client.get(address(cast, "requirements", "?standing=failing")))) == 0
    assert len(rows_of(client.get(address(cast, "requirements", "?show=open")))) == 70


def test_a_nonsense_filter_or_order_shows_everything(cast):
    found = cast.client("auditor").get(address(cast, "requirements", "?chapter=Z&sort=colour"))
    assert len(rows_of(found)) == 70


def test_no_match_says_so(cast):
    page = cast.client("auditor").get(address(cast, "requirements", "?standing=proved")).content.decode()
    assert "No requirement matches" in page


def test_the_export_holds_what_the_same_address_shows(cast, simulator):
    simulator.claim(QUALITY, 4)
    response = cast.client("auditor").get(address(cast, "export", "?show=gap"))
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert (row["edition"], row["id"], row["claimed"], row["gap"]) == ("ISO/IEC 42001:2023", "A.7.4", "4", "4")
    assert response["Content-Disposition"] == 'attachment; filename="northwind-requirements.csv"'


def test_a_requirement_shows_the_evidence_behind_it(cast, simulator):
    evidence = simulator.submit(simulator.register_system("Credit scorer"), "data-quality", "fail")
    page = cast.client("auditor").get(address(cast, "requirement", key=QUALITY)).content.decode()
    assert "Measured and not met: data-quality on Credit scorer." in page
    assert reverse("evidence:detail", kwargs={"organisation": cast.organisation, "number": evidence.pk}) in page


def test_a_requirement_lists_the_newest_results_and_leads_to_all(cast, simulator):
    simulator.populate(21, kinds=("data-quality",))
    response = cast.client("auditor").get(address(cast, "requirement", key=QUALITY))
    shown, behind = response.context["evidence"], response.context["position"].proof.evidence
    assert len(shown) == min(20, len(behind))
    assert f"?requirement={QUALITY}" in response.content.decode()


def test_a_requirement_without_records_is_not_shown_and_says_what_would_show_it(cast):
    page = cast.client("auditor").get(address(cast, "requirement", key="iso42001:5.2")).content.decode()
    assert "Not shown" in page
    assert "A first record: AI policy." in page
    assert "That is not the same as level 0." in page


def test_a_requirement_stands_beside_other_standards_and_the_guide(cast):
    page = cast.client("auditor").get(address(cast, "requirement", key="iso42001:A.9.4")).content.decode()
    assert "AI System Intended Use &amp; Stakeholder Alignment" in page
    assert "In other standards" in page


@pytest.mark.parametrize("key", ["iso42001:A.7", "iso42001:A.8.6", "iso27001:A.5.1", "nonsense"])
def test_what_is_no_requirement_is_not_found(cast, key):
    assert cast.client("auditor").get(address(cast, "requirement", key=key)).status_code == 404


def test_an_auditor_sees_no_form(cast):
    page = cast.client("auditor").get(address(cast, "requirement", key=QUALITY)).content.decode()
    assert "Save the claim" not in page
    assert "Save the description" not in page


def test_a_claim_is_made_and_shown(cast):
    client = cast.client("manager")
    response = client.post(address(cast, "claim", key=QUALITY), {"level": 3, "reason": "Every month."}, follow=True)
    assert "The claim is in the ledger." in response.content.decode()
    assert queries.claim(cast.organisation, QUALITY).level == 3


def test_a_claim_without_a_level_keeps_its_reason(cast):
    response = cast.client("manager").post(address(cast, "claim", key=QUALITY), {"reason": "Typed with care."})
    page = response.content.decode()
    assert "Error:" in page
    assert "Typed with care." in page
    assert queries.claim(cast.organisation, QUALITY) is None


def test_a_control_is_described_and_shown(cast):
    said = {"statement": "Rules run.", "status": "implemented", "owner": cast.people["owner"].pk}
    response = cast.client("owner").post(address(cast, "implement", key=QUALITY), said, follow=True)
    assert "The description is in the ledger." in response.content.decode()
    assert Control.objects.of(cast.organisation).get().statement == "Rules run."


@pytest.mark.parametrize("owner", ["", "0", "outsider"])
def test_a_description_without_a_member_as_owner_keeps_what_was_typed(cast, owner):
    owner = cast.people["outsider"].pk if owner == "outsider" else owner
    said = {"statement": "Typed with care.", "status": "planned", "owner": owner}
    page = cast.client("manager").post(address(cast, "implement", key=QUALITY), said).content.decode()
    assert "There is a problem" in page
    assert "Typed with care." in page
    assert not Control.objects.of(cast.organisation).exists()


@pytest.mark.parametrize("name", ["claim", "implement"])
def test_who_may_not_write_is_refused_and_nothing_is_written(cast, name):
    assert cast.client("auditor").post(address(cast, name, key=QUALITY), {"level": 4}).status_code == 403
    assert cast.client("manager").get(address(cast, name, key=QUALITY)).status_code == 405
    assert queries.claim(cast.organisation, QUALITY) is None


def test_an_outsider_does_not_learn_that_the_organisation_exists(cast):
    assert cast.client("outsider").get(address(cast, "overview")).status_code == 404
