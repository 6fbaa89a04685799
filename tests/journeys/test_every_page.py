"""Every page of the product in a real browser: accessible in both themes, on phone and desktop, and quiet.

A new page cannot be forgotten: whatever address answers a visitor with HTML is looked at, and what does not is listed.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.addresses import ADDRESSES, address
from tests.journeys.conftest import Installation, Visit
from tests.journeys.inspection import complaints

pytestmark = pytest.mark.journey

NO_PAGES = {
    "accounts:home": "leads to another address",
    "accounts:login": "leads whoever is signed in away; looked at as a stranger",
    "accounts:logout": "is only posted to",
    "assurance:close": "is only posted to",
    "assurance:correct": "is only posted to",
    "controls:approve": "is only posted to",
    "controls:return": "is only posted to",
    "controls:submit": "is only posted to",
    "evidence:csv": "is a file",
    "evidence:envelope": "is a file",
    "health": "answers a machine",
    "impact:answer": "is for those who sign; tests/impact looks at it",
    "impact:approve": "is only posted to",
    "impact:comment": "is only posted to",
    "impact:mark": "is only posted to",
    "impact:save": "is only posted to",
    "impact:send-back": "is only posted to",
    "impact:sign": "is only posted to",
    "impact:public-summary-json": "answers a machine",
    "impact:start": "is only posted to",
    "impact:summary-publish": "is only posted to",
    "impact:summary-withdraw": "is only posted to",
    "impact:waive": "is for legal counsel; the journey of a waiver looks at it",
    "inventory:approve-revision": "is only posted to",
    "inventory:assets-csv": "is a file",
    "inventory:systems-csv": "is a file",
    "journal:checkpoint": "is a file",
    "journal:verify": "is only posted to; the journey to the proof posts",
    "monitoring:add-entry": "is only posted to",
    "monitoring:approve": "is only posted to",
    "readiness:claim": "is only posted to",
    "readiness:export": "is a file",
    "readiness:implement": "is only posted to",
    "readiness:quick-forget": "is only posted to",
    "readiness:quick-json": "is a file",
    "reports:assessment-docx": "is a file",
    "reports:assessment-json": "is a file",
    "reports:assessment-pdf": "is a file",
    "reports:pack": "is a file",
    "reports:quick-pdf": "is a file",
    "reports:statement-docx": "is a file",
    "reports:plan-docx": "is a file",
    "reports:plan-pdf": "is a file",
    "reports:statement-json": "is a file",
    "reports:statement-oscal": "is a file",
    "reports:statement-pdf": "is a file",
    "reports:statement-xlsx": "is a file",
    "risk:accept": "is for who owns risks and signs; the journey of a risk looks at it",
    "risk:add": "needs a threat model; looked at among the states",
    "risk:answer": "needs a threat model; looked at among the states",
    "risk:approve-criteria": "is only posted to",
    "risk:change": "needs a threat model; looked at among the states",
    "risk:export": "is a file",
    "risk:plan": "is only posted to",
    "risk:register-sheet": "is a file",
    "risk:remove": "needs a threat model; looked at among the states",
    "risk:rename": "needs a threat model; looked at among the states",
    "risk:suite": "is a file",
    "risk:treatment-plan-sheet": "is a file",
    "risk:version": "has a version only where there is a threat model; looked at among the states",
    "web:styleguide": "is not there in an installation; tests/web looks at it",
    "web:theme": "is only posted to",
}
STATES = [
    "events/report/supplier/?system=compas",
    "events/report/data-right/",
    "events/report/weakness/",
    "risks/?standing=lapsed",
    "risks/?text=nothing+has+this+word",
    "risks/plan/?state=overdue",
    "risks/plan/?system=compas&state=overdue",
    "risks/1/judge/residual/",
    "impact/compas/versions/1/?order=dpia",
    "impact/compas/versions/1/?order=fria",
    "impact/compas/draft/check/?order=iso42005",
    "impact/northwind-score/versions/1/summary/",
    "impact/compas/draft/modules/M2/",
    "impact/compas/draft/modules/M6/",
    "impact/compas/draft/questions/impact_register/rows/1/",
    "systems/northwind-score/threats/",
    "systems/northwind-score/threats/versions/1/",
    "systems/northwind-score/threats/cells/DEV-T/",
    "systems/northwind-score/threats/checks/",
    "systems/northwind-score/threats/model/",
    "systems/northwind-score/threats/model/questions/",
    "systems/northwind-score/threats/model/system/",
    "systems/northwind-score/threats/model/add/flows/",
    "systems/northwind-score/threats/model/parts/scorer/",
    "systems/northwind-score/threats/model/parts/scorer/remove/",
    "systems/northwind-score/threats/model/parts/scorer/rename/",
    "systems/northwind-score/threats/checks/?check=drift",
    "stories/monitoring_breach/1/",
    "stories/monitoring_breach/2/",
    "statement/?edition=iso27001&show=left_out",
    "statement/?edition=own",
    "statement/?scope=support-assistant&edit=iso42001:A.8.2",
    "statement/?show=lapsed",
    "statement/?show=undecided",
    "statement/joint/?open=all",
    "statement/joint/?with=iso27701-2025",
    "statement/rest/?edition=own",
    "requirements/?show=gap&sort=-gap",
    "requirements/?standing=failing&chapter=10",
    "requirements/iso42001:9.1/",
    "systems/?text=nothing+has+this+name",
    "systems/northwind-score/",
    "systems/support-assistant/",
    "assets/manual-index/",
    "evidence/?state=fail",
    "evidence/?system=nothing+has+this+name",
    "evidence/?requirement=iso42001:9.1&which=newest",
    "ledger/?about=nothing",
    "standards/crosswalk/?page=2",
    "standards/eu-ai-act/",
]
"""Pages again, as they look when they are empty, filtered, or about something else."""


def quickly_answered(page: Page) -> str:
    """The sealed answers of a quick check."""
    page.goto("/readiness/1/")
    for _ in range(20):
        page.get_by_label("Partly").check()
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Show the result").click()
    link = page.get_by_role("link", name="/readiness/kept/").get_attribute("href") or ""
    return link.strip("/").rpartition("/")[2]


def invited(page: Page) -> tuple[str, str, str]:
    """Somebody who has not come in yet: their number, and the two parts of their link."""
    page.goto("/o/northwind/people/invite/")
    page.get_by_label("Name").fill("Noor Haddad")
    page.get_by_label("E-mail address").fill("noor.haddad@northwind.example")
    page.get_by_label("Contributor").check()
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("heading", level=1, name="Noor Haddad").wait_for()
    link = page.locator("code[data-copy*='/invitation/']").get_attribute("data-copy") or ""
    _, pseudonym, token = link.strip("/").rsplit("/", 2)
    return page.url.strip("/").rpartition("/")[2], pseudonym, token


@pytest.fixture(scope="module")
def samples(browser: Browser, installation: Installation, membership: StorageState) -> Mapping[str, Any]:
    """Parameters of every address: what the demonstration holds; the evidence is the newest that fails."""
    context = browser.new_context(base_url=installation.address, storage_state=membership)
    page = context.new_page()
    page.goto("/o/northwind/evidence/?state=fail&system=compas")
    link = page.get_by_role("rowheader").get_by_role("link").first.get_attribute("href") or ""
    page.goto("/o/northwind/nonconformities/raise/")
    page.get_by_label("What is not as it should be").fill("Logs are kept too short")
    page.get_by_label("Description").fill("Thirty days instead of ninety.")
    page.get_by_label("Owner").select_option(index=1)
    page.get_by_label("Due").fill("2199-12-31")
    page.get_by_role("button", name="Raise").click()
    page.get_by_role("heading", level=1, name="Logs are kept too short").wait_for()
    answers = quickly_answered(page)
    person, pseudonym, token = invited(page)
    context.close()
    return {
        "organisation": "northwind",
        "person": person,
        "pseudonym": pseudonym,
        "token": token,
        "answers": answers,
        "place": "7",
        "rule": "F5",
        "module": "M3",
        "question": "impact_register",
        "row": "0",
        "other": "2",
        "system": "compas",
        "asset": "credit-model",
        "number": link.strip("/").rpartition("/")[2],
        "seq": "40",
        "layout": "yaml",
        "cell": "DEV-T",
        "section": "parts",
        "member": "scorer",
        "revision": "1",
        "version": "1",
        "incident": "1",
        "indicator": "1",
        "threshold": "1",
        "planned": "1",
        "key": "iso42001:A.5.4",
        "edition": "iso42001",
        "node": "A.7.4",
        "nonconformity": "1",
        "table": "monitoring_breach",
        "record": "1",
        "trigger": "1",
        "risk": "1",
        "kind": "inherent",
        "event": "1",
        "event_kind": "law",
        "sheet": "csv",
        "treatment": "1",
        "action": "1",
        "publisher": "northwind",
        "about": "northwind-score",
    }


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - set(NO_PAGES)))
def test_every_page_is_accessible_quiet_and_never_scrolls_sideways(
    name: str, visit: Visit, membership: StorageState, samples: Mapping[str, Any]
) -> None:
    page = visit(storage_state=membership)
    response = page.goto(address(name, samples))
    assert response
    assert (response.status, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.get_by_role("heading", level=1).count() == 1
    assert complaints(page) == []


@pytest.mark.parametrize("state", STATES)
def test_so_is_each_in_its_other_states(state: str, visit: Visit, membership: StorageState) -> None:
    page = visit(storage_state=membership)
    response = page.goto(f"/o/northwind/{state}")
    assert response
    assert response.ok
    assert complaints(page) == []


@pytest.mark.parametrize(("path", "status"), [("/sign-in/", 200), ("/o/northwind/", 200)])
def test_so_is_what_a_stranger_sees(path: str, status: int, visit: Visit) -> None:
    page = visit()
    response = page.goto(path)
    assert response
    assert response.status == status
    assert complaints(page) == []


@pytest.mark.parametrize(
    ("path", "status"), [("/o/northwind/systems/none/", 404), ("/o/elsewhere/", 404), ("/nowhere/", 404)]
)
def test_so_is_a_page_that_is_not_there(path: str, status: int, visit: Visit, membership: StorageState) -> None:
    page = visit(storage_state=membership)
    response = page.goto(path)
    assert response
    assert response.status == status
    assert complaints(page) == []


def test_so_is_a_page_that_is_not_allowed(installation: Installation, visit: Visit) -> None:
    page = visit()
    installation.sign_in(page, "external_auditor")
    response = page.goto("/o/northwind/systems/register/")
    assert response
    assert response.status == 403
    assert complaints(page) == []


@pytest.mark.parametrize("name", sorted(NO_PAGES))
def test_what_is_no_page_answers_with_none(
    name: str, visit: Visit, membership: StorageState, samples: Mapping[str, Any]
) -> None:
    answer = visit(storage_state=membership).request.get(address(name, samples), max_redirects=0)
    assert not (answer.ok and answer.headers["content-type"].startswith("text/html"))
