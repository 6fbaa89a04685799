"""An open threat becomes a risk, is treated, another person accepts what remains, and a change ends the acceptance."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey
SYSTEM = "/o/northwind/systems/northwind-score/"
THREAT = "RET-E-1@scorer"


def judge(page: Page, link: str, likelihood: str, individuals: str) -> None:
    page.get_by_role("link", name=link).click()
    page.get_by_role("group", name="Likelihood").get_by_label(likelihood).check()
    for party, word in (
        ("the organisation", "Minor:"),
        ("individuals", individuals),
        ("groups", "None"),
        ("society", "None"),
    ):
        page.get_by_role("group", name=f"Consequence to {party}", exact=True).get_by_label(word).check()
    page.get_by_label("Why you judge it so").fill("An old service answered for a year after it was replaced.")
    page.get_by_role("button", name="Judge").click()
    expect(page.get_by_role("main").get_by_text("is judged:")).to_be_visible()


def test_from_an_open_threat_to_an_acceptance_that_lapses(
    installation: Installation, manager: Page, visit: Visit
) -> None:
    manager.goto(f"{SYSTEM}threats/cells/RET-E/")
    row = manager.get_by_role("row").filter(has=manager.get_by_role("link", name=f"Assess {THREAT}"))
    expect(row).to_contain_text("open", ignore_case=True)
    row.get_by_role("link", name=f"Assess {THREAT}").click()
    manager.get_by_label("Consequence").fill("Somebody scores applicants with a model that nobody looks after.")
    manager.get_by_label("Risk owner").select_option(label="Amara Okafor, Risk owner")
    manager.get_by_role("main").get_by_role("button", name="Add").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("An unattended model is hijacked")
    address = manager.url

    judge(manager, "Judge it", "Likely: Several", "Major:")
    manager.get_by_role("link", name="Treat it").click()
    manager.get_by_label("Modify").check()
    manager.get_by_label("What is done").fill("Old versions are switched off when a new one is released.")
    manager.get_by_role("textbox", name="Action 1 (optional)", exact=True).fill("Switch the old scorer off")
    manager.get_by_label("Who does action 1").select_option(label="Mei Tanaka, Contributor")
    manager.get_by_label("Action 1 is due").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    manager.get_by_role("button", name="Decide").click()
    manager.get_by_role("link", name=re.compile("^Done.*Switch the old scorer off")).click()
    manager.get_by_label("What was done").fill("Switched off; its address answers nothing.")
    manager.get_by_role("button", name="Done").click()
    judge(manager, "Judge what remains", "Unlikely:", "Moderate:")
    assert complaints(manager) == []

    owner = visit()
    installation.sign_in(owner, "risk_owner")
    owner.goto(address)
    owner.get_by_role("link", name="Accept what remains").click()
    expect(owner.get_by_role("main")).to_contain_text("leading check: open")
    owner.get_by_label("Why what remains can be borne").fill("Nothing answers any more.")
    assert complaints(owner) == []
    owner.get_by_role("button", name="Accept").click()
    expect(owner.get_by_role("main")).to_contain_text("is accepted until")
    owner.goto(f"{SYSTEM}threats/cells/RET-E/")
    accepted = owner.get_by_role("row").filter(has_text="accepted until")
    expect(accepted).to_contain_text("scorer")

    manager.goto(f"{SYSTEM}threats/edit/")
    field = manager.get_by_label("Threat model")
    field.fill(f"{field.input_value()}# looked at again\n")
    manager.get_by_role("main").get_by_role("button", name="Save").click()
    manager.goto(address)
    expect(manager.get_by_text("The acceptance lapsed").first).to_be_visible()
    expect(manager.get_by_role("main")).to_contain_text("The threat model went from version")
    manager.goto(f"{SYSTEM}threats/cells/RET-E/")
    expect(manager.get_by_role("main")).not_to_contain_text("accepted until")
