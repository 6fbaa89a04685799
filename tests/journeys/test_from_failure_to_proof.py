"""A failing check is followed to its end: the system, its numbers, the signed evidence, the sealing entry, the pack.

COMPAS's outcomes are those that ProPublica published in 2016; the rates were computed by the demonstration's checks.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
VERIFIED = 0


def test_a_failing_check_leads_to_its_sealed_evidence(manager: Page) -> None:
    manager.goto("/o/northwind/systems/")
    manager.get_by_role("link", name="COMPAS recidivism score").click()
    check = manager.get_by_role("row").filter(has=manager.get_by_role("link", name="fairness", exact=True))
    expect(check).to_contain_text("fail")
    chart = manager.get_by_role("figure").filter(has_text="False positive rate by race")
    for rate in ("0.448", "0.235"):
        expect(chart).to_contain_text(rate)

    check.get_by_role("link", name="fairness", exact=True).click()
    expect(manager.get_by_text("The stored bytes have the recorded digest.")).to_be_visible()
    expect(manager.get_by_text("Ed25519, by the accepted key")).to_be_visible()

    manager.get_by_role("definition").filter(has_text="sealed").get_by_role("link").click()
    expect(manager.get_by_role("main")).to_contain_text("Recomputed now: this leaf lies in the tree of")


def test_what_is_taken_away_verifies_where_nothing_else_is(manager: Page, tmp_path: Path) -> None:
    manager.goto("/o/northwind/ledger/")
    checkpoint = keep(manager, "Newest checkpoint", tmp_path)
    pack = keep(manager, "audit pack", tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    unpacked = [sys.executable, "-m", "zipfile", "-e", pack, empty]
    subprocess.run(unpacked, check=True)
    verifier = [sys.executable, "-I", empty / "verify.py", "--known", checkpoint]
    done = subprocess.run(verifier, cwd=empty, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == VERIFIED, done.stdout + done.stderr


def keep(page: Page, named: str, folder: Path) -> Path:
    """Download what the link or button of that name offers."""
    offer = page.get_by_role("link", name=named).or_(page.get_by_role("button", name=named))
    with page.expect_download() as download:
        offer.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_page_verifies_the_ledger(manager: Page) -> None:
    manager.goto("/o/northwind/ledger/")
    manager.get_by_role("button", name="Verify now").click()
    expect(manager.get_by_text("Verified but unanchored")).to_be_visible()
