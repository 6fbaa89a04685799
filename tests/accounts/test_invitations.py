"""Coming in: an invitation, the password that its link lets somebody choose, roles that change, a new password."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assentian.accounts import invitations, queries, services
from assentian.accounts.models import Membership, User
from assentian.accounts.rules import NotPermittedError
from assentian.accounts.services import AccountError
from assentian.journal import store
from assentian.standards.vocabulary import Role
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
NEW = "a lantern over the harbour"
PEOPLE = "/o/northwind/people/"


def invite(cast: Cast, **told: object) -> str:
    """What the page says after the manager has invited."""
    details = {"name": "Noor Haddad", "email": "noor@example.org", "roles": ["approver"]} | told
    return cast.client("manager").post(f"{PEOPLE}invite/", details, follow=True).content.decode()


def link_on(page: str) -> str:
    found = re.search(r'data-copy="http://testserver(/invitation/[^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(email: str, password: str) -> int:
    return Client().post("/sign-in/", {"username": email, "password": password}).status_code


def test_who_is_invited_chooses_a_password_and_is_in(cast: Cast) -> None:
    link, client = link_on(invite(cast)), Client()
    assert "noor@example.org" in client.get(link).content.decode()
    client.post(link, {"password": NEW, "again": NEW})
    assert client.get("/").url == reverse("readiness:overview", args=["northwind"])
    acting = queries.member("northwind", "noor@example.org")
    assert acting
    assert acting.roles == {Role.APPROVER}
    assert sign_in("noor@example.org", NEW) == 302


def test_a_link_works_once(cast: Cast) -> None:
    link = link_on(invite(cast))
    Client().post(link, {"password": NEW, "again": NEW})
    lapsed = Client().post(link, {"password": PASSWORD, "again": PASSWORD})
    assert lapsed.status_code == 410
    assert "This link no longer holds" in lapsed.content.decode()
    assert sign_in("noor@example.org", NEW) == 302


def test_a_link_lapses_after_a_week(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_on(invite(cast))
    generator = invitations.default_token_generator
    later = generator._now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(generator, "_now", lambda: later)
    assert Client().get(link).status_code == 410


def test_a_link_of_somebody_else_opens_nothing(cast: Cast) -> None:
    token = link_on(invite(cast)).strip("/").rpartition("/")[2]
    assert Client().get(f"/invitation/{cast.people['owner'].pseudonym}/{token}/").status_code == 410


def test_without_a_password_nobody_signs_in(cast: Cast) -> None:
    invite(cast)
    assert [sign_in("noor@example.org", guess) for guess in ("", "!", PASSWORD)] == [200] * 3


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("short", "short", "too short"),
        (NEW, f"{NEW}s", "not the same"),
        ("noor@example.org", "noor@example.org", "similar"),
    ],
)
def test_a_poor_password_is_told_and_nothing_is_set(password: str, again: str, why: str, cast: Cast) -> None:
    link = link_on(invite(cast))
    answer = Client().post(link, {"password": password, "again": again}).content.decode()
    assert why in answer
    assert answer.count(f'value="{password}"') == (password == "noor@example.org"), "only the address is shown again"
    assert not User.objects.get(email="noor@example.org").has_usable_password()


def test_who_has_an_account_gets_the_roles_and_keeps_name_and_password(cast: Cast) -> None:
    page = invite(cast, name="Somebody Else", email="OUTSIDER@example.org", roles=["external_auditor"])
    assert "Outsider" in page
    assert "/invitation/" not in page
    acting = queries.member("northwind", "outsider@example.org")
    assert acting
    assert acting.roles == {Role.EXTERNAL_AUDITOR}
    assert sign_in("outsider@example.org", PASSWORD) == 302


@pytest.mark.parametrize("missing", ["name", "email", "roles"])
def test_what_is_missing_is_told_and_what_was_typed_is_kept(missing: str, cast: Cast) -> None:
    page = invite(cast, **{missing: ""} if missing != "roles" else {"roles": []})
    assert "There is a problem" in page
    assert ("noor@example.org" if missing != "email" else "Noor Haddad") in page
    assert not User.objects.filter(email="noor@example.org").exists()


def test_only_the_manager_invites(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        services.invite(cast.actor("owner"), "Noor Haddad", "noor@example.org", {Role.APPROVER})
    assert cast.client("owner").get(f"{PEOPLE}invite/").status_code == 403
    assert "Invite a person" not in cast.client("owner").get(PEOPLE).content.decode()


def test_an_unknown_role_leaves_no_account_behind(cast: Cast) -> None:
    with pytest.raises(AccountError, match="unknown roles"):
        services.invite(cast.actor("manager"), "Noor Haddad", "noor@example.org", {"emperor"})
    assert not User.objects.filter(email="noor@example.org").exists()


def test_roles_are_what_was_chosen_last_and_the_ended_ones_stay_on_record(cast: Cast) -> None:
    owner = cast.people["owner"]
    cast.client("manager").post(f"{PEOPLE}{owner.pk}/", {"roles": ["assessor"]})
    assert cast.actor("owner").roles == {Role.ASSESSOR}
    ended = Membership.objects.of("northwind").get(user=owner, role=Role.SYSTEM_OWNER)
    assert ended.ended_at


def test_with_no_role_somebody_is_no_member_any_more(cast: Cast) -> None:
    owner = cast.people["owner"]
    cast.client("manager").post(f"{PEOPLE}{owner.pk}/", {})
    assert queries.acting(owner, "northwind") is None
    assert cast.client("manager").get(f"{PEOPLE}{owner.pk}/").status_code == 404


def test_the_last_manager_stays_and_an_invited_one_does_not_count(cast: Cast) -> None:
    manager = cast.people["manager"]
    invite(cast, roles=["aims_manager"])
    refused = cast.client("manager").post(f"{PEOPLE}{manager.pk}/", {"roles": ["assessor"]}).content.decode()
    assert "needs an AIMS manager" in refused
    services.choose_password(User.objects.get(email="noor@example.org"), NEW)
    services.set_roles(cast.actor("manager"), manager, {Role.ASSESSOR})
    assert cast.actor("manager").roles == {Role.ASSESSOR}


def test_a_person_of_another_organisation_has_no_page_here(cast: Cast) -> None:
    assert cast.client("manager").get(f"{PEOPLE}{cast.people['outsider'].pk}/").status_code == 404


def test_a_password_is_changed_by_who_knows_it_and_other_browsers_are_signed_out(cast: Cast) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in/", {"username": "owner@example.org", "password": PASSWORD})
    wrong = here.post("/account/password/", {"present": "guess", "password": NEW, "again": NEW})
    assert "not your present password" in wrong.content.decode()
    changed = here.post("/account/password/", {"present": PASSWORD, "password": NEW, "again": NEW}, follow=True)
    assert "Your password is changed" in changed.content.decode()
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert (sign_in("owner@example.org", PASSWORD), sign_in("owner@example.org", NEW)) == (200, 302)


def test_a_weak_new_password_changes_nothing(cast: Cast) -> None:
    client = cast.client("owner")
    weak = client.post("/account/password/", {"present": PASSWORD, "password": "password1234", "again": "password1234"})
    assert "too common" in weak.content.decode()
    assert sign_in("owner@example.org", PASSWORD) == 302


def test_the_ledger_tells_who_invited_and_when_the_password_was_chosen_and_holds_no_address(cast: Cast) -> None:
    Client().post(link_on(invite(cast)), {"password": NEW, "again": NEW})
    held = "\n".join(leaf.decode() for log in ("installation", "northwind") for _, leaf in store.leaves(log))
    assert '"choose password"' in held
    assert '"create person"' in held
    assert "noor@example.org" not in held
