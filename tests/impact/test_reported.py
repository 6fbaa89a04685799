"""Events that people report: what is refused, whom each concerns, what it sets off, and what its pages tell."""

from dataclasses import replace
from datetime import date

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.impact import services as impact
from assentian.impact.causes import Causes
from assentian.impact.models import SmallChange, TriggerEvent
from assentian.impact.outward import Concerned, ReportedEvent
from assentian.impact.reported import rules, services
from assentian.impact.reported.kinds import ASKED, RULES, SOURCES, Report, facts
from assentian.impact.services import ImpactError
from assentian.impact.triggers.library import rule
from assentian.risk.choices import RiskState
from assentian.risk.models import Risk
from assentian.risk.register import services as register
from tests.simulator import OrganisationSimulator

TODAY = date(2026, 3, 1)
LAW = Report(kind="law", title="A ruling", happened_on=TODAY, source="File 1", areas=("health",))
LOST = replace(LAW, kind="data-right", areas=(), lost="expired", asset_id=7)
BASE = "/o/northwind/events/"


def test_every_kind_leads_to_a_rule_that_looks_at_its_source():
    assert set(SOURCES) == set(RULES) == set(ASKED)
    assert all(SOURCES[kind] in rule(name).sources for kind, name in RULES.items())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"source": ""}, "source"),
        ({"description": "x" * 20_001}, "description"),
        ({"legal_note": "x" * 20_001}, "description"),
        ({"happened_on": date(2026, 3, 2)}, "happened_on"),
        ({"areas": ("space",)}, "areas"),
        ({"places": ("x" * 121,)}, "places"),
        ({"places": ("x",) * 51}, "places"),
        ({"areas": ()}, "systems"),
        ({"asset_id": 7}, "asset_id"),
        ({"kind": "supplier", "systems": (1,)}, "changed"),
        ({"kind": "supplier", "systems": (1,), "changed": ("mood",)}, "changed"),
        ({"kind": "dpia", "systems": (1,)}, "version"),
        ({"kind": "dpia", "systems": (1,), "version": "x" * 201}, "version"),
        ({"kind": "data-right", "asset_id": 7}, "lost"),
        ({"kind": "data-right", "systems": (1,), "lost": "expired"}, "asset_id"),
    ],
)
def test_a_report_that_cannot_stand_says_which_input_is_wrong(wrong, field):
    found = rules.problem(replace(LAW, **wrong), TODAY)
    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize("report", [LAW, LOST, replace(LAW, areas=(), places=("Skåne",))])
def test_what_says_whom_it_concerns_stands(report):
    assert rules.problem(report, TODAY) is None


def test_a_written_statement_of_legal_and_a_tested_patch_are_told_to_the_rules():
    assert facts(replace(LAW, legal_note="Note 4"))["legal_note"] == "Note 4"
    patch = replace(LAW, kind="supplier", changed=("version",), tested_patch=True)
    assert facts(patch) == {"fields": ["version"], "security_patch": True, "regression_passed": True}


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(cast, simulator):
    found = simulator.register_system()
    simulator.assess(found, cast.actor("approver"))
    return found


def report(cast, *systems, **told):
    given = replace(LAW, systems=tuple(system.pk for system in systems), **told)
    return services.report(cast.actor("contributor"), given)


def concerned(event):
    return list(Concerned.objects.filter(event=event).order_by("system__name").values_list("system__name", flat=True))


@pytest.mark.django_db
@pytest.mark.databases
def test_the_same_report_again_changes_nothing(cast, system):
    made = report(cast, system)
    assert report(cast, system) == made
    assert (ReportedEvent.objects.count(), TriggerEvent.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_law_without_named_systems_concerns_those_whose_answers_match_or_are_not_known(cast, simulator, system):
    other = simulator.register_system("Not assessed")
    assert concerned(report(cast)) == [system.name]
    assert TriggerEvent.objects.get().system == system
    assert not TriggerEvent.objects.filter(system=other).exists()


@pytest.mark.django_db
def test_a_lost_right_concerns_whatever_runs_on_the_data_and_holds_its_release(cast, simulator, system):
    simulator.register_system("Runs on other data")
    asset = simulator.revisions[system.pk].asset
    made = report(cast, kind="data-right", areas=(), lost="withdrawn", asset_id=asset.pk)
    assert concerned(made) == [system.name]
    assert Concerned.objects.get().because == f"its newest version runs on {asset.name} 1"
    assert (TriggerEvent.objects.get().rule, TriggerEvent.objects.get().hold) == ("T-DAT-3", "block_release")


@pytest.mark.django_db
def test_what_legal_states_in_writing_is_only_counted(cast, system):
    report(cast, system, legal_note="Opinion of 1 March: nothing changes for us.")
    assert not TriggerEvent.objects.exists()
    assert SmallChange.objects.get().rule == "T-LAW-1"


@pytest.mark.django_db
def test_what_is_foreign_or_not_allowed_is_refused(cast, simulator, system):
    with pytest.raises(ImpactError, match="no such AI system"):
        services.report(cast.actor("contributor"), replace(LAW, systems=(10**6,)))
    with pytest.raises(ImpactError, match="no such part"):
        services.report(cast.actor("contributor"), replace(LOST, asset_id=10**6))
    with pytest.raises(NotPermittedError):
        services.report(cast.actor("auditor"), LAW)
    assert not ReportedEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.databases
def test_a_grave_trigger_offers_one_risk_and_a_declined_one_stays_declined(cast, system):
    report(cast, system)
    fired = TriggerEvent.objects.get()
    offered = Risk.objects.get()
    assert (fired.offered, offered.found_by) == (offered, fired)
    assert (offered.state, offered.owner, offered.system) == (RiskState.OFFERED, None, system)
    assert not offered.judgements.exists()
    register.settle(cast.actor("assessor"), offered, "Covered by our way of working.")
    report(cast, system)
    assert Risk.objects.get().state == RiskState.DECLINED
    report(cast, system, title="Another ruling")
    assert Risk.objects.count() == 2, "every trigger offers its own"


@pytest.mark.django_db
def test_a_targeted_trigger_offers_nothing(cast, system):
    report(cast, system, kind="concern", areas=(), substantiated=True)
    assert TriggerEvent.objects.get().trigger_class == "targeted"
    assert not Risk.objects.exists()


@pytest.mark.django_db
def test_an_answer_may_be_that_it_is_still_valid(cast, system):
    report(cast, system)
    impact.answer_trigger(cast.actor("approver"), TriggerEvent.objects.get(), "The ruling concerns clinics.")
    assert TriggerEvent.objects.get().answer == "still_valid"


@pytest.mark.django_db
def test_the_pages_take_a_report_and_tell_what_it_set_off(cast, system):
    client = cast.client("contributor")
    assert "T-LAW-1" in client.get(f"{BASE}report/?system={system.slug}").content.decode()
    form = client.get(f"{BASE}report/law/?system={system.slug}").content.decode()
    assert f'value="{system.pk}" id="id_systems_0" checked' in form
    typed = {
        "title": "A ruling",
        "happened_on": "2026-01-05",
        "source": "",
        "systems": [system.pk],
        "areas": ["health"],
    }
    again = client.post(f"{BASE}report/law/", typed).content.decode()
    assert "This field is required" in again
    assert 'value="A ruling"' in again
    told = client.post(f"{BASE}report/law/", {**typed, "source": "https://law.example/7"}, follow=True)
    page = told.content.decode()
    assert '<a href="https://law.example/7" rel="noreferrer">' in page
    assert "Law, guidance or official position changed: A ruling, concerns health." in page
    assert '<a href="/o/northwind/risks/1/">R-1</a>' in page
    number = ReportedEvent.objects.get().pk
    assessment = client.get(f"/o/northwind/impact/{system.slug}/").content.decode()
    assert f'<a href="{BASE}{number}/" aria-label="The event behind T-LAW-1">' in assessment
    assert '<a href="/o/northwind/risks/1/">R-1</a>' in assessment
    assert f'<a href="{BASE}{number}/">The event</a>' in client.get("/o/northwind/risks/1/").content.decode()
    assert (
        f'<a href="{BASE}{number}/">A ruling</a>' in client.get(f"/o/northwind/systems/{system.slug}/").content.decode()
    )
    assert "A ruling" in client.get(BASE).content.decode()
    answer = cast.client("approver").get(f"/o/northwind/impact/{system.slug}/triggers/{TriggerEvent.objects.get().pk}/")
    assert f'<a href="{BASE}{number}/">The event</a>' in answer.content.decode()


@pytest.mark.django_db
def test_forms_of_kinds_ask_what_the_kind_asks(cast, system):
    client = cast.client("contributor")
    assert client.get(f"{BASE}report/rumour/").status_code == 404
    assert client.get(f"{BASE}99/").status_code == 404
    form = client.get(f"{BASE}report/data-right/").content.decode()
    assert 'name="asset_id"' in form
    assert 'name="areas"' not in form
    typed = {"title": "It broke", "happened_on": "2026-01-05", "source": "Mail"}
    missing = client.post(f"{BASE}report/concern/", typed).content.decode()
    assert "name at least one AI system that it concerns" in missing
    quiet = client.post(f"{BASE}report/concern/", {**typed, "systems": [system.pk]}, follow=True).content.decode()
    assert "T-CON-1 is not met: on record, nothing opened" in quiet


def test_a_record_that_nobody_shows_leads_to_the_ledger():
    own = Causes()
    own.add("a", "Here", lambda organisation, key: f"/{organisation}/{key}")
    with pytest.raises(ValueError, match="two addresses"):
        own.add("a", "There", lambda organisation, key: f"/{organisation}/{key}")
    assert own.link("northwind", "a/7:disputed").url == "/northwind/7"
    assert own.link("northwind", "b/7@20260101").url == "/o/northwind/ledger/?about=b/7"
