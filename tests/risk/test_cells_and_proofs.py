"""A cell's page tells where its threats apply, where not and why; the checks' page plans what would prove them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.monitoring.models import PlannedCheck
from assentian.risk import services
from assentian.risk.forms import EXAMPLE
from assentian.risk.proving import queries
from assentian.risk.proving.views import PAGE
from assentian.threats.library import cells
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(cast: Cast, simulator: OrganisationSimulator) -> AISystem:
    made = simulator.register_system("Credit")
    services.save_threat_model(cast.actor("owner"), made, EXAMPLE, seen=0)
    return made


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client("owner")


def page(name: str, *more: str) -> str:
    return reverse(f"risk:{name}", args=["northwind", *more])


def test_a_cell_tells_where_each_threat_applies_and_where_not_and_why(
    system: AISystem, owner: Client, simulator: OrganisationSimulator
) -> None:
    simulator.submit(system, "drift", "fail")
    told = owner.get(page("system-cell", system.slug, "OPS-D")).content.decode()
    for words in (
        'id="OPS-D-2"',
        "Failing",
        "Why it applies",
        "Why not applicable",
        "Next due",
        "NIST AI 100-2 E2025",
        "A.10.3: System Integration, Performance, and Availability",
        "A.10.3 is Suppliers",
    ):
        assert words.casefold() in told.casefold()
    poisoning = owner.get(page("system-cell", system.slug, "DEV-T")).content.decode()
    for words in (
        "data-signature",
        "AML.T0020",
        "LLM04:2025",
        "LLM05:2026 in 2026",
        "train-data",
        "Training data poisoning",
    ):
        assert words in poisoning
    assert owner.get(page("system-cell", system.slug, "DEV-X")).status_code == 404


def test_a_cell_of_the_organisation_names_its_systems_page_by_page(
    system: AISystem, owner: Client, cast: Cast, simulator: OrganisationSimulator
) -> None:
    for number in range(8):
        other = simulator.register_system(f"Scorer {number}")
        services.save_threat_model(cast.actor("owner"), other, EXAMPLE, seen=0)
    told = owner.get(page("cell", "DEV-T")).content.decode()
    assert "Scorer 0" in told
    assert 'aria-label="Page 2"' in told
    assert "25 of" in told
    assert owner.get(page("cell", "DEV-T"), {"page": "2"}).status_code == 200
    assert owner.get(page("cell", "nowhere")).status_code == 404


@pytest.mark.parametrize("cell", [cell.id for cell in cells() if cell.guide])
def test_each_of_the_guides_rows_stands_as_written_beside_its_published_carriers(
    cell: str, system: AISystem, owner: Client
) -> None:
    guide = next(one.guide for one in cells() if one.id == cell)
    shown = [
        owner.get(page("threats")),
        owner.get(page("system-cell", system.slug, cell)),
        owner.get(page("cell", cell)),
    ]
    for told in (answer.content.decode().replace("&amp;", "&") for answer in shown):
        assert guide.threat in told
        assert f"{guide.as_written}: {guide.label}" in told
        assert guide.status.label in told
        assert all(f"{reference.key.id}</a>" in told for reference in guide.references)


def test_the_list_of_threats_comes_in_pages_and_by_status(system: AISystem, owner: Client) -> None:
    address = page("system", system.slug)
    first = owner.get(address).content.decode()
    assert "All 82 instances" in first
    assert "1 to 15 of" in first
    claimed = owner.get(address, {"status": "claimed"}).content.decode()
    assert "DEV-T-1</span>" in claimed
    assert owner.get(address, {"status": "nonsense", "page": "99"}).status_code == 200


def test_what_would_prove_it_is_planned_by_one_button(
    system: AISystem, owner: Client, simulator: OrganisationSimulator, cast: Cast
) -> None:
    simulator.submit(system, "drift", at=now() - timedelta(days=1))
    address = page("checks", system.slug)
    told = owner.get(address).content.decode()
    for words in ("data-signature", "train-data", "never run"):
        assert words in told
    assert owner.post(page("plan", system.slug), {"check": "data-signature"}).status_code == 302
    assert [(one.check_kind, one.every_days) for one in PlannedCheck.objects.all()] == [("data-signature", 30)]
    wanted = queries.to_plan(queries.dues(system, queries.model_of(system), now()))
    owner.post(page("plan", system.slug))
    assert {one.check_kind for one in PlannedCheck.objects.all()} == {"data-signature", *wanted}
    again = owner.post(page("plan", system.slug), follow=True).content.decode()
    assert "Nothing was left to plan" in again
    assert cast.client("auditor").post(page("plan", system.slug)).status_code == 403


def test_a_plan_that_is_withdrawn_can_be_planned_again(system: AISystem, owner: Client) -> None:
    owner.post(page("plan", system.slug), {"check": "drift"})
    (planned,) = PlannedCheck.objects.all()
    owner.post(reverse("monitoring:withdraw", args=["northwind", planned.pk]), {"reason": "Wrong system."})
    assert "Plan<span" in owner.get(page("checks", system.slug)).content.decode()
    owner.post(page("plan", system.slug), {"check": "drift"})
    assert PlannedCheck.objects.filter(withdrawn_at=None).count() == 1


def test_the_suite_to_fill_in_is_a_file(system: AISystem, owner: Client, simulator: OrganisationSimulator) -> None:
    answer = owner.get(page("suite", system.slug))
    assert answer["Content-Disposition"] == 'attachment; filename="suite.yaml"'
    assert f"system: {system.slug}" in answer.content.decode()
    bare = simulator.register_system("Bare")
    assert owner.get(page("suite", bare.slug)).status_code == 404
    assert owner.post(page("plan", bare.slug)).status_code == 404
    assert "No threat model yet" in owner.get(page("checks", bare.slug)).content.decode()
    assert "is not known" in owner.get(page("system-cell", bare.slug, "DEV-T")).content.decode()


def test_a_link_to_a_check_opens_the_page_on_which_it_stands(system: AISystem, owner: Client) -> None:
    model = queries.model_of(system)
    assert model
    found = queries.dues(system, model, now())
    assert len(found) > PAGE, "the example has no second page"
    last = found[-1].proof.check.id
    address = page("checks", system.slug)
    assert f'<tr id="{last}">' not in owner.get(address).content.decode()
    opened = owner.get(address, {"check": last}).content.decode()
    assert f'<tr id="{last}">' in opened
    assert "check=" not in opened.partition('aria-label="Pages"')[2]  # else no other page could be opened from here
    assert f'<tr id="{found[0].proof.check.id}">' in owner.get(address, {"check": "none"}).content.decode()
    cell = found[-1].proof.threats[0][:5]
    link = f"{address}?check={last}#{last}"
    assert link in owner.get(page("system-cell", system.slug, cell)).content.decode()
