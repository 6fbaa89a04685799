"""Signing in, choosing an organisation, seeing its people and one's own account."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client, email, password=PASSWORD, to=""):
    return client.post(reverse("accounts:login"), {"username": email, "password": password, "next": to})


def test_signing_in_leads_to_the_only_organisation(cast, client):
    sign_in(client, "manager@example.org")
    assert client.get("/").url == reverse("readiness:overview", kwargs={"organisation": cast.organisation})


def test_signing_in_leads_back_to_the_page_that_was_asked_for(cast, client):
    asked = client.get(reverse("accounts:account"))
    assert asked.url == f"{reverse('accounts:login')}?next={reverse('accounts:account')}"
    assert sign_in(client, "manager@example.org", to=reverse("accounts:account")).url == reverse("accounts:account")


def test_signing_in_never_leads_to_a_foreign_address(cast, client):
    assert sign_in(client, "manager@example.org", to="https://evil.example/").url == "/"


def test_a_wrong_password_keeps_the_address_and_says_no_more_than_that(cast, client):
    wrong = sign_in(client, "manager@example.org", "wrong").content.decode()
    unknown = sign_in(client, "nobody@example.org", "wrong").content.decode()
    assert 'value="manager@example.org"' in wrong
    for page in (wrong, unknown):
        assert "There is a problem" in page
        assert "The e-mail address or the password is not right." in page


def test_too_many_attempts_pause_signing_in(cast, client):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "manager@example.org", "wrong")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert sign_in(client, "manager@example.org").status_code == 429


def test_attempts_count_for_an_address_in_whatever_case_it_is_typed(cast, client):
    typed = ["manager@example.org", "Manager@example.org", "MANAGER@EXAMPLE.ORG", " manager@example.org "]
    statuses = [
        sign_in(client, typed[number % 4], "wrong").status_code for number in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert statuses[-1] == 429
    assert sign_in(client, "manageR@example.org").status_code == 429


def test_attempts_are_forgotten_after_signing_in(cast, client):
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            assert sign_in(client, "manager@example.org", "wrong").status_code == 200
        assert sign_in(client, "Manager@example.org").status_code == 302
        client.logout()


def test_attempts_count_whatever_address_a_proxy_is_said_to_forward_for(cast, client):
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(
            reverse("accounts:login"),
            {"username": "manager@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
    assert answer.status_code == 429


def test_signing_out_takes_a_post(cast):
    client = cast.client("manager")
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.post(reverse("accounts:logout")).url == reverse("accounts:login")
    assert client.get(reverse("accounts:account")).status_code == 302


def test_the_organisations_are_only_ones_own(cast):
    page = cast.client("outsider").get(reverse("accounts:organisations")).content.decode()
    assert "Elsewhere" in page
    assert "Northwind" not in page


def test_people_are_listed_with_their_roles_and_what_these_carry(cast):
    response = cast.client("auditor").get(reverse("accounts:people", kwargs={"organisation": cast.organisation}))
    page = response.content.decode()
    assert "owner@example.org" in page
    assert "External auditor" in page
    assert "register systems" in page
    assert "outsider@example.org" not in page


def test_the_account_shows_the_pseudonym_of_the_ledger(cast):
    page = cast.client("owner").get(reverse("accounts:account")).content.decode()
    assert cast.people["owner"].actor in page


def test_every_page_says_who_is_looking_and_in_which_role(cast):
    page = cast.client("owner").get(reverse("catalogue:guide", kwargs={"organisation": cast.organisation}))
    assert "<b>Owner</b>System owner" in page.content.decode()
