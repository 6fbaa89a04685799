"""The confidence attack on real models: one that learnt its rows by heart, and one that could not."""

import json
import random

import joblib
import pytest

from assentian.checks.privacy.membership import interval
from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict

CHECK = (
    "columns: {label: y}\nchecks:\n  - {id: m, kind: membership-inference, members: {path: members.csv}, "
    "non_members: {path: others.csv}, "
)
MODEL = CHECK + "model: {sklearn: model.joblib}, features: [a, b]}\n"
SCORES = CHECK + "score: p}\n"


def people(rows, seed):
    chance = random.Random(seed)
    table = {"a": [chance.gauss(0, 1) for _ in range(rows)], "b": [chance.gauss(0, 1) for _ in range(rows)]}
    return table | {"y": [int(one + chance.gauss(0, 1) > 0) for one in table["a"]]}


def fitted(workshop, estimator, rows=400):
    """The estimator, fitted on the members and stored beside them."""
    members, others = people(rows, 1), people(rows, 2)
    estimator.fit([list(row) for row in zip(members["a"], members["b"], strict=True)], members["y"])
    joblib.dump(estimator, workshop.folder / "model.joblib")
    for name, table in (("members.csv", members), ("others.csv", others), ("current.csv", others)):
        workshop.table(name, table)


def test_a_forest_that_learnt_its_rows_by_heart_fails(workshop, metric):
    from sklearn.ensemble import RandomForestClassifier

    fitted(workshop, RandomForestClassifier(20, random_state=0))
    result = workshop.run(MODEL).results[0]
    assert result.verdict is Verdict.FAIL, result.message
    assert metric(result.metrics, "attack_auc").lower > 0.6
    assert metric(result.metrics, "advantage").value > 0.3
    assert [file.name for file in result.files] == ["model.joblib", "members.csv", "others.csv"]
    assert not any(file.record for file in result.files)
    counts = json.loads(json.dumps(result.profile.counts))
    assert KINDS["membership-inference"].evaluate({}, counts) == result.metrics


def test_a_line_that_holds_no_row_passes_and_the_published_steps_hide_single_persons(workshop, metric):
    from sklearn.linear_model import LogisticRegression

    fitted(workshop, LogisticRegression(), rows=3000)
    result = workshop.run(MODEL).results[0]
    assert result.verdict is Verdict.PASS, result.message
    public = KINDS["membership-inference"].publishable(result.profile.counts)
    assert all(cell == 0 or cell >= 10 for _, *cells in public["steps"] for cell in cells)
    again = KINDS["membership-inference"].evaluate({}, public)
    assert metric(again, "attack_auc").value == pytest.approx(metric(result.metrics, "attack_auc").value, abs=0.01)


def test_the_area_is_that_of_scikit_learn_and_the_interval_that_of_the_bootstrap(workshop, metric):
    from sklearn.metrics import roc_auc_score

    chance = random.Random(5)
    members = {"y": [1] * 300, "p": [round(1 / (1 + 2.718281828 ** -chance.gauss(0.5, 1)), 3) for _ in range(300)]}
    others = {"y": [1] * 300, "p": [round(1 / (1 + 2.718281828 ** -chance.gauss(0, 1)), 3) for _ in range(300)]}
    for name, table in (("members.csv", members), ("others.csv", others), ("current.csv", others)):
        workshop.table(name, table)
    result = workshop.run(SCORES).results[0]
    found = metric(result.metrics, "attack_auc")
    assert found.value == pytest.approx(roc_auc_score([1] * 300 + [0] * 300, members["p"] + others["p"]), abs=0.003)
    draws = sorted(
        roc_auc_score([1] * 300 + [0] * 300, chance.choices(members["p"], k=300) + chance.choices(others["p"], k=300))
        for _ in range(300)
    )
    assert (found.lower, found.upper) == pytest.approx((draws[7], draws[292]), abs=0.015)


def test_what_chance_could_explain_is_no_pass_and_few_rows_tell_nothing(workshop):
    rows = {"y": [1] * 120, "p": [0.5, 0.6] * 60}
    for name in ("members.csv", "others.csv", "current.csv"):
        workshop.table(name, rows)
    strict = SCORES.replace("p}", "p, metrics: {attack_auc: {warn: 0.5, breach: 0.51}}}")
    assert workshop.run(strict).results[0].verdict is Verdict.INSUFFICIENT
    workshop.table("members.csv", {"y": [1] * 40, "p": [0.5] * 40})
    assert workshop.run(SCORES).results[0].verdict is Verdict.INSUFFICIENT
    workshop.table("members.csv", {"y": [1] * 120, "p": [2] * 120})
    assert "the score 2 is no probability" in workshop.run(SCORES).results[0].message


def test_an_attack_that_tells_all_has_the_area_one():
    assert interval([(0, 100), (100, 0)]) == (1, 1)
