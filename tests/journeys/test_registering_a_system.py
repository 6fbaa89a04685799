"""An AI system is registered: first wrongly, then rightly, without script, and by the keyboard alone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey
PURPOSE = "Sorts incoming letters by department."


def fill(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Purpose").fill(PURPOSE)


def complete(page: Page) -> None:
    page.get_by_label("Intended use").fill("A clerk confirms each department before a letter is passed on.")
    page.get_by_label("Internal tool").check()
    page.get_by_label("AI developer").check()
    page.get_by_label("Owner").select_option(index=1)


def send(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Register").click()


def test_what_was_typed_outlives_an_error_and_the_system_stands_in_the_list(manager: Page) -> None:
    manager.goto("/o/northwind/systems/")
    manager.get_by_role("link", name="Register a system").click()
    fill(manager, "Letter sorter")
    send(manager)
    summary = manager.get_by_role("alert")
    expect(summary).to_contain_text("Intended use")
    expect(manager).to_have_title("Error: Register an AI system · Northwind Analytics · Assentian")
    expect(manager.get_by_label("Name", exact=True)).to_have_value("Letter sorter")
    expect(manager.get_by_label("Purpose")).to_have_value(PURPOSE)
    summary.get_by_role("link").first.click()
    expect(manager.get_by_label("Intended use")).to_be_focused()
    assert complaints(manager) == []

    complete(manager)
    send(manager)
    expect(manager.get_by_role("heading", level=1)).to_have_text("Letter sorter")
    expect(manager.get_by_text("Nothing measured yet")).to_be_visible()
    manager.goto("/o/northwind/systems/?text=letter")
    row = manager.get_by_role("row").filter(has=manager.get_by_role("link", name="Letter sorter"))
    expect(row).to_contain_text("not measured")


def test_it_works_without_script(installation: Installation, visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    installation.sign_in(page)
    page.goto("/o/northwind/systems/register/")
    fill(page, "Letter sorter without script")
    send(page)
    assert page.get_by_label("Purpose").input_value() == PURPOSE
    complete(page)
    send(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Letter sorter without script"


def test_it_works_by_the_keyboard_alone(manager: Page) -> None:
    manager.goto("/o/northwind/")
    manager.keyboard.press("Tab")
    expect(manager.get_by_role("link", name="Skip to content")).to_be_focused()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("main")).to_be_focused()
    manager.reload()
    tab_to(manager, manager.get_by_role("navigation").get_by_role("link", name="Operation"))
    manager.keyboard.press("Enter")
    tab_to(manager, manager.get_by_role("link", name="Register a system"))
    manager.keyboard.press("Enter")
    for label, keys in {
        "Name": "Letter sorter by keys",
        "Purpose": PURPOSE,
        "Intended use": "A clerk confirms.",
    }.items():
        tab_to(manager, manager.get_by_label(label, exact=True))
        manager.keyboard.type(keys)
    tab_to(manager, manager.get_by_role("radio", name="Product"))
    manager.keyboard.press("ArrowDown")
    expect(manager.get_by_role("radio", name="Service")).to_be_checked()
    tab_to(manager, manager.get_by_label("AI developer"))
    manager.keyboard.press("Space")
    tab_to(manager, manager.get_by_label("Owner"))
    manager.keyboard.press("ArrowDown")
    tab_to(manager, manager.get_by_role("main").get_by_role("button", name="Register"))
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("heading", level=1)).to_have_text("Letter sorter by keys")


def test_the_menu_of_a_phone_opens_and_closes_by_keys(manager: Page) -> None:
    manager.set_viewport_size({"width": 320, "height": 640})
    manager.goto("/o/northwind/")
    menu, ledger = manager.get_by_role("button", name="Menu"), manager.get_by_role("link", name="Ledger", exact=True)
    tab_to(manager, menu)
    manager.keyboard.press("Enter")
    expect(ledger.first).to_be_visible()
    manager.keyboard.press("Escape")
    expect(manager.locator("#side")).to_be_hidden()
    expect(menu).to_be_focused()


def tab_to(page: Page, wanted: Locator, steps: int = 60) -> None:
    """Press Tab until `wanted` has the focus: what no key reaches, nobody without a mouse can use."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"{steps} steps of the Tab key do not reach {wanted}")
