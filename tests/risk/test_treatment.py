"""Treatment: options, actions, and an acceptance that is bound to what it accepted and lapses when that changes."""

from datetime import timedelta

import pytest
from django.test import Client

from assentian.accounts.rules import NotPermittedError
from assentian.inventory import services as inventory
from assentian.inventory.models import AISystem
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.risk import queries as threats
from assentian.risk import services as risk_services
from assentian.risk.accepted.services import review
from assentian.risk.errors import RiskError
from assentian.risk.forms import EXAMPLE
from assentian.risk.models import Acceptance, Risk
from assentian.risk.register import queries
from assentian.risk.register import services as register_services
from assentian.risk.register.rules import Standing
from assentian.risk.rules import Status
from assentian.risk.treatment import queries as plan
from assentian.risk.treatment import services
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


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
def drifting(system: AISystem) -> str:
    """A threat of the system that the check `drift` leads."""
    return next(one.instance.id for one in judged(system) if one.leading == "drift")


def judged(system: AISystem) -> list[threats.Judged]:
    saved = threats.newest(system)
    assert saved
    model = threats.model_of(saved)
    assert model
    return threats.judged(system, model, now())


def status(system: AISystem, threat: str) -> Status:
    return next(one.status for one in judged(system) if one.instance.id == threat)


def entry(risk: Risk) -> queries.Entry:
    risk.refresh_from_db()
    return queries.entry(risk, now())


@pytest.mark.databases
def test_a_risk_is_treated_judged_again_and_accepted_by_its_owner_in_the_ledger(
    cast: Cast, register: RegisterSimulator
) -> None:
    risk = register.identify()
    register.judge(risk, 4, 4)
    assert entry(risk).standing is Standing.UNTREATED
    made = register.treat(risk, "Sign the rows", "Check the signatures")
    assert entry(risk).standing is Standing.IN_TREATMENT
    with pytest.raises(RiskError, match="2 of its actions are not done"):
        register.accept(risk)
    register.finish(made)
    register.judge(risk, 2, 3, "residual")
    assert entry(risk).standing is Standing.AWAITING
    accepted = register.accept(risk)
    found = entry(risk)
    assert (found.standing, found.level, accepted.level) == (Standing.ACCEPTED, "medium", "medium")
    assert accepted.state["residual"]["likelihood"] == 2
    signed, made = journal.entries(cast.organisation, about=f"risk_acceptance/{accepted.pk}")
    assert (signed.kind, signed.act, signed.by) == ("approval", "accept residual risk", "Risk_Owner")
    assert (made.kind, made.act) == ("created", "accept residual risk")


def test_only_the_owner_accepts_and_never_what_must_not_be_accepted(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    register.judge(risk, 5, 5)
    register.finish(register.treat(risk, "Try"))
    with pytest.raises(RiskError, match="nobody has judged what remains"):
        register.accept(risk)
    register.judge(risk, 4, 5, "residual")
    assert entry(risk).standing is Standing.UNACCEPTABLE
    with pytest.raises(RiskError, match="must not be accepted"):
        register.accept(risk)
    with pytest.raises(RiskError, match="by the risk's owner"):
        register.accept(risk, "approver")
    with pytest.raises(NotPermittedError):
        register.accept(risk, "manager")
    with pytest.raises(RiskError, match="a year at most"):
        register.accept(risk, until=now().date() + timedelta(days=500))


def test_who_judged_what_remains_does_not_accept_it(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    register.judge(risk, 4, 4)
    register.finish(register.treat(risk, option="retain"))
    own = register_services.NewJudgement(
        kind="residual",
        likelihood=4,
        consequences={"organisation": 1, "individuals": 4, "groups": 0, "society": 0},
        reason="It stays as it is.",
    )
    register_services.judge(cast.actor("risk_owner"), risk, own)
    with pytest.raises(RiskError, match="who judged what remains does not accept it"):
        register.accept(risk)


def test_nobody_signs_what_they_did_not_see(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.accepted()
    with pytest.raises(RiskError, match="not what was shown"):
        services.accept_residual(
            cast.actor("risk_owner"), risk, until=now().date() + timedelta(days=9), reason="Yes.", seen="0" * 64
        )
    register.accept(risk)  # signed anew, the first gives way
    assert Acceptance.objects.of(cast.organisation).filter(lapsed_at=None).count() == 1


@pytest.mark.databases
def test_an_accepted_threat_is_shown_as_such_until_its_check_fails(
    cast: Cast, system: AISystem, register: RegisterSimulator, simulator: OrganisationSimulator, drifting: str
) -> None:
    assert status(system, drifting) is Status.OPEN
    risk = register.accepted(system, source="threat", source_key=drifting)
    assert status(system, drifting) is Status.ACCEPTED
    simulator.submit(system, "drift")
    assert (status(system, drifting), entry(risk).standing) == (Status.EVIDENCED, Standing.ACCEPTED)
    simulator.submit(system, "drift", "fail")
    assert (status(system, drifting), entry(risk).standing) == (Status.FAILING, Standing.LAPSED)
    assert entry(risk).lapsed == "the leading check was open when it was accepted and is failing now"
    (reason,) = queries.against(system, Stage.DEPLOYMENT, now())
    assert reason.rule == "R-LAPSED:R-1"
    simulator.submit(system, "drift")
    assert entry(risk).standing is Standing.LAPSED  # once lapsed, it stays so
    assert queries.pressing(cast.organisation) == 1


def test_evidence_that_grows_old_ends_an_acceptance_without_anybody_writing(
    cast: Cast, system: AISystem, register: RegisterSimulator, simulator: OrganisationSimulator, drifting: str
) -> None:
    simulator.submit(system, "drift")
    risk = register.accepted(system, source="threat", source_key=drifting)
    tested = simulator.revisions[system.pk]
    newer = inventory.record_revision(cast.actor("owner"), tested.asset, label="2", digest="ab" * 32, made_at=now())
    inventory.release_version(cast.actor("owner"), system, "2.0", [newer], now())
    assert (status(system, drifting), entry(risk).standing) == (Status.STALE, Standing.LAPSED)


def test_a_failing_check_is_never_hidden_by_an_acceptance(
    system: AISystem, register: RegisterSimulator, simulator: OrganisationSimulator, drifting: str
) -> None:
    simulator.submit(system, "drift", "fail")
    register.accepted(system, source="threat", source_key=drifting)
    assert status(system, drifting) is Status.FAILING


def test_a_new_threat_model_another_owner_or_treatment_lets_it_lapse(
    cast: Cast, system: AISystem, register: RegisterSimulator, drifting: str
) -> None:
    risk = register.accepted(system, source="threat", source_key=drifting)
    risk_services.save_threat_model(cast.actor("owner"), system, f"{EXAMPLE}# looked at again\n", seen=1)
    assert entry(risk).lapsed == "the threat model went from version 1 to 2"
    assert status(system, drifting) is Status.OPEN
    other = register.accepted(event="Scores leak")
    register.treat(other, option="share")
    assert entry(other).lapsed == "its treatment changed"
    third = register.accepted(event="Scores are read aloud")
    shown = register_services.RiskDescription.of(third)
    from dataclasses import replace

    changed = replace(shown, owner_id=cast.people["owner"].pk)
    register_services.describe_risk(cast.actor("assessor"), third, changed, seen=shown.fingerprint)
    assert "has another owner" in entry(third).lapsed
    fourth = register.accepted(event="Clerks stop looking")
    register.judge(fourth, 3, 3, "residual")
    assert entry(fourth).lapsed == "the residual risk was judged anew"


def test_after_its_last_day_it_stands_no_more(cast: Cast, register: RegisterSimulator) -> None:
    from assentian.journal.acts import act

    risk = register.accepted()
    accepted = risk.acceptances.get()
    with act(cast.organisation, "s:test", "let a day pass"):
        accepted.until = now().date() - timedelta(days=1)
        accepted.save()
    assert entry(risk).lapsed.startswith("it was accepted until")
    with act(cast.organisation, "s:test", "review"):
        assert review(cast.organisation) == [accepted]


def test_a_withdrawn_treatment_treats_nothing(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.accepted()
    made = risk.treatments.get()
    services.withdraw_treatment(cast.actor("manager"), made, "The supplier refused.")
    assert entry(risk).lapsed == "its treatment changed"
    assert entry(risk).level == "high"
    with pytest.raises(RiskError, match="withdrawn already"):
        services.withdraw_treatment(cast.actor("manager"), made, "Again.")
    made.refresh_from_db()
    action = services.NewAction(title="More", owner_id=cast.people["owner"].pk, due=now().date())
    with pytest.raises(RiskError, match="was withdrawn"):
        services.add_action(cast.actor("manager"), made, action)


def test_who_does_an_action_says_that_it_is_done_and_others_may_not(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    (action,) = register.treat(risk, "Sign the rows").actions.all()
    with pytest.raises(RiskError, match="says who does it"):
        services.finish_action(cast.actor("approver"), action, "Done.")
    with pytest.raises(NotPermittedError):
        services.finish_action(cast.actor("auditor"), action, "Done.")
    with pytest.raises(RiskError, match="say what was done"):
        services.finish_action(cast.actor("contributor"), action, " ")
    services.finish_action(cast.actor("contributor"), action, "Keys are out.")
    with pytest.raises(RiskError, match="done already"):
        services.finish_action(cast.actor("contributor"), action, "Again.")


def test_a_treatment_that_cannot_stand_is_refused(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    manager = cast.actor("manager")
    for plan_, field in (
        (services.NewTreatment(option="ignore", statement="x"), "option"),
        (services.NewTreatment(option="modify", statement=" "), "statement"),
        (services.NewTreatment(option="modify", statement="x", controls=["iso42001:A.99"]), "controls"),
        (services.NewTreatment(option="modify", statement="x", controls=["c" * 500]), "controls"),
    ):
        with pytest.raises(RiskError) as caught:
            services.treat(manager, risk, plan_)
        assert caught.value.field == field
    foreign = services.NewAction(title="x", owner_id=cast.people["outsider"].pk, due=now().date())
    with pytest.raises(RiskError, match="must be a member"):
        services.treat(manager, risk, services.NewTreatment(option="modify", statement="x", actions=[foreign]))


def test_the_plan_shows_what_is_late_first_and_is_exported(cast: Cast, register: RegisterSimulator) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    risk = register.identify()
    made = register.treat(risk, "Sign the rows")
    register.treat(register.identify(event="Scores leak"), option="retain")
    late = services.NewAction(
        title="Ask the partner", owner_id=cast.people["owner"].pk, due=now().date() - timedelta(days=3)
    )
    services.add_action(cast.actor("manager"), made, late)
    assert [one.state for one in plan.steps(cast.organisation, now().date())] == ["overdue", "open", "no_action"]
    assert plan.overdue(cast.organisation, now().date()) == 1
    client = cast.client("auditor")
    page = client.get(f"/o/{cast.organisation}/risks/plan/").content.decode()
    assert page.index("Ask the partner") < page.index("Sign the rows")
    assert "Sign the rows" not in client.get(f"/o/{cast.organisation}/risks/plan/?state=overdue").content.decode()
    assert "Ask the partner" in client.get(f"/o/{cast.organisation}/risks/plan.csv").content.decode()
    book = load_workbook(BytesIO(client.get(f"/o/{cast.organisation}/risks/plan.xlsx").content))
    assert [cell.value for cell in book.worksheets[0]["I"]] == ["Action", "Ask the partner", "Sign the rows", None]
    assert client.get(f"/o/{cast.organisation}/risks/plan.exe").status_code == 404


def test_the_pages_treat_finish_withdraw_and_accept(cast: Cast, register: RegisterSimulator) -> None:
    risk = register.identify()
    register.judge(risk, 4, 4)
    base = f"/o/{cast.organisation}/risks/"
    manager, contributor = cast.client("manager"), cast.client("contributor")
    owner: Client = cast.client("risk_owner")
    typed = {"option": "modify", "statement": "Rows are signed.", "controls": "iso42001:A.7.4\n\nFour eyes"}
    half = manager.post(f"{base}1/treat/", {**typed, "title1": "Sign the rows"}).content.decode()
    assert half.count("An action needs its words") >= 2
    whole = {**typed, "title1": "Sign the rows", "owner1": cast.people["contributor"].pk, "due1": "2030-01-01"}
    assert "is decided" in manager.post(f"{base}1/treat/", whole, follow=True).content.decode()
    blocked = owner.get(f"{base}1/accept/").content.decode()
    assert "It cannot be accepted yet" in blocked
    (action,) = risk.treatments.get().actions.all()
    refused = cast.client("approver").post(f"{base}actions/{action.pk}/", {"note": "Done."})
    assert "says who does it" in refused.content.decode()
    contributor.post(f"{base}actions/{action.pk}/", {"note": "Keys are out."})
    register.judge(risk, 2, 3, "residual")
    page = owner.get(f"{base}1/accept/")
    seen = page.context["digest"]
    day = now().date() + timedelta(days=30)
    done = owner.post(f"{base}1/accept/", {"until": day, "reason": "Small.", "seen": seen}, follow=True)
    assert f"accepted until {day:%Y-%m-%d}" in done.content.decode()
    treatment = risk.treatments.get().pk
    refused = manager.post(
        f"{base}treatments/{treatment}/action/",
        {"title": "More", "action_owner_id": cast.people["owner"].pk, "due": day},
    )
    assert "what remains is accepted" in refused.content.decode()
    given_up = manager.post(f"{base}treatments/{treatment}/withdraw/", {"reason": "Too dear."}, follow=True)
    assert "The acceptance lapsed" in given_up.content.decode()
    assert manager.get(f"{base}treatments/999/withdraw/").status_code == 404
    assert manager.get(f"{base}actions/999/").status_code == 404
