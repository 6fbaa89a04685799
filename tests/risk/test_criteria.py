"""Risk criteria: proposed by one, approved by another, versioned, and never in force by themselves."""

import pytest
from django.test import Client

from assentian.accounts.rules import NotPermittedError
from assentian.journal import queries as journal
from assentian.risk.criteria import queries, services
from assentian.risk.criteria.forms import shown
from assentian.risk.criteria.offered import offered
from assentian.risk.errors import RiskError
from assentian.risk.register.rules import Standing
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(cast: Cast) -> RegisterSimulator:
    return RegisterSimulator(cast)


def test_what_is_offered_is_in_force_nowhere(cast: Cast, register: RegisterSimulator) -> None:
    assert queries.in_force(cast.organisation) is None
    risk = register.identify()
    with pytest.raises(RiskError, match="no risk criteria are in force"):
        register.judge(risk, 1, 1)


@pytest.mark.databases
def test_one_proposes_another_approves_and_both_are_in_the_ledger(cast: Cast, register: RegisterSimulator) -> None:
    proposed = services.propose_criteria(cast.actor("risk_owner"), offered(), "As the board asked.")
    seen = services.digest(proposed)
    with pytest.raises(NotPermittedError):
        services.approve_criteria(cast.actor("manager"), proposed, seen=seen)
    with pytest.raises(RiskError, match="not what was shown"):
        services.approve_criteria(cast.actor("approver"), proposed, seen="0" * 64)
    services.approve_criteria(cast.actor("top"), proposed, seen=seen)
    with pytest.raises(RiskError, match="approved already"):
        services.approve_criteria(cast.actor("approver"), proposed, seen=seen)
    standing = queries.in_force(cast.organisation)
    assert standing
    assert standing.record.approved_by == cast.people["top"]
    acts = [row.act for row in journal.entries(cast.organisation, about=f"risk_riskcriteria/{proposed.pk}")]
    assert acts == [
        "approve risk criteria",
        "approve risk criteria",
        "propose risk criteria",
    ]  # the row and the signature


def test_nobody_approves_their_own_proposal(cast: Cast) -> None:
    from assentian.accounts import services as accounts
    from assentian.standards.vocabulary import Role

    accounts.add_member(cast.actor("manager"), cast.people["risk_owner"], {Role.APPROVER})
    both = cast.actor("risk_owner")
    proposed = services.propose_criteria(both, offered(), "Mine.")
    with pytest.raises(RiskError, match="by another person"):
        services.approve_criteria(both, proposed, seen=services.digest(proposed))


def test_a_new_version_supersedes_asks_for_new_judgements_and_lets_acceptances_lapse(
    cast: Cast, register: RegisterSimulator
) -> None:
    from assentian.journal.context import now
    from assentian.risk.register import queries as risks

    first = register.put_in_force()
    risk = register.accepted()
    other = register.identify(event="Scores leak")
    register.judge(other, 2, 2)
    late = services.propose_criteria(cast.actor("manager"), offered(), "Never approved.")
    second = register.put_in_force()
    first.refresh_from_db()
    assert (first.superseded_at is None, second.version) == (False, 3)
    with pytest.raises(RiskError, match="a later version was proposed"):
        services.approve_criteria(cast.actor("approver"), late, seen=services.digest(late))
    entry = risks.entry(risk, now())
    assert entry.standing is Standing.LAPSED
    assert entry.lapsed == "the risk criteria went from version 1 to 3"
    assert risks.entry(other, now()).standing is Standing.NOT_JUDGED


def test_the_pages_offer_propose_and_approve(cast: Cast) -> None:
    address = f"/o/{cast.organisation}/risks/criteria/"
    manager, approver = cast.client("manager"), cast.client("approver")
    assert "No criteria yet" in manager.get(address).content.decode()
    form = manager.get(f"{address}propose/").content.decode()
    assert "Nobody has approved them; they are only a start" in form
    typed = {**shown(offered()), "reason": "Discussed with the board.", "m5_5": "low"}
    refused = manager.post(f"{address}propose/", typed)
    assert refused.status_code == 422
    assert "must not lower the level" in refused.content.decode()
    assert "Discussed with the board." in refused.content.decode()
    assert manager.post(f"{address}propose/", {**typed, "m5_5": "critical"}).status_code == 302
    page = manager.get(address).content.decode()
    assert "A version waits for approval" in page
    assert "Approve version 1" not in page
    (proposed,) = queries.versions(cast.organisation)
    assert "Approve version 1" in approver.get(address).content.decode()
    approved = approver.post(f"{address}1/approve/", {"seen": services.digest(proposed)}, follow=True)
    assert "Version 1 is in force" in approved.content.decode()
    assert approver.post(f"{address}1/approve/", {"seen": "0"}, follow=True).content.decode().count("Not approved:")
    assert approver.post(f"{address}7/approve/").status_code == 404


def test_a_member_who_may_not_propose_is_told_who_does(cast: Cast) -> None:
    client: Client = cast.client("contributor")
    assert "another person approves" in client.get(f"/o/{cast.organisation}/risks/criteria/").content.decode()
