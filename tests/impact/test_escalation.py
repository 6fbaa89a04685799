"""What makes a trigger graver, and events that are read from what happens here without anybody reporting them."""

from datetime import timedelta

import pytest

from assentian.accounts import services as accounts
from assentian.impact.choices import ChallengeState
from assentian.impact.drafting import challenging, services
from assentian.impact.models import Challenge
from assentian.impact.watch.daily import look_at_all
from assentian.journal.context import now
from assentian.monitoring import triggers
from assentian.risk import services as risk
from assentian.risk.forms import EXAMPLE
from tests.impact.approving import Approved, told
from tests.simulator import metric

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def world(cast):
    return Approved(cast)


RATES = [told("fpr", "0.31", where="sex=Women over 60"), told("fpr", "0.05", where="sex=Men")]


def unfair(world, gap, *rates):
    world.watch("Gap", source="check", check_kind="fairness", metric="fpr_gap", where="sex")
    world.result("fairness", "fail", told("fpr_gap", gap, where="sex"), *rates, at=world.day(-3))
    return world.result("fairness", "fail", told("fpr_gap", gap, where="sex"), *rates, at=world.day(-2))


def test_a_fairness_limit_far_breached_for_a_vulnerable_group_stops_the_system(world):
    unfair(world, "0.26", *RATES)
    fired = world.trigger("T-MET-2")
    assert (fired.trigger_class, fired.hold) == ("stop", "fallback")
    assert fired.reason.endswith("; beyond twice, Women over 60 is a vulnerable group.")
    assert fired.due_at - fired.at == timedelta(0)
    assert fired.offered is not None


@pytest.mark.parametrize(("gap", "rates"), [("0.15", RATES), ("0.26", RATES[::-1][:1]), ("0.26", [])])
def test_a_nearer_breach_and_one_of_another_group_do_not(world, gap, rates):
    unfair(world, gap, *rates)
    assert (world.trigger("T-MET-2").trigger_class, world.trigger("T-MET-2").hold) == ("mandatory", "block_release")


def test_a_fairness_limit_breached_at_level_four_stops_the_system(world):
    world.revise(purpose="Other.")
    from assentian.impact.models import Assessment
    from assentian.journal.acts import act

    with act(world.cast.organisation, "s:test", "find it graver"):
        standing = Assessment.objects.get(pk=world.approved.pk)
        standing.level = "IV"
        standing.save()
    unfair(world, "0.15")
    assert world.trigger("T-MET-2").reason.endswith("; level IV.")
    assert world.trigger("T-MET-2").trigger_class == "stop"


@pytest.mark.parametrize(("other", "expected"), [("0.07", "mandatory"), ("0.03", "targeted")])
def test_drift_is_graver_where_a_fairness_metric_is_near_its_limit(world, other, expected):
    world.watch("Gap", source="check", check_kind="fairness", metric="fpr_gap", where="sex")
    world.result("fairness", "warn", told("fpr_gap", other, where="sex"), at=world.day(-4))
    world.watch("Shift", source="check", check_kind="drift", metric="psi", where="age")
    for day in (-3, -2):
        world.result("drift", "fail", told("psi", "0.15", where="age"), at=world.day(day))
    assert world.trigger("T-MET-3").trigger_class == expected


@pytest.mark.parametrize(
    ("name", "where", "group"),
    [
        ("fpr_gap", "sex", "f"),
        ("tpr_gap", "sex", "f"),
        ("fpr", "sex=f", "f"),
        ("ks", "age", ""),
        ("fpr_gap", "age", ""),
    ],
)
def test_the_group_that_is_worst_off_is_named_as_its_data_names_it(name, where, group):
    rates = [("fpr", "sex=f", "0.3"), ("fpr", "sex=m", "0.1"), ("tpr", "sex=f", "0.5"), ("tpr", "sex=m", "0.8")]
    metrics = [{**metric("fail"), "name": one, "where": at, "value": value} for one, at, value in rates]
    assert triggers.harmed(name, where, metrics) == group


@pytest.mark.parametrize(("outcome", "rules"), [(ChallengeState.DISPUTED, ["T-CTL-1"]), (ChallengeState.JUSTIFIED, [])])
def test_a_disputed_measurement_opens_what_was_approved(world, outcome, rules):
    manager = world.cast.actor("manager")
    draft = services.start(manager, world.system)
    world.period(world.at(-1), 60_000, overrides=3000, population={"Gotland": 60_000})
    challenging.hold(manager.name, draft, manager.user_id)
    one = Challenge.objects.get(assessment=draft, question="reach")
    before = world.fired()
    challenging.settle(world.cast.actor("owner"), one, outcome, "The counter ran twice.", now() + timedelta(days=9))
    assert world.fired()[len(before) :] == rules
    if rules:
        fired = world.trigger("T-CTL-1")
        assert "ops.decision_volume is disputed: The counter ran twice, state is disputed." in fired.reason
        assert fired.opened == ["M2.03"]


def test_another_threat_model_is_another_security_risk_assessment_and_other_words_are_not(world):
    manager = world.simulator.actor
    risk.save_threat_model(manager, world.system, f"{EXAMPLE}# looked at again\n", seen=1)
    assert world.fired() == []
    risk.save_threat_model(
        manager, world.system, EXAMPLE.replace("learns_online: false", "learns_online: true"), seen=2
    )
    assert world.fired() == ["T-ARC-1", "T-DPIA-1"]
    assert world.trigger("T-ARC-1").reason == "Architecture changed: changed: learning mode."
    assert "threats: " in world.trigger("T-DPIA-1").reason


def test_an_owner_who_has_left_is_seen_after_a_month(world):
    manager, owner = world.cast.actor("manager"), world.cast.people["owner"]
    world.revise(owner_id=owner.pk)
    accounts.set_roles(manager, owner, set())
    look_at_all(world.cast.organisation, now() + timedelta(days=30))
    assert "T-GOV-1" not in world.fired()
    look_at_all(world.cast.organisation, now() + timedelta(days=31, hours=1))
    assert "the owner is missing since" in world.trigger("T-GOV-1").reason


def test_the_last_who_manages_the_members_stays(world):
    with pytest.raises(accounts.AccountError, match="AIMS manager"):
        accounts.set_roles(world.simulator.actor, world.cast.people["manager"], set())
    accounts.set_roles(world.simulator.actor, world.cast.people["owner"], {"aims_manager"})
    accounts.set_roles(world.simulator.actor, world.cast.people["manager"], set())
    with pytest.raises(accounts.AccountError, match="unknown roles"):
        accounts.set_roles(world.cast.actor("owner"), world.cast.people["manager"], {"king"})


def test_twice_as_many_complaints_for_a_decision_ask_for_a_look(world):
    for number, days in enumerate((-170, -140, -110)):
        world.period(world.at(days), 1000, population={"Gotland": 1000})
        world.complain(f"Old {number}", world.at(days), 4)
    world.period(world.at(-10), 2000, population={"Gotland": 2000})
    world.complain("New", world.at(-8), 23)
    assert "T-MET-4" not in world.fired(), "23 of 3000 are not yet twice 12 of 3000"
    world.complain("More", world.at(-7), 2)
    assert world.trigger("T-MET-4").reason == "Appeals or complaints pattern: rate ratio 2.08 is above 2."


def test_a_right_to_use_data_that_ends_after_the_approval_is_seen_the_day_after(world):
    from assentian.inventory import services as inventory

    until = now().date() + timedelta(days=9)
    described = inventory.AssetDescription(
        name="Bought rows", kind="dataset", owner_id=world.simulator.actor.user_id, licence_until=until
    )
    bought = world.part("1", "dataset", inventory.register_asset(world.simulator.actor, described))
    inventory.release_version(world.simulator.actor, world.system, "2", [bought], now())
    for days, expected in ((9, False), (10, True), (11, True)):
        look_at_all(world.cast.organisation, now() + timedelta(days=days))
        assert ("T-DAT-3" in world.fired()) is expected
    assert world.fired().count("T-DAT-3") == 1
    assert f"the right to use Bought rows ended on {until}" in world.trigger("T-DAT-3").reason
