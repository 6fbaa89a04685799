"""Ten minutes of a stranger: twenty questions, back and forth, the result, its link, and into the organisation."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey


def begin(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_role("link", name="Assess your organisation's readiness").click()
    page.get_by_role("link", name="Launch the AIIA checklist").click()


def answer(page: Page, reply: str, shows: str = "") -> None:
    page.get_by_label(reply, exact=True).check()
    if shows:
        page.get_by_label("What would you show an auditor?").fill(shows)
    page.get_by_role("button", name="Save and go on").click()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_stranger_answers_goes_back_and_sees_the_weakest_module(scripted: bool, visit: Visit) -> None:
    page = visit(java_script_enabled=scripted)
    begin(page)
    for number in range(1, 21):
        expect(page).to_have_title(re.compile(f"Question {number} of 20"))
        answer(page, *(("No",) if number in {9, 10, 11} else ("Yes", f"Register {number}")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")

    page.get_by_role("link", name="Change answer 10").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    page.go_back()
    answer(page, "I do not know")
    expect(page.get_by_role("row").filter(has_text="origin of training data")).to_contain_text("I do not know")
    page.get_by_role("link", name="Show the result").click()
    headline = "Weakest: ethical and bias evaluation, not started"
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    expect(page.get_by_role("main")).to_contain_text("Do not deploy a high-impact system yet")
    if scripted:
        assert complaints(page) == []

    other = visit()
    other.goto(page.get_by_role("link", name="/readiness/kept/").get_attribute("href") or "")
    expect(other.get_by_role("heading", level=1)).to_have_text(headline)
    other.get_by_role("button", name="Change answers in this browser").click()
    expect(other.get_by_role("row").filter(has_text="Register 12")).to_be_visible()


def test_only_a_yes_asks_for_what_would_show_it(visit: Visit) -> None:
    page = visit()
    begin(page)
    shows = page.get_by_label("What would you show an auditor?")
    expect(shows).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    expect(shows).to_be_visible()
    page.get_by_role("button", name="Save and go on").click()
    page.goto("/readiness/answers/")
    expect(page.get_by_role("row").filter(has_text="a rule that says which")).to_contain_text("counts as partly")
    assert complaints(page) == []


def test_a_member_signs_in_with_the_result_and_takes_it_in(installation: Installation, visit: Visit) -> None:
    page = visit()
    begin(page)
    for _ in range(20):
        answer(page, "Partly")
    page.get_by_role("link", name="Show the result").click()
    page.get_by_role("link", name="Sign in with this result").click()
    email, password = installation.log_ins["aims_manager"]
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Into Northwind Analytics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take in a quick check")
    expect(page.get_by_text("Stays as it is").first).to_be_visible()
