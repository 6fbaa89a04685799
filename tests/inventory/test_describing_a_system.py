"""Registering and revising a system: nothing typed is lost, nobody overwrites unread words, the ledger keeps both."""

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.inventory import queries, services
from assentian.inventory.services import RevisedMeanwhileError, SystemDescription
from assentian.journal import queries as journal
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
REGISTER = "/o/northwind/systems/register/"


@pytest.fixture
def typed(cast: Cast):
    return {
        "name": "Credit scorer",
        "purpose": "Estimates default.",
        "intended_use": "One input to a clerk.",
        "foreseeable_misuse": "Deciding alone.",
        "form": "service",
        "roles": ["ai_developer", "ai_user"],
        "stage": "operation",
        "owner_id": cast.people["owner"].pk,
    }


def described(cast, system):
    return SystemDescription.of(queries.system(cast.organisation, system))


def test_a_registered_system_stands_in_the_register_and_in_the_ledger(cast, typed):
    response = cast.client("owner").post(REGISTER, typed)
    assert response["Location"] == "/o/northwind/systems/credit-scorer/"
    found = queries.system(cast.organisation, "credit-scorer")
    assert found.roles == ["ai_developer", "ai_user"]
    about = f"inventory_aisystem/{found.pk}"
    assert [entry.act for entry in journal.entries(cast.organisation, about=about)] == ["register system"]


def test_nothing_typed_is_lost_on_an_error(cast, typed):
    page = cast.client("owner").post(REGISTER, {**typed, "roles": [], "purpose": "", "stage": "validation"})
    text = page.content.decode()
    assert "There is a problem" in text
    assert "One input to a clerk." in text
    assert '<option value="validation" selected>' in text
    assert queries.in_register(cast.organisation) == 0


def test_a_taken_name_is_told_at_the_name(cast, typed):
    client = cast.client("owner")
    client.post(REGISTER, typed)
    page = client.post(REGISTER, {**typed, "name": "credit scorer"})
    assert "choose another name" in page.context["form"].errors["name"][0]


def test_an_owner_from_elsewhere_is_no_choice(cast, typed):
    page = cast.client("owner").post(REGISTER, {**typed, "owner_id": cast.people["outsider"].pk})
    assert "owner_id" in page.context["form"].errors
    with pytest.raises(services.InventoryError, match="member"):
        services.register_system(
            cast.actor("owner"), SystemDescription(**{**typed, "owner_id": cast.people["outsider"].pk, "roles": ()})
        )


def test_a_revision_keeps_the_slug_and_what_stood_before(cast, typed):
    client = cast.client("owner")
    client.post(REGISTER, typed)
    edit = "/o/northwind/systems/credit-scorer/edit/"
    seen = client.get(edit).context["form"].initial["seen"]
    client.post(edit, {**typed, "name": "Scorer 2", "stage": "retirement", "seen": seen})
    assert described(cast, "credit-scorer").name == "Scorer 2"
    assert described(cast, "credit-scorer").stage == "retirement"
    page = client.get("/o/northwind/systems/credit-scorer/")
    assert [entry.act for entry in page.context["entries"]] == ["revise system", "register system"]


def test_two_who_edit_at_once_see_each_others_words_and_lose_none(cast, typed):
    client = cast.client("owner")
    client.post(REGISTER, typed)
    edit = "/o/northwind/systems/credit-scorer/edit/"
    seen = client.get(edit).context["form"].initial["seen"]
    cast.client("manager").post(edit, {**typed, "purpose": "Theirs.", "seen": seen})
    page = client.post(edit, {**typed, "purpose": "Mine.", "seen": seen})
    text = page.content.decode()
    assert "now stands: Theirs." in text
    assert "Mine." in text
    assert described(cast, "credit-scorer").purpose == "Theirs."
    again = page.context["form"]["seen"].value()
    assert client.post(edit, {**typed, "purpose": "Mine.", "seen": again}).status_code == 302
    assert described(cast, "credit-scorer").purpose == "Mine."


def test_the_service_refuses_what_the_role_does_not_carry(cast):
    system = OrganisationSimulator(cast.actor("manager")).register_system()
    told = SystemDescription.of(system)
    with pytest.raises(NotPermittedError):
        services.revise_system(cast.actor("auditor"), system, told, seen=told.fingerprint)
    with pytest.raises(RevisedMeanwhileError):
        services.revise_system(cast.actor("owner"), system, told, seen="")
