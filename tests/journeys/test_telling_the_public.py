"""From a signed assessment to what a stranger reads: the DPIA order and its PDF, decisions, publication, the page."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import DESKTOP, Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey

VERSION = "/o/northwind/impact/northwind-score/versions/1/"
PUBLIC = "/summaries/northwind/northwind-score/"
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(
    ("options", "held_back", "answer"),
    [
        ({"viewport": DESKTOP}, "purpose", "so that a clerk can decide about an application"),
        ({"viewport": PHONE, "java_script_enabled": False}, "remedies", "apologise and explain"),
    ],
    ids=["desktop", "phone without JavaScript"],
)
def test_a_stranger_reads_what_two_people_decided_to_tell(
    options: dict[str, Any], held_back: str, answer: str, installation: Installation, visit: Visit
) -> None:
    reason = f"Not told yet, at {options['viewport']['width']} pixels."
    officer = visit(**options)
    installation.sign_in(officer, "assessor")
    officer.goto(VERSION)
    officer.get_by_role("link", name="DPIA", exact=True).click()
    officer.get_by_text("GDPR Art. 35(7)(a)").first.wait_for()
    href = officer.get_by_role("link", name="PDF").get_attribute("href") or ""
    pdf = PdfReader(BytesIO(officer.request.get(href).body()))
    assert "Data protection impact assessment" in pdf.pages[0].extract_text().replace("\n", " ")
    assert "record.json" in pdf.attachments

    officer.get_by_role("link", name="Public summary").click()
    officer.get_by_text("Change what is told").click()
    decided = officer.locator(f"#decide-{held_back}")
    decided.get_by_label("Withhold").check()
    officer.get_by_role("button", name="Save the decisions").click()
    officer.get_by_text("There is a problem").wait_for()
    officer.locator(f"#decide-{held_back}").get_by_label("Reason").fill(reason)
    officer.get_by_role("button", name="Save the decisions").click()
    officer.get_by_text("not public yet").wait_for()
    officer.get_by_text("Who decided about an answer cannot publish").or_(
        officer.get_by_text("waits for somebody who may publish")
    ).first.wait_for()

    stranger = visit(**options)
    stranger.goto(PUBLIC)
    assert answer in stranger.locator("main").inner_text()

    approver = visit(**options)
    installation.sign_in(approver, "approver")
    approver.goto(f"{VERSION}summary/")
    approver.get_by_text(reason).first.wait_for()
    approver.get_by_role("button", name="Publish the summary").click()
    approver.get_by_text("everybody can read it now").wait_for()

    stranger.goto(PUBLIC)
    told = stranger.locator("main").inner_text()
    assert reason in told
    assert answer not in told
    assert answer not in stranger.request.get(f"{PUBLIC.rstrip('/')}.json").text()
    if options.get("java_script_enabled", True):
        assert complaints(stranger) == []
        assert complaints(approver) == []
