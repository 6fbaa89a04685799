"""What a list asks of the database: as much for 30 records as for 3, and never much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.accounts import services as accounts
from assentian.impact.drafting import services as drafting
from assentian.impact.models import AnswerRow, Assessment
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.risk import services as risk
from assentian.risk.criteria import services as criteria
from assentian.risk.criteria.offered import offered
from assentian.risk.forms import EXAMPLE
from assentian.risk.register import services as risks
from assentian.risk.treatment import services as treatment
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import Role
from tests.addresses import address
from tests.cast import PASSWORD, Cast
from tests.simulator import OrganisationSimulator

SHELL = 11
"""Session, person, roles, seven counts of the menu, and the ledger's head: what every page asks."""
MOST = {
    "accounts:people": SHELL + 1,
    "assurance:list": SHELL + 2,
    "catalogue:edition": SHELL,
    "catalogue:editions": SHELL,
    "controls:joint": SHELL + 18,
    "controls:statement": SHELL + 19,
    "controls:versions": SHELL + 20,
    "evidence:list": SHELL + 3,
    "impact:events": SHELL + 3,
    "impact:list": SHELL + 3,
    "inventory:assets": SHELL + 2,
    "inventory:systems": SHELL + 3,
    "journal:ledger": SHELL + 4,
    "monitoring:cases": SHELL + 2,
    "monitoring:incidents": SHELL + 2,
    "monitoring:indicators": SHELL + 5,
    "monitoring:periods": SHELL + 2,
    "monitoring:schedule": SHELL + 3,
    "risk:cell": SHELL + 8,
    "risk:criteria": SHELL + 1,
    "risk:register": SHELL + 12,
    "risk:threats": SHELL + 8,
    "risk:treatment-plan": SHELL + 3,
    "readiness:controls": SHELL + 27,
    "readiness:overview": SHELL + 31,
    "readiness:requirements": SHELL + 27,
}
"""The most queries that each list may take. Those of readiness and of the statement ask every room what its
records prove."""


@pytest.mark.django_db
@pytest.mark.parametrize("name", MOST)
def test_a_list_takes_the_same_few_queries_for_3_records_and_for_30(name: str, cast: Cast) -> None:
    simulator = OrganisationSimulator(cast.actor("manager"))
    url = address(name, {"organisation": cast.organisation, "edition": "iso42001", "cell": "DEV-T"})
    offered_ = criteria.propose_criteria(simulator.actor, offered(), "As offered.")
    add_records(simulator, 0, 3)
    criteria.approve_criteria(cast.actor("approver"), offered_, seen=criteria.digest(offered_))
    few = queries(cast, url)
    add_records(simulator, 3, 30)
    assert queries(cast, url) == few
    assert few <= MOST[name]


def add_records(simulator: OrganisationSimulator, first: int, last: int) -> None:
    """Systems with assets, evidence, assessments and breaches, claims, controls and members, `last - first` of each."""
    for number, system in enumerate(simulator.populate(last - first, watched=True), first + 1):
        simulator.assess(system)
        simulator.breach(system, number)
        simulator.operate(system)
        simulator.report(system)
        add_risk(simulator, system)
    simulator.decide(first, last)
    controls = [node.key.short for node in catalogue().requirements("iso42001") if node.key.id.startswith("A.")]
    for number, control in list(enumerate(controls))[first:last]:
        simulator.claim(control, 3)
        simulator.implement(control)
        person = accounts.create_person(accounts.NewPerson(f"Person {number}", f"person{number}@example.org", PASSWORD))
        accounts.add_member(simulator.actor, person, {Role.SYSTEM_OWNER})
    for system in AISystem.objects.of(simulator.actor.organisation).filter(threat_models=None):
        risk.save_threat_model(simulator.actor, system, EXAMPLE, seen=0)


def add_risk(simulator: OrganisationSimulator, system: AISystem) -> None:
    """A risk of a system with a treatment and an action."""
    owner = simulator.actor.user_id
    described = risks.RiskDescription(
        cause="Rows come unsigned.",
        event="Data is poisoned",
        consequence="Refusals.",
        owner_id=owner,
        system_id=system.pk,
    )
    risk_ = risks.identify_risk(simulator.actor, described)
    action = treatment.NewAction(title="Sign the rows", owner_id=owner, due=now().date())
    plan = treatment.NewTreatment(option="modify", statement="Rows are signed.", actions=[action])
    treatment.treat(simulator.actor, risk_, plan)


PAGES_OF_A_DRAFT = {
    "impact:draft": {},
    "impact:module": {"module": "M2"},
    "impact:alone": {"question": "impact_register"},
    "impact:row": {"question": "impact_register", "row": 3},
    "impact:level": {},
    "impact:check": {},
    "impact:assessment": {},
    "impact:list": {},
}
"""Pages whose registers grow to 500 rows."""
PAGES_OF_A_VERSION = {"impact:version": {}, "impact:compare": {"other": 2}}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES_OF_A_DRAFT)
def test_a_draft_takes_the_same_few_queries_for_5_impacts_and_for_500(name: str, cast: Cast) -> None:
    system = OrganisationSimulator(cast.actor("manager")).register_system()
    draft = drafting.start(cast.actor("manager"), system)
    url = address(name, {"organisation": cast.organisation, "system": system.slug, **PAGES_OF_A_DRAFT[name]})
    add_impacts(cast, draft, 5)
    few = queries(cast, url)
    add_impacts(cast, draft, 495)
    assert queries(cast, url) == few
    assert few <= SHELL + 27


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES_OF_A_VERSION)
def test_a_version_takes_the_same_few_queries_for_5_impacts_and_for_500(name: str, cast: Cast) -> None:
    """A version that awaits its signature, and the draft beside it."""
    system = OrganisationSimulator(cast.actor("manager")).register_system()
    versions = []
    for number in (1, 2):
        version = drafting.start(cast.actor("manager"), system)
        add_impacts(cast, version, 5)
        with act(cast.organisation, version.recorded_by.actor, "submit"):
            version.state = "awaiting_approval" if number == 1 else "draft"
            version.level = "III"
            version.save()
        versions.append(version)
    where = {"organisation": cast.organisation, "system": system.slug, "version": 1}
    url = address(name, {**where, **PAGES_OF_A_VERSION[name]})
    few = queries(cast, url, "top")
    for version in versions:
        add_impacts(cast, version, 495)
    assert queries(cast, url, "top") == few
    assert few <= SHELL + 22


@pytest.mark.django_db
def test_a_save_takes_the_same_few_queries_for_5_impacts_and_for_500(cast: Cast) -> None:
    """One text of a draft, as the page saves it by itself; the ledger's part grows with its own tree only."""
    system = OrganisationSimulator(cast.actor("manager")).register_system()
    draft = drafting.start(cast.actor("manager"), system)
    url = address("impact:save", {"organisation": cast.organisation, "system": system.slug, "question": "retirement"})
    add_impacts(cast, draft, 5)
    few = saving(cast, url)
    add_impacts(cast, draft, 495)
    assert saving(cast, url) <= few + LEDGER
    assert few <= MOST_OF_A_SAVE


LEDGER = 6
"""Statements by which full tiles of the ledger's tree differ from an open one."""
MOST_OF_A_SAVE = 34


def saving(cast: Cast, url: str) -> int:
    client = cast.client("owner")
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, {"retirement-was": "", "retirement-tab": "one", "retirement-value": f"Said {url}"})
    assert b"Saved" in answer.content
    return len(asked)


def add_impacts(cast: Cast, draft: Assessment, number: int) -> None:
    actor = cast.actor("owner")
    with act(actor.organisation, actor.name, "add rows"):
        last = AnswerRow.objects.of(actor.organisation).filter(assessment=draft).count()
        AnswerRow.objects.bulk_create(
            AnswerRow(
                organisation_id=actor.organisation,
                assessment=draft,
                question="impact_register",
                number=last + place,
                values={"what_happens": f"Harm {last + place}", "gravity": 2, "likelihood": 2},
                changed_by_id=actor.user_id,
                changed_at=now(),
            )
            for place in range(1, number + 1)
        )


def queries(cast: Cast, url: str, part: str = "manager") -> int:
    client = cast.client(part)
    assert client.get(url).status_code == 200  # what a process reads once is read
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)
