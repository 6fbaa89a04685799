"""The demonstration as it is built: its evidence fills the assessment, and contradicts who says otherwise."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from assentian.accounts import queries as accounts
from assentian.demo.build import build
from assentian.impact.bank.facts import Mode, Question
from assentian.impact.drafting import challenging, queries, saving, services
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import Said
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading
from assentian.impact.measured.sources import sources
from assentian.impact.models import Challenge
from assentian.inventory.models import AISystem
from assentian.journal.context import now

pytestmark = pytest.mark.django_db
NOT_SHOWN = {"labels", "public_summary"}
"""Nobody labels a loan by hand, and the demonstration publishes nothing: that stays open."""
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
    "coverage": "100",
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
def draft(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The draft of the scored portfolio, in a demonstration that is built once and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(tmp_path_factory.mktemp("demonstration"))
        yield queries.draft(score())
        transaction.set_rollback(True)


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
    filled = {one.key: reading for one in asked if (reading := filling(one, readings))}
    record_property("filled", len(filled))
    assert {one.key for one in asked} - filled.keys() == NOT_SHOWN
    assert len(filled) == 31
    for key, reading in filled.items():
        assert len(reading.digest) == 64, key
        assert reading.at is not None, key
        assert reading.at <= now(), key


def test_what_evidence_filled_is_kept_beside_the_answer(draft):
    told = queries.told(draft)
    for question in fillable(told):
        answer = told.answers.get(question.key)
        if question.key in {*NOT_SHOWN, "impact_register"}:  # the last is answered by people
            assert answer is None
            continue
        assert answer is not None, question.key
        assert answer.state == "accepted", question.key
        assert len(answer.reading["digest"]) == 64, question.key
        assert answer.reading["at"], question.key
        assert bool(answer.evidence) == (answer.reading["digest"] == getattr(answer.evidence, "digest", None))


def test_true_statements_are_not_challenged(draft):
    assert not Challenge.objects.filter(assessment=draft).exists()


def test_every_false_statement_is_challenged_and_none_of_the_true_ones(draft, record_property):
    told = queries.told(draft)
    owner = accounts.acting(told.people["system_owner"].person, draft.organisation_id)[0]
    kept = {key: (told.answers[key], list(told.rows.get(key, ()))) for key in FALSE}
    for key, claim in FALSE.items():
        for row in kept[key][1]:
            services.remove_row(owner, draft, row)
        services.save_answer(owner, draft, told.bank.question(key), Said(value=claim, seen=Seen(kept[key][0].revision)))
    challenging.hold(owner.name, draft, owner.user_id)
    held = {one.question for one in Challenge.objects.filter(assessment=draft, state="open")}
    record_property("false statements challenged", len(held & FALSE.keys()))
    assert held == FALSE.keys()
    assert len(FALSE) >= 12

    readings = sources.of(score(), now())
    for key in FALSE:
        found = queries.told(draft)
        saving.accept(owner, found, found.bank.question(key), filling(found.bank.question(key), readings))
    challenging.hold(owner.name, draft, owner.user_id)
    assert not Challenge.objects.filter(assessment=draft, state="open").exists()
