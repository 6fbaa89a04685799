"""The demonstration as it is built: its evidence fills the assessment, and contradicts who says otherwise."""

from typing import Any

import pytest
from django.db import transaction

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.demo.build import FILLING, build
from assentian.impact.bank.facts import Mode, Question
from assentian.impact.drafting import challenging, queries, services
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import Said
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading
from assentian.impact.measured.sources import sources
from assentian.impact.models import Assessment, Challenge
from assentian.impact.services import ImpactError
from assentian.inventory.models import AISystem
from assentian.journal.context import now

pytestmark = pytest.mark.django_db
NOT_SHOWN = {"labels"}
"""Nobody labels a loan by hand: that stays what people say."""
REAL = {("intersections", "fairness.groups_tested"), ("impact_register", "ops.incidents")}
"""What the demonstration's own answers claim against its evidence, and only people can settle."""
FALSE: dict[str, Any] = {
    "learning_mode": "continuous",
    "reach": "900",
    "environment": "120",
    "group_results": "1",
    "lineage": "60",
    "representative": "18",
    "appeal_results": "0",
    "stop_fallback": "no",
    "competence": "45",
    "robustness": "9",
    "security_tests": {"threat_coverage": "95"},
    "coverage": "40",
    "baseline": "0.93",
    "current_state": "0.97",
    "drift": "0.02",
    "fairness_now": "0.4",
    "logs": "71",
    "components": [],
    "limits": [],
    "incidents": [],
    "misuse": [],
}


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory):
    """The draft of the scored portfolio in a demonstration that is built once, and what was challenged while false
    statements stood in it, before its evidence was taken over.
    """
    challenged: dict[str, Challenge] = {}

    def claim(step: str) -> None:
        if step == FILLING:
            challenged.update(lie())

    with django_db_blocker.unblock(), transaction.atomic():
        build(tmp_path_factory.mktemp("demonstration"), claim)
        yield queries.draft(score()), challenged
        transaction.set_rollback(True)


@pytest.fixture
def draft(demonstration):
    return demonstration[0]


def lie() -> dict[str, Challenge]:
    """Say everything that is false, hold it against the evidence, and take it all back."""
    with transaction.atomic():
        draft = queries.draft(score())
        owner, told = owner_of(draft), queries.told(draft)
        for question in [one for one in told.asked if one.key in FALSE]:
            for row in told.rows.get(question.key, ()):
                services.remove_row(owner, draft, row, Seen(row.revision, row.tab))
            seen = Seen(told.answers[question.key].revision) if question.key in told.answers else Seen()
            services.save_answer(owner, draft, question, Said(value=FALSE[question.key], seen=seen))
        challenging.hold(owner.name, draft, owner.user_id)
        opened = {one.question: one for one in Challenge.objects.filter(assessment=draft, state="open")}
        transaction.set_rollback(True)
    return {key: one for key, one in opened.items() if key in FALSE}


def owner_of(draft: Assessment) -> Actor:
    person = queries.told(draft).people["system_owner"].person
    return accounts.acting(person, draft.organisation_id)[0]


def score() -> AISystem:
    return AISystem.objects.get(slug="northwind-score")


def fillable(told: Told) -> list[Question]:
    return [one for one in told.asked if any(auto.mode is not Mode.CHALLENGE for auto in one.auto)]


def filling(question: Question, readings: dict[str, Reading]) -> Reading | None:
    offered = (readings[auto.source] for auto in question.auto if auto.source in readings)
    modes = {auto.source: auto.mode for auto in question.auto if auto.mode is not Mode.CHALLENGE}
    return next((one for one in offered if offering.fits(question, modes.get(one.source, Mode.CHALLENGE), one)), None)


def test_nearly_every_question_that_evidence_can_fill_is_filled_with_digest_and_time(draft, record_property):
    told, readings = queries.told(draft), sources.of(score(), now())
    asked = fillable(told)
    assert len(asked) == 33
    shown = {one.key: reading for one in asked if (reading := filling(one, readings))}
    record_property("filled", len(shown))
    assert {one.key for one in asked} - shown.keys() == NOT_SHOWN
    assert len(shown) == 32
    for key, reading in shown.items():
        assert len(reading.digest) == 64, key
        assert reading.at is not None, key
        assert reading.at <= now(), key


def test_what_evidence_filled_is_kept_beside_the_answer(draft):
    told = queries.told(draft)
    for question in fillable(told):
        answer = told.answers.get(question.key)
        if question.key in {*NOT_SHOWN, "impact_register"}:  # the last is answered by people
            assert answer is None or not answer.source
            continue
        assert answer is not None, question.key
        assert answer.state == "accepted", question.key
        assert len(answer.reading["digest"]) == 64, question.key
        assert answer.reading["at"], question.key
        assert bool(answer.evidence) == (answer.reading["digest"] == getattr(answer.evidence, "digest", None))


def test_what_evidence_fills_is_not_challenged(draft):
    opened = Challenge.objects.filter(assessment=draft, state="open").values_list("question", "source")
    assert set(opened) == REAL


def test_every_false_statement_is_challenged_with_both_values(demonstration, record_property):
    _, challenged = demonstration
    record_property("false statements challenged", len(challenged.keys() & FALSE.keys()))
    assert challenged.keys() == FALSE.keys()
    assert len(FALSE) >= 12
    for key, one in challenged.items():
        assert one.said is not None, key
        assert one.measured["value"] not in ("", str(one.said)), key
        assert len(one.measured["digest"]) == 64, key
        assert one.say, key


def test_a_measured_value_is_adjusted_with_a_reason_and_not_without(draft):
    owner, question = owner_of(draft), queries.told(draft).bank.question("robustness")
    standing = queries.told(draft).answers["robustness"]
    seen = Seen(standing.revision)
    with pytest.raises(ImpactError, match="say why the measured value does not stand") as refused:
        services.save_answer(owner, draft, question, Said(value="9", seen=seen, reason=" "))
    assert refused.value.field == "reason"
    why = "The noise of the new scanners is three times what the check assumes."
    services.save_answer(owner, draft, question, Said(value="9", seen=seen, reason=why))
    adjusted = queries.told(draft).answers["robustness"]
    assert (adjusted.state, adjusted.reason, adjusted.grade) == ("adjusted", why, "A1")
    assert adjusted.reading["offered"] == standing.value
    assert adjusted.evidence == standing.evidence
    challenging.hold(owner.name, draft, owner.user_id)
    assert not Challenge.objects.filter(assessment=draft, state="open", question="robustness").exists()
