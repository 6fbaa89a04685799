"""In and out: who may enter, who is turned away, and that guessing passwords comes to an end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Installation, Visit

pytestmark = pytest.mark.journey
GUESSES = 8
NOBODY_ELSE = (
    "contributor"  # no other journey signs in with this role: once locked, the name stays locked for all of them
)


def guess(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()


def test_who_signs_out_has_to_sign_in_again(installation: Installation, visit: Visit) -> None:
    page = visit()
    installation.sign_in(page, "assessor")
    expect(page.get_by_role("heading", level=1)).to_contain_text("requirements stand at Operating")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Sign in · Assentian")
    page.goto("/o/northwind/systems/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next=/o/northwind/systems/$"))


def test_signing_in_leads_to_the_page_that_was_asked_for(installation: Installation, visit: Visit) -> None:
    page = visit()
    page.goto("/o/northwind/ledger/")
    email, password = installation.log_ins["assessor"]
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ledger")


def test_a_wrong_password_is_told_and_the_address_is_kept(installation: Installation, visit: Visit) -> None:
    page = visit()
    email, _ = installation.log_ins["assessor"]
    page.goto("/sign-in/")
    guess(page, email)
    expect(page).to_have_title("Error: Sign in · Assentian")
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    expect(page.get_by_label("Password")).to_have_value("")


def test_eight_guesses_lock_the_name_even_for_its_owner(installation: Installation, visit: Visit) -> None:
    page = visit()
    email, _ = installation.log_ins[NOBODY_ELSE]
    page.goto("/sign-in/")
    for _ in range(GUESSES - 1):
        guess(page, email)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    guess(page, email)
    locked = page.get_by_role("heading", level=1, name="Too many attempts")
    expect(locked).to_be_visible()
    installation.sign_in(page, NOBODY_ELSE)
    expect(locked).to_be_visible()
