"""The loop closes by itself: two failing windows breach, the assessment reopens, the gate shuts; and the way back.

The windows arrive as a pipeline sends them, by the command line; people work in the browser.
"""

import csv
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ASSENTIAN, Installation, Visit
from tests.journeys.test_registering_a_system import fill, send

pytestmark = pytest.mark.journey
CLEAR, BLOCKED = 0, 1
NAME, SLUG = "Parcel router", "parcel-router"
SUITE = """\
suite: 1
system: parcel-router
data: {{until: {day}, current: {{path: window.csv, asset: parcels}}}}
columns: {{prediction: delayed, groups: [district]}}
checks:
  - {{id: fairness, kind: fairness, metrics: {{selection_gap: {{breach: 0.1}}}}}}
"""


class Pipeline:
    """What a pipeline has: a folder, the evidence key of the demonstration, and a token."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self.installation, self.folder = installation, folder
        email, _ = installation.log_ins["aims_manager"]
        issued = ("--home", installation.home, "--organisation", "northwind", "--by", email, "--name", "Parcels")
        self.token = self.run("token", "issue", *issued).stdout.strip().splitlines()[-1]

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("ASSENTIAN_", "DJANGO_"))
        }
        environment["ASSENTIAN_TOKEN"] = getattr(self, "token", "")
        command = [str(one) for one in (ASSENTIAN, *arguments)]
        return subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True, check=False)

    def window(self, days_ago: int, *, late_in_the_east: int) -> int:
        """Send the results of one day's 600 parcels: 60 of 300 delayed in the west, so many in the east."""
        day = (datetime.now(UTC) - timedelta(days=days_ago)).date()
        with (self.folder / "window.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["parcel", "district", "delayed"])
            for number in range(600):
                place, east = divmod(number, 2)
                rows.writerow(
                    [f"{day}-{number}", "east" if east else "west", int(place < (late_in_the_east if east else 60))]
                )
        (self.folder / "suite.yaml").write_text(SUITE.format(day=day))
        key = self.installation.home / "keys" / "evidence.pem"
        sent = self.run(
            "check", "suite.yaml", "--key", key, "--submit", self.installation.address, "--organisation", "northwind"
        )
        assert "Sent fairness" in sent.stderr, sent.stderr
        return sent.returncode

    def gate(self) -> subprocess.CompletedProcess[str]:
        return self.run("gate", SLUG, "--server", self.installation.address, "--organisation", "northwind")


@pytest.fixture
def approver(installation: Installation, visit: Visit) -> Page:
    page = visit()
    installation.sign_in(page, "approver")
    return page


def register(page: Page) -> None:
    page.goto("/o/northwind/systems/register/")
    fill(page, NAME)
    page.get_by_label("Intended use").fill("A dispatcher looks at every delay.")
    page.get_by_label("Internal tool").check()
    page.get_by_label("AI developer").check()
    page.get_by_label("Owner").select_option(index=1)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page.goto("/o/northwind/assets/register/")
    page.get_by_label("Name", exact=True).fill("Parcels")
    page.get_by_label("Owner").select_option(index=1)
    send(page)


def assess(page: Page, approver: Page, said: str) -> None:
    """Record a version of the impact assessment and have another person approve it."""
    page.goto(f"/o/northwind/impact/{SLUG}/record/")
    page.get_by_label("Summary").fill(said)
    page.get_by_role("main").get_by_role("button", name="Record").click()
    approver.goto(f"/o/northwind/impact/{SLUG}/")
    approver.get_by_role("button", name="Approve version").click()


def watch(page: Page, approver: Page) -> None:
    page.goto("/o/northwind/monitoring/define/")
    page.get_by_label("AI system").select_option(label=NAME)
    page.get_by_label("Title").fill("Delay gap by district")
    page.get_by_label("Larger is worse").check()
    page.get_by_label("Days in a window").fill("1")
    page.get_by_label("An executed check").check()
    page.get_by_label("Kind of check").select_option("fairness")
    page.get_by_label("Metric").fill("selection_gap")
    page.locator("[name=where]").fill("district")
    page.get_by_label("Which one").fill("Districts are served alike")
    page.get_by_label("Owner").select_option(index=1)
    page.get_by_role("main").get_by_role("button", name="Watch it").click()
    page.get_by_role("link", name="Propose limits").click()
    for label, value in (("Target", "0"), ("Warning", "0.08"), ("Breach", "0.1")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("What a breach holds back").select_option("block_release")
    page.get_by_label("Reason").fill("Agreed with the districts.")
    page.get_by_role("main").get_by_role("button", name="Propose").click()
    approver.goto(page.url)
    approver.get_by_role("button", name="Approve version 1").click()


def test_two_failing_windows_shut_the_gate_and_two_good_ones_open_it(
    manager: Page, approver: Page, installation: Installation, tmp_path: Path
) -> None:
    register(manager)
    assess(manager, approver, "A late parcel is a nuisance; no group may be served worse.")
    watch(manager, approver)
    indicator = manager.url
    pipeline = Pipeline(installation, tmp_path)

    assert pipeline.window(5, late_in_the_east=62) == CLEAR
    assert pipeline.gate().returncode == CLEAR, pipeline.gate().stdout
    assert pipeline.window(4, late_in_the_east=120) == BLOCKED
    manager.goto("/o/northwind/")
    expect(manager.get_by_role("link", name="Delay gap by district")).to_have_count(0)
    pipeline.window(3, late_in_the_east=120)

    manager.reload()
    manager.get_by_role("link", name="Delay gap by district").click()
    story = manager.get_by_role("main")
    for words in ("Breach", "Impact assessment to be reviewed", "Nonconformity", "Ledger entry", "Blocked"):
        expect(story).to_contain_text(words)
    blocked = pipeline.gate()
    assert blocked.returncode == BLOCKED
    assert "A-UPDATE-DUE" in blocked.stdout
    assert "N-OPEN" in blocked.stdout
    told = manager.url
    manager.get_by_role("link", name="Ledger entry").first.click()
    expect(manager.get_by_role("main")).to_contain_text("Recomputed now: this leaf lies in the tree of")

    manager.goto(told)
    manager.get_by_role("link", name="Nonconformity").click()
    manager.get_by_label("What was done").fill("The eastern tour starts an hour earlier.")
    manager.get_by_label("Why it came to it").fill("One van for two districts.")
    manager.get_by_role("button", name="Save the correction").click()
    assess(manager, approver, "The eastern tour was changed; the gap is watched day by day.")

    pipeline.window(2, late_in_the_east=61)
    manager.goto(indicator)
    expect(manager.get_by_role("main")).to_contain_text("breached")
    pipeline.window(1, late_in_the_east=60)
    manager.reload()
    expect(manager.get_by_role("main")).to_contain_text("within limits")
    cleared = pipeline.gate()
    assert cleared.returncode == CLEAR, cleared.stdout
