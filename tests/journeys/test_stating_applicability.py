"""Planning, 6.1.3 d): the statement is submitted by one person and approved by another; a change shows what lapsed."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Installation, Visit

pytestmark = pytest.mark.journey
STATEMENT = "/o/northwind/statement/"


def test_a_statement_is_approved_by_another_person_and_a_change_lapses_its_line(
    installation: Installation, visit: Visit
) -> None:
    manager = visit(java_script_enabled=False)
    installation.sign_in(manager)
    manager.goto(STATEMENT)
    manager.get_by_label("What is new in this version").fill("Two exclusions were looked at again.")
    manager.get_by_role("button", name=re.compile("Submit version")).click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("version")
    address = manager.url
    expect(manager.get_by_text("You submitted it, so somebody else approves it.")).to_be_visible()

    approver = visit()
    installation.sign_in(approver, "approver")
    approver.goto(address)
    with approver.expect_download() as downloaded:
        approver.get_by_role("link", name="PDF").click()
    assert downloaded.value.path().read_bytes().startswith(b"%PDF-")
    approver.get_by_role("button", name=re.compile("Approve version")).click()
    expect(approver.get_by_text("the ledger has your signature")).to_be_visible()
    approver.goto(STATEMENT)
    expect(approver.get_by_text("Every line is as it was approved.")).to_be_visible()

    manager.goto(f"{STATEMENT}?group=A.9")
    manager.get_by_role("link", name="Decide A.9.4").click()
    manager.get_by_label("Not applicable").check()
    manager.get_by_label("Why").fill("")
    manager.get_by_role("button", name="Decide A.9.4").click()
    expect(manager.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(manager.get_by_label("Not applicable")).to_be_checked()
    manager.get_by_label("Why").fill("The contracts name the permitted uses.")
    manager.get_by_role("button", name="Decide A.9.4").click()
    expect(manager.get_by_text("The contracts name the permitted uses.")).to_be_visible()

    approver.goto(STATEMENT)
    expect(approver.get_by_text("Applicable → Not applicable; reason changed")).to_be_visible()
