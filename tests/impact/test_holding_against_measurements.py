"""Answers beside what was measured: values taken over, thirteen false statements challenged, and what settles them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assentian.evidence import services as evidence
from assentian.impact.choices import ChallengeState
from assentian.impact.drafting import challenging, queries, saving, services
from assentian.impact.measured.sources import sources
from assentian.impact.models import Answer, Challenge
from assentian.impact.services import ImpactError
from assentian.journal.context import now
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod
from tests.impact.filling import fill, say
from tests.simulator import OrganisationSimulator, metric

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FALSE = {
    "automation": "decides_reviewed",
    "override": ["authority", "time", "no_penalty"],
    "reach": "12",
    "human_review": "easy",
    "effect": "material",
    "gap_judgement": "no_gap",
    "intersections": "all",
}


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator):
    return simulator.register_system()


@pytest.fixture
def draft(cast, system):
    return services.start(cast.actor("manager"), system)


def operate(simulator, system, *, overrides=1, seconds=4, decisions=9000):
    moment = now()
    since = moment - timedelta(days=30)
    period = NewPeriod(
        start=since,
        end=moment,
        decisions=decisions,
        overrides=overrides,
        review_seconds_median=Decimal(seconds),
        population={"Gotland": decisions},
    )
    incident = NewIncident(
        reference="INC-1", title="Wrong refusals", severity="I", happened_at=since, detected_at=moment
    )
    complaint = NewCase(kind="complaint", reference="C-1", received_at=since, topic="language")
    for row in (period, incident, complaint):
        operation.record(simulator.actor, system, [row])


def measure_fairness(simulator, system):
    """Two groups, each by itself: a ratio below 0.8 and a gap beyond ten points, intervals and all."""
    told = [("selection_ratio", "sex", "0.6"), ("tpr_gap", "sex", "0.21"), ("selection", "sex=f", "0.3")]
    metrics = [
        {**metric("fail"), "name": name, "where": where, "value": value, "lower": value, "upper": value}
        for name, where, value in told
    ]
    evidence.receive(simulator.actor, simulator.envelope(system, "fairness", "fail", metrics=metrics))


def hold(cast, draft):
    return challenging.hold(cast.actor("manager").name, draft, cast.people["manager"].pk)


def test_a_measured_value_is_taken_over_with_where_it_comes_from(cast, simulator, system, draft):
    operate(simulator, system)
    told = queries.told(draft)
    reading = sources.of(system, now())["ops.decision_volume"]
    saving.accept(cast.actor("owner"), told, told.bank.question("reach"), reading)
    answer = Answer.objects.get(question="reach")
    assert (answer.value, answer.state, answer.source) == (
        str(12 * int(reading.number)),
        "accepted",
        "ops.decision_volume",
    )
    assert answer.reading["n"] == 9000
    card = sources.of(system, now())["registry.system_card"]
    saving.accept(cast.actor("owner"), told, told.bank.question("purpose"), card)
    assert Answer.objects.get(question="purpose").value == system.purpose
    parts = sources.of(system, now())["registry.dependencies"]
    saving.accept(cast.actor("owner"), told, told.bank.question("dependencies"), parts)
    saving.accept(cast.actor("owner"), queries.told(draft), told.bank.question("dependencies"), parts)
    assert [row.values["dependency"] for row in queries.told(draft).rows["dependencies"]] == ["Data of Credit scorer"]


def test_what_offers_no_answer_is_not_taken_over(cast, simulator, system, draft):
    operate(simulator, system)
    told = queries.told(draft)
    reading = sources.of(system, now())["ops.population"]
    with pytest.raises(ImpactError, match="nothing that could be the answer"):
        saving.accept(cast.actor("owner"), told, told.bank.question("choice"), reading)


def test_false_statements_are_all_challenged_with_both_values(cast, simulator, system, draft):
    fill(cast.actor("manager"), draft, **FALSE)
    bank = queries.told(draft).bank
    services.add_row(cast.actor("manager"), draft, bank.question("use_scope"), {"place": "Skåne"})
    operate(simulator, system)
    hold(cast, draft)
    measure_fairness(simulator, system)
    opened = set(Challenge.objects.filter(state="open").values_list("question", "source"))
    assert opened == {
        ("automation", "ops.override_rate"),
        ("automation", "ops.review_seconds_median"),
        ("override", "ops.override_rate"),
        ("override", "ops.review_seconds_median"),
        ("reach", "ops.decision_volume"),
        ("human_review", "ops.appeals"),
        ("use_scope", "ops.population"),
        ("groups", "ops.population"),
        ("impact_register", "ops.incidents"),
        ("impact_register", "ops.complaints"),
        ("gap_judgement", "fairness.selection_ratio_min"),
        ("gap_judgement", "fairness.tpr_gap_max"),
        ("intersections", "fairness.groups_tested"),
    }
    one = Challenge.objects.get(question="automation", source="ops.override_rate")
    assert one.said == "decides_reviewed"
    assert one.measured["value"] == "0.01"
    assert {one.question for one in Challenge.objects.all()} <= queries.told(draft).evidence.challenged
    assert hold(cast, draft) == [], "each contradiction is told once"


def test_changing_the_answer_closes_it(cast, simulator, system, draft):
    fill(cast.actor("manager"), draft, **FALSE)
    operate(simulator, system)
    hold(cast, draft)
    say(cast.actor("owner"), draft, "automation", "decides")
    hold(cast, draft)
    assert set(Challenge.objects.filter(question="automation").values_list("state", flat=True)) == {"changed"}
    assert "automation" not in queries.told(draft).evidence.challenged


def test_a_reason_holds_until_its_day_and_a_dispute_until_it_is_measured_again(cast, simulator, system, draft):
    fill(cast.actor("manager"), draft, **FALSE)
    operate(simulator, system)
    hold(cast, draft)
    first, second = Challenge.objects.filter(question="override").order_by("pk")
    owner = cast.actor("owner")
    with pytest.raises(ImpactError, match="until which day"):
        challenging.settle(owner, first, ChallengeState.JUSTIFIED, "A slow month.")
    with pytest.raises(ImpactError, match="say why"):
        challenging.settle(owner, first, ChallengeState.DISPUTED, " ")
    challenging.settle(owner, first, ChallengeState.JUSTIFIED, "A slow month.", now() + timedelta(days=30))
    challenging.settle(owner, second, ChallengeState.DISPUTED, "The clock stood still.")
    with pytest.raises(ImpactError, match="settled already"):
        challenging.settle(owner, first, ChallengeState.DISPUTED, "Again.")
    assert hold(cast, draft) == []
    assert "override" in queries.told(draft).evidence.challenged, "a dispute still costs its credit"
    Challenge.objects.filter(pk=first.pk)
    first.refresh_from_db()
    assert not queries.is_standing(first)


def test_new_evidence_challenges_a_draft_by_itself(cast, simulator, system, draft):
    fill(cast.actor("manager"), draft, **FALSE)
    operate(simulator, system)
    assert not Challenge.objects.exists()
    simulator.submit(system)
    assert Challenge.objects.filter(question="automation").count() == 2
