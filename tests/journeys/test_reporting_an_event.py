"""A supplier changes its terms: it is reported, the assessment opens, and an approver signs that it still holds."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey
TITLE = "The feed's terms allow training on what it delivers"


def test_from_a_letter_of_a_supplier_to_a_signed_answer(
    installation: Installation, manager: Page, visit: Visit
) -> None:
    manager.goto("/o/northwind/systems/northwind-score/")
    manager.get_by_role("link", name="Report an event").click()
    manager.get_by_role("link", name="Supplier, contract or terms changed").click()
    expect(manager.get_by_label("Northwind Score")).to_be_checked()
    manager.get_by_label("What the supplier said or did").fill(TITLE)
    manager.get_by_label("When").fill("2026-01-05")
    manager.get_by_label("Contract or terms of use").check()
    manager.get_by_role("button", name="Report").click()
    expect(manager.get_by_label("What the supplier said or did")).to_have_value(TITLE)
    manager.get_by_label("Where it is written").fill("Letter of 2 January, file 12/2026")
    manager.get_by_role("button", name="Report").click()

    expect(manager.get_by_role("heading", level=1)).to_have_text(TITLE)
    event, row = manager.url, manager.get_by_role("row").filter(has_text="T-SUP-1")
    expect(row).to_contain_text(f"Supplier model, service or terms changed: {TITLE}, changed: terms.")
    expect(row).to_contain_text("mandatory open")
    assert complaints(manager) == []
    row.get_by_role("link", name=re.compile(r"R-\d+")).click()
    expect(manager.get_by_role("main")).to_contain_text("Found by another part of the system")
    expect(manager.get_by_role("main")).to_contain_text("T-SUP-1, mandatory")
    assert complaints(manager) == []

    approver = visit()
    installation.sign_in(approver, "approver")
    approver.goto("/o/northwind/impact/northwind-score/")
    approver.get_by_role("link", name="Answer T-SUP-1").click()
    approver.get_by_label("Why the assessment is still valid").fill("Nothing that we send can be trained on.")
    assert complaints(approver) == []
    approver.get_by_role("button", name="Sign", exact=True).click()
    manager.goto(event)
    expect(manager.get_by_role("row").filter(has_text="T-SUP-1")).to_contain_text("Reviewed, still valid")
