"""An impact assessment in two browsers: saved while typing, both answers kept, and the whole of it without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Installation, Visit

pytestmark = pytest.mark.journey
BASE = "/o/northwind/impact/support-assistant/"


def begin(page: Page) -> None:
    """To the draft, whoever started it."""
    page.goto(BASE)
    start = page.get_by_role("button", name="Start the assessment")
    (start if start.count() else page.get_by_role("link", name="Go on with the draft")).click()
    expect(page.get_by_role("heading", name="2 Six modules")).to_be_visible()


def test_two_people_type_at_once_and_nothing_is_lost(installation: Installation, visit: Visit, manager: Page) -> None:
    other = visit()
    installation.sign_in(other, "assessor")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    begin(manager)
    for page in (manager, other):
        page.goto(f"{BASE}draft/modules/M1/")
    mine = manager.locator("#question-purpose")
    theirs = other.locator("#question-purpose")
    theirs.get_by_role("textbox").first.fill("Answers questions from manuals.")
    expect(theirs.get_by_text("Saved")).to_be_visible()
    mine.get_by_role("textbox").first.fill("Helps customers.")
    expect(mine.get_by_text(re.compile("Answered meanwhile by"))).to_be_visible()
    expect(mine.get_by_text("Answers questions from manuals.")).to_be_visible()
    expect(mine.get_by_role("textbox").first).to_have_value("Helps customers.")
    mine.get_by_role("button", name="Keep both").click()
    both = "Answers questions from manuals.\n\nHelps customers."
    expect(manager.locator("#question-purpose textarea").first).to_have_value(both)
    manager.reload()
    expect(manager.locator("#question-purpose textarea").first).to_have_value(both)


def test_it_is_answered_without_script(installation: Installation, visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    installation.sign_in(page)
    page.goto(BASE)
    begin(page)
    page.goto(f"{BASE}draft/screening/4/")
    page.get_by_label("Money, job, study, home, services").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Question 5 of 12")).to_be_visible()
    page.goto(f"{BASE}draft/modules/M2/")
    page.get_by_role("button", name="Add a row to M2.01").click()
    page.get_by_label("Group", exact=True).fill("Customers")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()
    page.goto(f"{BASE}draft/level/")
    page.get_by_role("button", name="Show the level").click()
    expect(page.get_by_role("heading", name="Because")).to_be_visible()
