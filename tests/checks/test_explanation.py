"""Reasons of a real linear model: true ones are heeded, turned ones are not, and a missing one is counted."""

import json
import pickle
import random

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict

BODY = "columns: {id: id}\nchecks:\n  - {id: e, kind: explanation, reasons: reasons.csv, run: run}\n"
MODEL = BODY.replace(
    "run: run}",
    "run: run, model: {sklearn: model.pkl}, features: [a, b, c], "
    "metrics: {deletion_fidelity: {warn: 0.8, breach: 0.8}, rank_stability: {warn: 0.7, breach: 0.7}}}",
)
FACTORS = {"a": 3.0, "b": 1.0, "c": 0.1}


def run(workshop, body, *, turned=False, shaken=False, left_out=0, rows=120):
    """Reasons are the true share of each feature in the score, or 1 / share where `turned`; two runs of each."""
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(2)
    table = {"id": [f"d{row}" for row in range(rows)]} | {
        name: [chance.gauss(0, 1) for _ in range(rows)] for name in FACTORS
    }
    values = list(zip(table["a"], table["b"], table["c"], strict=True))
    answers = [int(sum(map(float.__mul__, FACTORS.values(), row)) > 0) for row in values]
    (workshop.folder / "model.pkl").write_bytes(pickle.dumps(LogisticRegression().fit(values, answers)))
    records = []
    for row in range(left_out, rows):
        for turn in (1, 2):
            for (name, factor), value in zip(FACTORS.items(), values[row], strict=True):
                weight = chance.random() if shaken and turn == 2 else factor * value
                records.append((f"d{row}", turn, name, 1 / weight if turned else weight))
    names = ("decision", "run", "feature", "weight")
    workshop.table("reasons.csv", dict(zip(names, zip(*records, strict=True), strict=True)))
    workshop.table("current.csv", table)
    return workshop.run(body).results[0]


def test_true_and_stable_reasons_of_every_decision_pass(workshop, metric):
    result = run(workshop, MODEL)
    assert result.verdict is Verdict.PASS, result.message
    assert metric(result.metrics, "coverage").value == 1
    assert metric(result.metrics, "rank_stability").value == 1
    assert metric(result.metrics, "deletion_fidelity").value > 0.9
    counts = json.loads(json.dumps(result.profile.counts))
    asked = {"metrics": {name: {"warn": 0.8, "breach": 0.8} for name in ("deletion_fidelity", "rank_stability")}}
    assert [one.value for one in KINDS["explanation"].evaluate(asked, counts)] == [one.value for one in result.metrics]


def test_reasons_that_the_model_does_not_heed_fail(workshop, metric):
    result = run(workshop, MODEL, turned=True)
    assert metric(result.metrics, "deletion_fidelity").status is Verdict.FAIL
    assert metric(result.metrics, "coverage").status is Verdict.PASS


def test_reasons_that_change_from_run_to_run_fail(workshop, metric):
    found = metric(run(workshop, MODEL, shaken=True).metrics, "rank_stability")
    assert found.status is Verdict.FAIL
    assert abs(found.value) < 0.3


def test_a_decision_without_a_reason_fails(workshop, metric):
    result = run(workshop, BODY, left_out=1)
    assert result.verdict is Verdict.FAIL
    assert metric(result.metrics, "coverage").note == "1 decisions without a reason"


def test_too_few_to_compare_is_no_pass_where_a_limit_is_asked(workshop):
    assert run(workshop, MODEL, rows=12).verdict is Verdict.INSUFFICIENT


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (BODY.replace("id: id", ""), "columns.id: is missing"),
        (BODY.replace("run: run", "run: turn"), "checks[0].run: the column 'turn' is not in reasons.csv"),
    ],
)
def test_a_declaration_that_does_not_fit_is_named(workshop, body, problem):
    assert problem in run(workshop, body).message
