"""The pages of the statement: decided in place without JavaScript, submitted, approved by another, and what lapsed."""

import pytest

from assentian.controls.models import SoALine
from assentian.controls.statement import queries, services
from assentian.controls.statement.services import Decision
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
BASE = "/o/northwind/statement/"
KEY = "iso42001:A.7.4"


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_line_is_edited_in_its_place_and_comes_back_to_it(cast, simulator):
    page = text(cast.client("owner").get(f"{BASE}?group=A.7&edit={KEY}"))
    assert f'action="{BASE}lines/{KEY}/?group=A.7"' in page
    assert page.count("<form") == page.count("</form>")
    said = {"applicable": "yes", "reason": "Treats faulty data.", "status": "planned", "how": "Soon."}
    answer = cast.client("owner").post(f"{BASE}lines/{KEY}/?group=A.7", said)
    assert answer["Location"] == f"{BASE}?group=A.7#{KEY}"
    page = text(cast.client("auditor").get(BASE))
    assert "Treats faulty data." in page
    assert "37 not decided" in page
    assert "Decide A.7.4" not in page


def test_what_was_typed_stays_when_something_is_wrong(cast, simulator):
    said = {"applicable": "yes", "reason": "Because of this.", "status": "planned", "how": ""}
    page = text(cast.client("owner").post(f"{BASE}lines/{KEY}/", said))
    assert "There is a problem" in page
    assert "Because of this." in page
    assert "Say in a few words how it is done" in page
    said = {"applicable": "yes", "reason": "So.", "status": "planned", "how": "So.", "owner": "999"}
    assert "There is a problem" in text(cast.client("owner").post(f"{BASE}lines/{KEY}/", said))
    assert not SoALine.objects.of(cast.organisation).exists()


def test_a_line_of_one_system_is_decided_in_its_scope(cast, simulator):
    system = simulator.register_system()
    said = {"applicable": "no", "reason": "It has no data.", "status": "planned", "how": "Ignored."}
    cast.client("owner").post(f"{BASE}lines/{KEY}/?scope={system.slug}", said)
    line = SoALine.objects.of(cast.organisation).get()
    assert (line.system, line.is_applicable) == (system, False)
    page = text(cast.client("owner").get(f"{BASE}?scope={system.slug}&show=left_out"))
    assert "It has no data." in page
    assert cast.client("owner").post(f"{BASE}lines/{KEY}/?scope=nobody", said).status_code == 404
    assert cast.client("owner").get(f"{BASE}lines/iso42001:A.99/").status_code == 404


@pytest.mark.parametrize(
    ("show", "seen"),
    [
        ("applicable", {"A.2.2", "A.2.3", "A.2.4"}),
        ("left_out", {"A.3.2"}),
        ("undecided", {"A.3.3"}),
        ("open", {"A.2.3", "A.2.4"}),
        ("unproved", {"A.2.2"}),
        ("missed", set()),
        ("lapsed", set()),
        ("nonsense", {"A.2.2", "A.2.3", "A.2.4", "A.3.2", "A.3.3"}),
    ],
)
def test_the_register_shows_what_was_asked_for(cast, simulator, show, seen):
    simulator.decide(0, 3)
    simulator.implement("iso42001:A.2.2")
    services.decide(simulator.actor, Decision(requirement="iso42001:A.3.2", is_applicable=False, reason="No."))
    page = text(cast.client("auditor").get(f"{BASE}?show={show}"))
    few = ("A.2.2", "A.2.3", "A.2.4", "A.3.2", "A.3.3")
    assert {number for number in few if f'<td class="id">{number}</td>' in page} == seen


def test_what_is_left_of_a_group_is_decided_at_once(cast, simulator):
    said = {"rest": "A.5", "applicable": "yes", "reason": "Part of our certificate."}
    answer = cast.client("manager").post(f"{BASE}rest/?edition=iso27001", said)
    assert answer["Location"] == f"{BASE}?edition=iso27001"
    assert SoALine.objects.of(cast.organisation).count() == 37
    page = text(cast.client("manager").post(f"{BASE}rest/?edition=iso27001", {**said, "rest": "A.6", "reason": " "}))
    assert "There is a problem" in page
    assert "A.5 Organizational" not in page


def test_a_control_of_our_own_is_added_and_listed(cast, simulator):
    said = {"title": "Reasons beside scores", "purpose": "Treats blind trust."}
    answer = cast.client("risk_owner").post(f"{BASE}own/", said, follow=True)
    assert "Own 1" in text(answer)
    assert "Treats blind trust." in text(answer)
    assert "There is a problem" in text(cast.client("risk_owner").post(f"{BASE}own/", {"title": " "}))


def test_an_incomplete_statement_says_what_is_missing(cast, simulator):
    answer = cast.client("manager").post(f"{BASE}submit/", {"note": "First."})
    assert "Not submitted. Nothing is decided for iso42001:A.2.2" in text(answer)
    assert "First." in text(answer)


def test_one_submits_another_approves_and_a_change_lapses(cast, simulator):
    simulator.decide()
    page = text(cast.client("manager").post(f"{BASE}submit/", {"note": "First."}, follow=True))
    assert "You submitted it, so somebody else approves it." in page
    digest = queries.version(cast.organisation, 1).digest
    top = cast.client("top")
    assert f'value="{digest}"' in text(top.get(f"{BASE}versions/1/"))
    assert "not what was shown" in text(top.post(f"{BASE}versions/1/approve/", {"digest": "0"}, follow=True))
    assert "the ledger has your signature" in text(
        top.post(f"{BASE}versions/1/approve/", {"digest": digest}, follow=True)
    )
    assert "Every line is as it was approved." in text(top.get(BASE))
    assert "all 38 lines are new" in text(top.get(f"{BASE}versions/1/changes/"))
    services.decide(simulator.actor, Decision(requirement=KEY, is_applicable=False, reason="No data."))
    assert "Applicable → Not applicable" in text(top.get(BASE))
    assert "Lines on which the approval no longer rests" in text(top.get(f"{BASE}versions/"))
    assert f'id="{KEY}"' in text(top.get(f"{BASE}?show=lapsed"))
    simulator.state()
    assert "Version 2 against version 1: 1 line." in text(top.get(f"{BASE}versions/2/changes/"))


def test_a_version_is_returned_with_a_reason(cast, simulator):
    simulator.state()
    top = cast.client("top")
    assert "There is a problem" in text(top.post(f"{BASE}versions/1/return/", {"reason": " "}))
    answer = text(top.post(f"{BASE}versions/1/return/", {"reason": "A.7.4 has no owner."}, follow=True))
    assert "Returned" in answer
    assert "A.7.4 has no owner." in answer
    assert "does not await approval" in text(top.post(f"{BASE}versions/1/return/", {"reason": "Again."}, follow=True))
    assert "Not approved" not in text(top.post(f"{BASE}versions/1/approve/", {}, follow=True))
    assert top.get(f"{BASE}versions/9/").status_code == 404


def test_the_joint_view_shows_both_standards_and_the_view_of_a_third(cast, simulator):
    simulator.decide()
    page = text(cast.client("auditor").get(f"{BASE}joint/"))
    assert "93 controls" in page
    assert "Policies for information security" in page
    assert page.count('<details class="fold">') == 4
    assert 'Organizational controls <span class="muted">· 37 controls' in page
    unfolded = text(cast.client("auditor").get(f"{BASE}joint/?open=all"))
    assert unfolded.count('<details class="fold" open>') == 4
    assert "78 controls" in text(cast.client("auditor").get(f"{BASE}joint/?with=iso27701-2025"))
    assert "93 controls" in text(cast.client("auditor").get(f"{BASE}joint/?with=nothing"))
