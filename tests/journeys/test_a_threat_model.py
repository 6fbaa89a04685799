"""A threat model from a file to a plan, and a change by the guided form that tells which threats it brought and took.

The text goes in as people have it, the rest is done on pages; once more without a script, as every page must allow.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, StorageState, expect

from assentian.threats.library import DATA
from tests.journeys.conftest import Visit
from tests.journeys.inspection import complaints
from tests.journeys.test_registering_a_system import complete, fill, send

pytestmark = pytest.mark.journey
EXAMPLE = DATA / "examples" / "credit-scoring.yaml"


def register(page: Page, name: str) -> str:
    """A system of that name; its address."""
    page.goto("/o/northwind/systems/register/")
    fill(page, name)
    complete(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def save(page: Page, button: str = "Save") -> None:
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def test_a_model_from_a_file_leads_to_a_plan_and_a_change_tells_its_threats(manager: Page, tmp_path: Path) -> None:
    address = f"{register(manager, 'Loan threats')}threats/"
    broken = tmp_path / "broken.yaml"
    broken.write_text(EXAMPLE.read_text(encoding="utf-8").replace("kind: model", "kidn: model"), encoding="utf-8")

    manager.goto(f"{address}edit/")
    manager.get_by_label("Or a file").set_input_files(broken)
    save(manager)
    expect(manager.get_by_role("alert")).to_contain_text("unknown key; did you mean 'kind'?")
    expect(manager.get_by_role("alert")).to_contain_text("line 34")
    manager.get_by_label("Or a file").set_input_files(EXAMPLE)
    save(manager)

    expect(manager.get_by_role("table", name="Threats by lifecycle stage and STRIDE letter")).to_contain_text("open")
    expect(manager.get_by_role("img", name="Data flows of Consumer credit scoring").first).to_be_visible()
    assert complaints(manager) == []
    manager.get_by_role("link", name="claimed").click()
    manager.get_by_role("link", name="Training data is poisoned").click()
    threat = manager.locator("#DEV-T-1")
    for words in ("train-data", "data-signature", "AML.T0020", "Why not applicable"):
        expect(threat).to_contain_text(words)
    assert complaints(manager) == []

    threat.get_by_role("link", name="plan it").click()
    row = manager.locator("#data-signature")
    expect(row).to_contain_text("DEV-T-1")
    row.get_by_role("button", name="Plan").click()
    expect(manager.get_by_text("1 check is planned")).to_be_visible()
    expect(row).to_contain_text("every 30 days")
    with manager.expect_download() as download:
        manager.get_by_role("link", name="Suite to fill in").click()
    assert "id: data-signature" in Path(download.value.path()).read_text(encoding="utf-8")

    manager.get_by_role("link", name="Model", exact=True).click()
    manager.get_by_role("link", name="Add a part").click()
    save(manager)
    expect(manager.get_by_role("alert")).to_contain_text("Name: This field is required.")
    assert complaints(manager) == []
    manager.get_by_label("Name", exact=True).fill("letter-writer")
    manager.get_by_label("Kind").select_option("external-model")
    manager.get_by_label("Stands in").select_option(index=1)
    save(manager)
    expect(manager.get_by_role("main")).to_contain_text("letter-writer")
    manager.get_by_role("link", name="scientist → training").click()
    manager.get_by_role("link", name="Remove").click()
    save(manager, "Remove it")
    manager.get_by_role("link", name="See what it changed").click()
    expect(manager.get_by_role("main")).to_contain_text("What changed")
    manager.goto(f"{address}versions/2/")
    for words in ("new", "@letter-writer"):
        expect(manager.get_by_role("main")).to_contain_text(words)
    assert complaints(manager) == []


def test_a_question_is_answered_and_a_change_is_told_without_a_script(visit: Visit, membership: StorageState) -> None:
    page = visit(storage_state=membership, java_script_enabled=False)
    address = f"{register(page, 'Quiet threats')}threats/"
    page.goto(f"{address}model/")
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Text and language").check()
    page.get_by_label("Yes").first.check()
    save(page)
    page.get_by_role("link", name="Add a boundary").click()
    page.get_by_label("Name", exact=True).fill("office")
    page.get_by_label("Internal").check()
    save(page)
    page.get_by_role("link", name="Add a part").click()
    page.get_by_label("Name", exact=True).fill("writer")
    page.get_by_label("Kind").select_option("model")
    page.get_by_label("Stands in").select_option("office")
    save(page)
    before = page.get_by_role("link", name="Answer").inner_text()
    page.get_by_role("link", name="Answer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1 of")
    page.get_by_role("main").get_by_role("radio").or_(page.get_by_role("main").get_by_role("checkbox")).last.check()
    save(page, "Answer")
    page.goto(f"{address}model/")
    after = page.get_by_role("main").inner_text()
    assert before not in after
    page.goto(f"{address}edit/")
    assert "writer: {kind: model, in: office" in page.locator("textarea[name=text]").input_value()
