"""Legal counsel waives a floor in the browser: the reasoning stands among the reasons, and is withdrawn again."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey
DRAFT = "/o/northwind/impact/workload-forecast/draft/"


def test_who_is_named_for_legal_waives_and_withdraws(installation: Installation, visit: Visit) -> None:
    people = json.loads((installation.home / "demo-log-ins.json").read_text())
    legal = next(person for person in people if person["name"] == "Sofia Brandt")
    installation.log_ins["legal"] = (legal["email"], legal["password"])
    page = visit()
    installation.sign_in(page, "legal")
    page.goto(f"{DRAFT}level/")
    expect(page.get_by_text("Waived until")).to_be_visible()
    page.get_by_role("link", name="See the waiver").click()
    assert complaints(page) == []
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("F5 holds again")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Level III")).to_be_visible()
    page.get_by_role("link", name="Waive with a signed reasoning").click()
    page.get_by_label("Why the law does not call for this level here").fill("It counts calls and no person.")
    page.get_by_role("button", name="Sign the waiver").click()
    expect(page.get_by_role("heading", level=1, name="Level II,")).to_be_visible()
    expect(page.get_by_text("It counts calls and no person.")).to_be_visible()
    assert complaints(page) == []


def test_another_assessor_is_told_who_can(installation: Installation, visit: Visit) -> None:
    page = visit()
    installation.sign_in(page, "assessor")
    page.goto(f"{DRAFT}floors/F5/")
    expect(page.get_by_text("Only who is named as legal counsel can waive it")).to_be_visible()
    assert complaints(page) == []
