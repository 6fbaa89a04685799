"""What is folded on the screen is whole on paper, with and without script."""

from pathlib import Path

import pytest
from playwright.sync_api import StorageState, expect
from pypdf import PdfReader

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey
VERSION = "/o/northwind/impact/compas/versions/1/"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_version_is_printed_with_every_answer(
    script: bool, visit: Visit, membership: StorageState, tmp_path: Path
) -> None:
    page = visit(storage_state=membership, java_script_enabled=script)
    page.goto(VERSION)
    asked = page.locator("tr[id^=answer-] td.id").all_text_contents()
    expect(page.locator("tr[id^=answer-]").first).to_be_hidden()
    page.pdf(path=tmp_path / "version.pdf")
    printed = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "version.pdf").pages)
    assert len(asked) > 60
    assert [number for number in asked if number.strip() not in printed] == []


def test_an_address_of_an_answer_opens_what_it_lies_in(visit: Visit, membership: StorageState) -> None:
    page = visit(storage_state=membership)
    page.goto(f"{VERSION}#answer-purpose")
    expect(page.locator("#answer-purpose")).to_be_visible()
