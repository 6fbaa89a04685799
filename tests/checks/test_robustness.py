"""Accuracy under noise of two real models: one with a wide margin, one that splits hairs."""

import json
import pickle
import random

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict

BODY = (
    "columns: {label: y}\nchecks:\n  - {id: r, kind: robustness, model: {sklearn: model.pkl}, features: [a, b], "
    "budget: 0.2, max_drop: 0.05}\n"
)


def run(workshop, estimator, *, margin, rows=600, body=BODY):
    """The label is the sign of `a`, whose values keep `margin` from zero; `b` is noise."""
    chance = random.Random(4)
    table = {"a": [chance.choice((-1, 1)) * (margin + chance.random()) for _ in range(rows)]}
    table |= {"b": [chance.gauss(0, 1) for _ in range(rows)], "y": [int(one > 0) for one in table["a"]]}
    estimator.fit(list(zip(table["a"], table["b"], strict=True)), table["y"])
    (workshop.folder / "model.pkl").write_bytes(pickle.dumps(estimator))
    workshop.table("current.csv", table)
    return workshop.run(body).results[0]


def test_a_wide_margin_loses_nothing_and_still_claims_no_certainty(workshop, metric):
    from sklearn.linear_model import LogisticRegression

    result = run(workshop, LogisticRegression(), margin=1)
    drop = metric(result.metrics, "accuracy_drop", "budget=0.2")
    assert result.verdict is Verdict.PASS, result.message
    assert drop.value == 0
    assert drop.upper > 0
    counts = json.loads(json.dumps(result.profile.counts))
    assert KINDS["robustness"].evaluate({"max_drop": 0.05}, counts) == result.metrics


def test_a_model_that_splits_hairs_fails_more_the_larger_the_budget(workshop, metric):
    from sklearn.neighbors import KNeighborsClassifier

    hairs = BODY.replace("budget: 0.2", "budget: 2")
    result = run(workshop, KNeighborsClassifier(1), margin=0.01, body=hairs)
    drops = [metric(result.metrics, "accuracy_drop", f"budget={one}").value for one in ("0.5", "1", "2")]
    assert result.verdict is Verdict.FAIL
    assert drops == sorted(drops)
    assert metric(result.metrics, "clean_accuracy").value == 1
    assert result.metrics == run(workshop, KNeighborsClassifier(1), margin=0.01, body=hairs).metrics


def test_few_rows_tell_nothing_and_what_cannot_be_perturbed_is_named(workshop):
    from sklearn.linear_model import LogisticRegression

    assert run(workshop, LogisticRegression(), margin=1, rows=50).verdict is Verdict.INSUFFICIENT
    workshop.table("current.csv", {"a": [1] * 200, "b": [2] * 200, "y": [0, 1] * 100})
    assert "nothing can be perturbed" in workshop.run(BODY).results[0].message
    workshop.table("current.csv", {"a": [1, 2], "y": [0, 1]})
    assert "checks[0].features[1]: the column 'b'" in workshop.run(BODY).results[0].message


def test_a_drop_that_chance_could_explain_is_no_failure():
    counts = {"rows": 200, "repeats": 5, "right": 180, "levels": [["0.1", 60, 0, 250]]}
    (_, drop) = KINDS["robustness"].evaluate({"max_drop": 0.05}, counts)
    assert drop.value == pytest.approx(0.06)
    assert drop.status is Verdict.INSUFFICIENT
