"""The demonstration's recorded decisions: every one of the table, replayed by its model, sealed by its ledger."""

import json
from pathlib import Path

import pytest

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.demo import credit, recording, reviews, workspace
from assentian.ledger.keys import SigningKey
from assentian.standards.vocabulary import Verdict
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

MONTH = credit.LIVE_MONTHS[-1]


@pytest.mark.django_db
def test_the_month_is_recorded_sealed_and_comes_out_the_same(cast: Cast, tmp_path: Path) -> None:
    laid_out = workspace.lay_out(tmp_path, size=20)
    OrganisationSimulator(cast.actor("manager")).register_system("Northwind Score")
    head = recording.record(laid_out.events.parent, "northwind-score", credit.applications(MONTH, size=20))
    recording.seal(cast.actor("manager"), head)
    month = credit.applications(MONTH, size=800)
    reviews.write(laid_out.events.parent, month, SigningKey.generate("review-desk"))
    run = run_suite(load_suite(laid_out.events))
    assert [(result.kind, result.verdict, result.message) for result in run.results] == [
        ("performance", Verdict.INSUFFICIENT, ""),  # of twenty cases
        ("replay", Verdict.PASS, ""),
        ("log-chain", Verdict.PASS, ""),
        ("human-oversight", Verdict.PASS, ""),
        ("log-completeness", Verdict.PASS, ""),
    ]
    values = json.loads(head.with_suffix(".values.jsonl").read_text().splitlines()[0])
    assert set(json.loads(values["output"])) == {"score", "declined"}
    assert json.loads(values["explanation"]).keys() == json.loads(values["input"]).keys()


def test_nothing_to_record_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no decision"):
        recording.record(tmp_path, "northwind-score", [])
