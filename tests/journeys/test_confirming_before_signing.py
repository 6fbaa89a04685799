"""Before a signature the password, once more: without script, with everything kept, and legible to everybody."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ASSENTIAN, Installation, Visit, free_port, wait_for
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey
LONG_ENOUGH = 5500
"""Milliseconds after which a password is too old, where the installation gives the least."""


@pytest.fixture(scope="module")
def strict(installation: Installation) -> Iterator[Installation]:
    """The same installation, served so that it asks at every signature."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ASSENTIAN_", "DJANGO_"))}
    port = free_port()
    serve = [ASSENTIAN, "serve", "--home", installation.home, "--plain-http", "--port", str(port)]
    asking = {**environment, "ASSENTIAN_CONFIRMED_MINUTES": "0"}
    with subprocess.Popen(serve, env=asking, stdout=subprocess.DEVNULL) as server:
        try:
            served = Installation(f"http://127.0.0.1:{port}", installation.home, installation.log_ins)
            wait_for(f"{served.address}/health/", server)
            yield served
        finally:
            server.terminate()


def ask(page: Page, strict: Installation) -> None:
    """Sign in as the approver, wait, and approve a revision."""
    strict.sign_in(page, "approver")
    page.goto("/o/northwind/assets/credit-scoring-code/")
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Approve revision").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")


def test_the_page_that_asks_is_legible_to_everybody(strict: Installation, visit: Visit) -> None:
    page = visit(base_url=strict.address)
    ask(page, strict)
    assert complaints(page) == []


def test_a_revision_is_approved_once_the_password_was_given_again(strict: Installation, visit: Visit) -> None:
    page = visit(base_url=strict.address, java_script_enabled=False)
    ask(page, strict)
    page.get_by_label("Your password").fill("not the password")
    page.get_by_role("button", name="Confirm and sign").click()
    expect(page).to_have_title(re.compile("^Error: Confirm that it is you"))
    expect(page.get_by_role("alert")).to_contain_text("This is not your password")
    page.get_by_label("Your password").fill(strict.log_ins["approver"][1])
    page.get_by_role("button", name="Confirm and sign").click()
    expect(page.get_by_text("is approved; evidence may be measured against it")).to_be_visible()
    expect(page).to_have_url(f"{strict.address}/o/northwind/assets/credit-scoring-code/")
