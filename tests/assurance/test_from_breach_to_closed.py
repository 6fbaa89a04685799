"""A breach raises a nonconformity, touches its controls, blocks the gate; two people close it; a page tells it all."""

from datetime import timedelta

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.assurance import queries, services
from assentian.assurance.models import Nonconformity
from assentian.controls.risks import Risks, risks
from assentian.impact import services as impact
from assentian.impact.models import TriggerEvent
from assentian.inventory.gates import gates
from assentian.journal import queries as journal
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.readiness.queries import positions
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator: OrganisationSimulator):
    return simulator.register_system()


def details(cast, **changes):
    told = {
        "title": "No review was held",
        "description": "The year passed without one.",
        "owner_id": cast.people["top"].pk,
        "due_at": now() + timedelta(days=30),
    }
    return services.NonconformityDetails(**{**told, **changes})


def rules(system):
    return {reason.rule for reason in gates.ask(system, Stage.DEPLOYMENT, now()).reasons}


def at_risk(cast):
    return {one.requirement for one in positions(cast.organisation, now()) if one.at_risk}


def test_a_breach_raises_one_that_the_owner_of_the_system_owns(cast, simulator, system):
    breach = simulator.breach(system)
    simulator.breach(system)
    found = Nonconformity.objects.of(cast.organisation).get()
    assert (found.number, found.owner_id, found.source) == (1, system.owner_id, "breach")
    assert (found.cause, found.title, found.hold) == (breach.cause, breach.title, "block_release")
    assert found.due_at - found.opened_at == timedelta(days=14)
    assert simulator.breach(system, 2).cause == "monitoring_breach/2"
    assert queries.pressing(cast.organisation, now()) == (2, 0)
    assert queries.pressing(cast.organisation, now() + timedelta(days=15)) == (2, 2)


def test_a_breach_and_what_follows_stand_together_or_not_at_all(cast, simulator, system):
    breach = simulator.breach(system)
    before = journal.head(cast.organisation).size

    def fails_halfway() -> None:
        with act(cast.organisation, "s:test", "record measurement"):
            simulator.breach(system, 2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_halfway()
    assert journal.head(cast.organisation).size == before
    assert [one.cause for one in queries.register(cast.organisation)] == [breach.cause]


def test_what_it_concerns_is_at_risk_until_it_is_corrected_and_answered(cast, simulator, system):
    simulator.assess(system, cast.actor("approver"))
    assert at_risk(cast) == set()
    simulator.breach(system)
    assert at_risk(cast) == {f"iso42001:{key}" for key in ("8.4", "A.5.2", "A.5.3", "A.5.4", "A.5.5", "A.6.2.4")}
    text = cast.client("auditor").get("/o/northwind/requirements/iso42001:A.5.4/").content.decode()
    assert "Open nonconformity: N-1 False positive gap" in text
    assert "Impact assessment to be reviewed: Credit scorer (T-MET-2)." in text
    assert "at risk" in cast.client("auditor").get("/o/northwind/requirements/").content.decode()
    found = queries.nonconformity(cast.organisation, 1)
    services.correct(cast.actor("owner"), found, correction="Cut-off moved.", root_cause="Old data.")
    event = TriggerEvent.objects.of(cast.organisation).get()
    assert event.reason.startswith(f"{found.title}: "), "a number says nothing without what it is of"
    impact.answer_trigger(cast.actor("approver"), event, "No new harm.")
    assert at_risk(cast) == set()


def test_the_gate_names_it_until_it_is_corrected(cast, simulator, system):
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    simulator.breach(system)
    assert {"N-OPEN:1", "A-UPDATE-DUE:T-MET-2"} == rules(system)
    found = queries.nonconformity(cast.organisation, 1)
    services.correct(cast.actor("owner"), found, correction="Cut-off moved.", root_cause="Old data.")
    assert rules(system) == {"A-UPDATE-DUE:T-MET-2"}
    impact.answer_trigger(cast.actor("approver"), TriggerEvent.objects.of(cast.organisation).get(), "No new harm.")
    assert rules(system) == set()


def test_a_breach_without_hold_blocks_nothing_and_is_still_on_record(cast, simulator, system):
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    simulator.breach(system, hold="none", requirements=["iso42001:A.6.2.6"])
    assert rules(system) == set()
    assert queries.nonconformity(cast.organisation, 1).due_at > now() + timedelta(days=29)


def test_who_corrected_it_cannot_say_that_it_worked(cast):
    manager = cast.actor("manager")
    found = services.raise_nonconformity(manager, details(cast))
    with pytest.raises(services.AssuranceError, match="does not follow"):
        services.close(manager, found, effectiveness="It works.")
    services.correct(manager, found, correction="Held one.", root_cause="No date was set.")
    with pytest.raises(services.AssuranceError, match="does not follow"):
        services.correct(manager, found, correction="Again.", root_cause="Same.")
    with pytest.raises(services.AssuranceError, match="ask somebody else"):
        services.close(manager, found, effectiveness="It works.")
    with pytest.raises(NotPermittedError):
        services.close(cast.actor("owner"), found, effectiveness="It works.")
    closed = services.close(cast.actor("approver"), found, effectiveness="Two were held since.")
    assert (closed.state, closed.closed_by_id) == ("closed", cast.people["approver"].pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"due_at": now() - timedelta(days=1)}, "due_at"),
        ({"system_id": 10**6}, "system"),
        ({"owner_id": 10**6}, "owner"),
    ],
)
def test_what_cannot_stand_is_refused_by_field(cast, changes, field):
    with pytest.raises(services.AssuranceError) as found:
        services.raise_nonconformity(cast.actor("manager"), details(cast, **changes))
    assert found.value.field == field


@pytest.mark.parametrize("step", ["correction", "root_cause"])
def test_a_correction_needs_what_was_done_and_why_it_came(cast, step):
    found = services.raise_nonconformity(cast.actor("manager"), details(cast))
    said = {"correction": "Done.", "root_cause": "Because.", step: " "}
    with pytest.raises(services.AssuranceError) as error:
        services.correct(cast.actor("manager"), found, **said)
    assert error.value.field == step


def test_pages_raise_correct_and_close(cast, simulator, system):
    manager, approver = cast.client("manager"), cast.client("approver")
    typed = {
        "title": "Logs are kept too short",
        "description": "Thirty days instead of ninety.",
        "source": "audit",
        "system_id": system.pk,
        "owner_id": cast.people["owner"].pk,
        "due_at": "2199-12-31",
    }
    base = "/o/northwind/nonconformities/"
    assert "Enter a valid date" in manager.post(f"{base}raise/", {**typed, "due_at": "soon"}).content.decode()
    assert "lies in the future" in manager.post(f"{base}raise/", {**typed, "due_at": "2001-01-01"}).content.decode()
    assert manager.post(f"{base}raise/", typed)["Location"] == f"{base}1/"
    assert "This field is required" in manager.post(f"{base}1/correct/", {}).content.decode()
    manager.post(f"{base}1/correct/", {"correction": "Ninety days now.", "root_cause": "A default."})
    assert (
        "does not follow" in manager.post(f"{base}1/correct/", {"correction": "x", "root_cause": "y"}).content.decode()
    )
    assert "This field is required" in approver.post(f"{base}1/close/", {}).content.decode()
    approver.post(f"{base}1/close/", {"effectiveness": "Looked at ninety days of logs."})
    text = manager.get(f"{base}1/").content.decode()
    assert "Looked at ninety days of logs." in text
    assert "N-1" in manager.get(base, {"state": "closed"}).content.decode()
    assert "None matches" in manager.get(base, {"state": "open"}).content.decode()
    assert "Logs are kept too short" in manager.get(f"/o/northwind/systems/{system.slug}/").content.decode()
    assert manager.get(f"{base}99/").status_code == 404
    raised = Nonconformity.objects.of("northwind").get()
    story = manager.get(f"/o/northwind/stories/assurance_nonconformity/{raised.pk}/").content.decode()
    assert "N-1 closed" in story


def test_one_page_tells_the_story_with_its_entries_in_the_ledger(cast, simulator, system):
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    simulator.breach(system, 12)
    found = queries.nonconformity(cast.organisation, 1)
    services.correct(cast.actor("owner"), found, correction="Cut-off moved.", root_cause="Old data.")
    event = TriggerEvent.objects.of(cast.organisation).get()
    impact.answer_trigger(cast.actor("approver"), event, "No new harm.")
    services.close(cast.actor("approver"), found, effectiveness="Gap 0.04 over three windows.")
    url = "/o/northwind/stories/monitoring_breach/12/"
    answer = cast.client("auditor").get(url)
    told = answer.context["story"].moments
    assert [moment.title for moment in told] == [
        "Impact assessment to be reviewed, T-MET-2",
        "Nonconformity N-1 raised",
        "N-1 corrected",
        "Reviewed, still valid",
        "N-1 closed",
    ]
    for moment in told:
        (link,) = moment.links
        assert cast.client("auditor").get(link.url).status_code == 200
        assert f'<a href="{link.url}">{link.label}</a>' in answer.content.decode()
    acts = [journal.entry(cast.organisation, int(moment.links[0].label.split()[-1])).row.act for moment in told]
    assert acts == [
        "record measurement",
        "record measurement",
        "correct nonconformity",
        "answer trigger",
        "close nonconformity",
    ]
    assert answer.context["gate"].answer == "clear"
    assert "assentian gate credit-scorer" in answer.content.decode()


def test_the_overview_leads_from_what_broke_to_its_story_until_it_is_closed(cast, simulator, system):
    simulator.breach(system, 12)
    url = "/o/northwind/stories/monitoring_breach/12/"
    assert url in cast.client("auditor").get("/o/northwind/").content.decode()
    assert "at risk until it is looked at" in cast.client("auditor").get("/o/northwind/").content.decode()
    found = queries.nonconformity(cast.organisation, 1)
    services.correct(cast.actor("manager"), found, correction="Done.", root_cause="Old data.")
    services.close(cast.actor("approver"), found, effectiveness="Seen.")
    assert url not in cast.client("auditor").get("/o/northwind/").content.decode()


@pytest.mark.parametrize(
    "path", ["monitoring_breach/99", "assurance_nonconformity/abc", "accounts_user/1", "a/" + "9" * 40]
)
def test_what_set_nothing_off_has_no_story(cast, simulator, system, path):
    simulator.breach(system)
    assert cast.client("manager").get(f"/o/northwind/stories/{path}/").status_code == 404
    assert cast.client("outsider").get("/o/elsewhere/stories/monitoring_breach/1/").status_code == 404


def test_a_provider_of_risks_is_registered_once() -> None:
    own = Risks()
    own.add("one", lambda _organisation, _now: {"iso42001:8.4": "Because."})
    with pytest.raises(ValueError, match="registered twice"):
        own.add("one", lambda _organisation, _now: {})
    assert own.of("northwind", now()) == {"iso42001:8.4": ("Because.",)}
    assert risks.of("nobody", now()) == {}
