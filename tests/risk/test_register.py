"""The register of risks: from a threat, from Annex C, by hand or offered; judged by criteria in force; never twice."""

from datetime import timedelta

import pytest
from django.test import Client

from assentian.accounts.rules import NotPermittedError
from assentian.inventory.gates import gates
from assentian.inventory.models import AISystem
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.risk import services as risk_services
from assentian.risk.accepted import queries as accepted
from assentian.risk.errors import RiskError
from assentian.risk.forms import EXAMPLE
from assentian.risk.models import Risk
from assentian.risk.register import queries, services
from assentian.risk.register.rules import Standing
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
THREAT = "DEV-T-1@train-data"


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def register(cast: Cast) -> RegisterSimulator:
    found = RegisterSimulator(cast)
    found.put_in_force()
    return found


@pytest.fixture
def system(cast: Cast, simulator: OrganisationSimulator) -> AISystem:
    made = simulator.register_system("Credit")
    risk_services.save_threat_model(cast.actor("owner"), made, EXAMPLE, seen=0)
    return made


@pytest.fixture
def assessor(cast: Cast) -> Client:
    return cast.client("assessor")


def standing(risk: Risk) -> Standing:
    return queries.entry(risk, now()).standing


@pytest.mark.databases
def test_a_risk_is_numbered_described_judged_and_closed_in_the_ledger(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    assert (risk.reference, register.identify(event="Scores leak").reference) == ("R-1", "R-2")
    register.judge(risk, 3, 3)
    services.settle(cast.actor("assessor"), risk, "The partner is gone.")
    with pytest.raises(RiskError, match="settled already"):
        services.settle(cast.actor("assessor"), risk, "Again.")
    with pytest.raises(RiskError, match="is not open"):
        register.judge(risk, 3, 3)
    acts = [row.act for row in journal.entries(cast.organisation, about=f"risk_risk/{risk.pk}")]
    assert acts == ["settle risk", "identify risk"]
    (judged,) = journal.entries(cast.organisation, about=f"risk_judgement/{risk.judgements.get().pk}")
    assert judged.act == "judge inherent risk"


def test_each_party_is_judged_by_itself_and_the_worst_makes_the_level(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    steps = {"organisation": 2, "individuals": 0, "groups": 1, "society": 5}
    services.judge(
        cast.actor("assessor"),
        risk,
        services.NewJudgement(kind="inherent", likelihood=3, consequences=steps, reason="Elections."),
    )
    entry = queries.entry(risk, now())
    assert entry.inherent
    assert (entry.inherent.level, entry.inherent.worst.party) == ("critical", "society")
    assert dict(entry.inherent.consequences)["individuals"] == "None"
    assert entry.standing is Standing.UNACCEPTABLE


def test_what_cannot_stand_is_refused_with_its_field(cast: Cast, register: RegisterSimulator) -> None:
    with pytest.raises(RiskError) as caught:
        register.identify(event=" ")
    assert caught.value.field == "event"
    with pytest.raises(RiskError, match="risk sources of Annex C"):
        register.identify(source="risk_source", source_key="iso42001:A.7.4")
    assert register.identify(source="risk_source", source_key="iso42001:C.3.4").source_key == "iso42001:C.3.4"
    with pytest.raises(RiskError, match="no such step"):
        register.judge(register.identify(), 6, 1)
    with pytest.raises(RiskError, match="nothing remains before there is a treatment"):
        register.judge(register.identify(), 1, 1, "residual")
    foreign = services.RiskDescription(cause="a", event="b", consequence="c", owner_id=cast.people["outsider"].pk)
    with pytest.raises(RiskError, match="member of this organisation"):
        services.identify_risk(cast.actor("assessor"), foreign)
    with pytest.raises(NotPermittedError):
        services.identify_risk(cast.actor("auditor"), foreign)


def test_a_threat_has_one_live_risk_and_another_once_that_is_closed(
    cast: Cast, system: AISystem, register: RegisterSimulator
) -> None:
    first = register.identify(system, source="threat", source_key=THREAT)
    with pytest.raises(RiskError, match="already"):
        register.identify(system, source="threat", source_key=THREAT)
    known = accepted.of_threats(cast.organisation, {}, now())
    assert known == {(system.pk, THREAT): accepted.Registered(first.number, None)}
    services.settle(cast.actor("assessor"), first, "Looked at wrongly.")
    assert register.identify(system, source="threat", source_key=THREAT).number == 2


@pytest.mark.databases
def test_an_offered_risk_counts_nowhere_until_it_is_taken_in_and_is_offered_once(
    cast: Cast, system: AISystem, register: RegisterSimulator
) -> None:
    offer = risk_services.RiskDescription(
        cause="A finding", event="Groups are refused more often", consequence="Loss of credit", owner_id=None,
        source="impact", source_key="row-3", system_id=system.pk,
    )  # fmt: skip
    risk = risk_services.offer_risk(cast.organisation, offer)
    assert risk_services.offer_risk(cast.organisation, offer) == risk
    assert standing(risk) is Standing.OFFERED
    assert queries.against(system, Stage.DEPLOYMENT, now()) == []
    assert queries.pressing(cast.organisation) == 1
    owner = cast.people["risk_owner"].pk
    with pytest.raises(RiskError, match="member"):
        services.take_in(cast.actor("assessor"), risk, cast.people["outsider"].pk)
    services.take_in(cast.actor("assessor"), risk, owner)
    assert standing(risk) is Standing.OFFERED  # the row as it was read; the one in the table is open
    risk.refresh_from_db()
    assert standing(risk) is Standing.NOT_JUDGED
    with pytest.raises(RiskError, match="not offered any more"):
        services.take_in(cast.actor("assessor"), risk, owner)


def test_a_declined_offer_is_not_made_again(cast: Cast, register: RegisterSimulator) -> None:
    offer = risk_services.RiskDescription(
        cause="c", event="e", consequence="q", owner_id=None, source="impact", source_key="row-1"
    )
    risk = risk_services.offer_risk(cast.organisation, offer)
    services.settle(cast.actor("assessor"), risk, "Covered by R-1.")
    again = risk_services.offer_risk(cast.organisation, offer)
    assert (again, again.state) == (risk, "declined")


def test_two_people_do_not_overwrite_each_others_words(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    shown = services.RiskDescription.of(risk)
    from dataclasses import replace

    mine = replace(shown, cause="A partner's feed.")
    services.describe_risk(cast.actor("assessor"), risk, mine, seen=shown.fingerprint)
    with pytest.raises(RiskError, match="meanwhile"):
        services.describe_risk(cast.actor("manager"), risk, shown, seen=shown.fingerprint)


def test_the_gate_of_the_system_hears_of_its_risks(cast: Cast, system: AISystem, register: RegisterSimulator) -> None:
    risk = register.identify(system)
    rules = {reason.rule for reason in gates.ask(system, Stage.DEPLOYMENT, now()).reasons}
    assert "R-NOT-JUDGED:R-1" in rules
    register.judge(risk, 5, 5)
    rules = {reason.rule for reason in gates.ask(system, Stage.DEPLOYMENT, now()).reasons}
    assert "R-UNACCEPTABLE:R-1" in rules


def test_from_a_threat_the_form_begins_with_its_words_and_the_judgement_with_a_suggestion(
    cast: Cast, system: AISystem, register: RegisterSimulator, assessor: Client
) -> None:
    base = f"/o/{cast.organisation}/risks/"
    cell = f"/o/{cast.organisation}/systems/{system.slug}/threats/cells/DEV-T/"
    threats = assessor.get(cell).content.decode()
    assert f"{base}add/?system={system.slug}&amp;threat={THREAT}" in threats
    page = assessor.get(f"{base}add/", {"system": system.slug, "threat": THREAT}).content.decode()
    assert "Training data is poisoned" in page
    typed = {
        "threat": THREAT, "system_id": system.pk, "cause": "Rows of a partner", "event": "Training data is poisoned",
        "consequence": "Refusals without cause", "owner_id": cast.people["risk_owner"].pk,
    }  # fmt: skip
    made = assessor.post(f"{base}add/", typed)
    assert made["Location"] == f"{base}1/"
    judging = assessor.get(f"{base}1/judge/inherent/").content.decode()
    assert "Suggested, and why" in judging
    assert "personal data is there" in judging
    judged = assessor.post(
        f"{base}1/judge/inherent/",
        {"likelihood": 4, "organisation": 3, "individuals": 4, "groups": 0, "society": 1, "reason": "Feeds fail."},
        follow=True,
    ).content.decode()
    assert "R-1 is judged: high, needs treatment" in judged
    assert "AI failure mode DEV-T-1" in judged
    assert f'<a href="{base}1/">R-1</a>' in assessor.get(cell).content.decode()
    assert f'<a href="{base}1/">R-1</a>' in assessor.get(f"/o/{cast.organisation}/threats/DEV-T/").content.decode()
    assert assessor.post(f"{base}add/", typed).content.decode().count("already")
    assert assessor.get(f"{base}1/judge/other/").status_code == 404
    assert assessor.get(f"{base}9/").status_code == 404


def test_the_register_filters_sorts_and_exports(
    cast: Cast, system: AISystem, register: RegisterSimulator, assessor: Client
) -> None:
    register.accepted(system)
    late = register.identify(event="Scores leak")
    register.judge(late, 5, 5)
    register.identify(system, event="=cmd|'/c calc'!A1")
    base = f"/o/{cast.organisation}/risks/"
    page = assessor.get(base).content.decode()
    assert page.index("Scores leak") < page.index("Training data is poisoned")
    only = assessor.get(base, {"standing": "accepted"}).content.decode()
    assert "Scores leak" not in only
    assert "R-1" in only
    assert "No risk matches" in assessor.get(base, {"text": "nothing has this"}).content.decode()
    for asked in ({"level": "critical"}, {"standing": "open"}, {"sort": "-owner"}, {"owner": "x"}, {"system": "none"}):
        assert assessor.get(base, asked).status_code == 200
    csv = assessor.get(f"{base}register.csv", {"level": "critical"}).content.decode()
    assert "Scores leak" in csv
    assert "poisoned" not in csv
    assert "'=cmd" in assessor.get(f"{base}register.csv").content.decode()
    told = assessor.get(f"{base}register.json").json()
    assert told["risks"][0]["Consequence to individuals"] == "Severe"
    assert {one["Kind of source"] for one in told["risks"]} == {"Own finding"}
    assert assessor.get(f"{base}register.exe").status_code == 404


def test_the_workbook_holds_text_as_text(cast: Cast, register: RegisterSimulator, assessor: Client) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    register.identify(event="=1+1\x00")
    sent = assessor.get(f"/o/{cast.organisation}/risks/register.xlsx")
    page = load_workbook(BytesIO(sent.content)).worksheets[0]
    events = [cell.value for cell in page["F"]]
    assert events == ["Event", "=1+1"]
    assert page["F2"].data_type == "s" or page["F2"].value == "=1+1"


def test_offered_words_are_taken_in_or_declined_on_their_page(
    cast: Cast, register: RegisterSimulator, assessor: Client
) -> None:
    for key in ("row-1", "row-2"):
        risk_services.offer_risk(
            cast.organisation,
            risk_services.RiskDescription(
                cause="c", event=f"Found in {key}", consequence="q", owner_id=None, source="impact", source_key=key
            ),
        )
    base = f"/o/{cast.organisation}/risks/"
    assert "Take it in" in assessor.get(f"{base}1/").content.decode()
    taken = assessor.post(f"{base}1/take-in/", {"owner_id": cast.people["risk_owner"].pk}, follow=True)
    assert "R-1 is in the register" in taken.content.decode()
    declined = assessor.post(f"{base}2/settle/", {"reason": "Covered by R-1."}, follow=True)
    assert "R-2 is declined" in declined.content.decode()
    described = assessor.get(f"{base}1/describe/")
    assert described.status_code == 200
    seen = services.RiskDescription.of(Risk.objects.of(cast.organisation).get(number=1)).fingerprint
    typed = {"cause": "C", "event": "E", "consequence": "Q", "owner_id": cast.people["owner"].pk, "seen": seen}
    day = now().date() + timedelta(days=9)
    saved = assessor.post(f"{base}1/describe/", {**typed, "review_due": day}, follow=True).content.decode()
    assert "is described anew" in saved
    assert f"{day:%Y-%m-%d}" in saved


def test_without_criteria_judging_leads_to_them(cast: Cast, assessor: Client) -> None:
    RegisterSimulator(cast).identify()
    answer = assessor.get(f"/o/{cast.organisation}/risks/1/judge/inherent/")
    assert answer["Location"] == f"/o/{cast.organisation}/risks/criteria/"
