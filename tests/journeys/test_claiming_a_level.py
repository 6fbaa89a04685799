"""A level is claimed: it stands beside what is proved, and what lies between them is named."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
REQUIREMENT = "/o/northwind/requirements/iso42001:A.6.2.7/"
"""Nothing in the demonstration speaks for it."""


def test_a_claim_stands_beside_the_proof_with_the_gap_between(manager: Page) -> None:
    manager.goto(REQUIREMENT)
    expect(manager.get_by_text("Nobody has claimed a level.")).to_be_visible()
    manager.get_by_label("Why this level").fill("We follow a written procedure.")
    manager.get_by_role("button", name="Save the claim").click()
    expect(manager.get_by_role("alert")).to_contain_text("Level")
    expect(manager.get_by_label("Why this level")).to_have_value("We follow a written procedure.")

    manager.get_by_label("3 Operating").check()
    manager.get_by_role("button", name="Save the claim").click()
    main = manager.get_by_role("main")
    expect(main).to_contain_text("3 Operating")
    expect(main).to_contain_text("We follow a written procedure.")
    expect(main).to_contain_text("3 levels claimed beyond the proof")
    expect(main).to_contain_text("Not shown")


def test_the_claim_is_an_entry_of_the_ledger(manager: Page) -> None:
    manager.goto("/o/northwind/requirements/iso42001:A.9.3/")
    manager.get_by_label("1 Ad hoc").check()
    manager.get_by_role("button", name="Save the claim").click()
    manager.goto("/o/northwind/ledger/")
    newest = manager.get_by_role("table", name="Entries of the ledger, newest first").get_by_role("row").nth(1)
    expect(newest).to_contain_text("claim level")
