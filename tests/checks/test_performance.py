"""Performance against scikit-learn, and the limit that the reference itself shows."""

import random

import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from assentian.checks.performance.evaluate import evaluate, publishable
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict

CHECK = "checks:\n  - {id: p, kind: performance}\n"


def scored(seed, rows, *, noise=0.15):
    source = random.Random(seed)
    truth = [source.random() for _ in range(rows)]
    scores = [min(1.0, max(0.0, share + source.gauss(0, noise))) for share in truth]
    return {"s": scores, "y": [int(source.random() < share) for share in truth]}


def run(workshop, current, *, reference=None, check=CHECK):
    workshop.table("current.csv", current)
    data = "current: {path: current.csv}"
    if reference:
        workshop.table("reference.csv", reference)
        data += ", reference: {path: reference.csv}"
    path = workshop.folder / "suite.yaml"
    path.write_text(f"suite: 1\nsystem: credit\ndata: {{{data}}}\ncolumns: {{label: y, score: s}}\n{check}")
    return run_suite(load_suite(path)).results[0]


def test_auc_and_brier_score_are_those_of_scikit_learn(workshop, metric):
    table = scored(1, 3000)
    found = run(workshop, table).metrics
    area = metric(found, "auc")
    assert area.value == pytest.approx(roc_auc_score(table["y"], table["s"]), abs=5e-4)
    assert area.lower < roc_auc_score(table["y"], table["s"]) < area.upper
    assert metric(found, "brier").value == pytest.approx(brier_score_loss(table["y"], table["s"]), abs=1e-3)


def test_a_declared_limit_is_judged(workshop):
    for breach, verdict in ((0.7, Verdict.PASS), (0.95, Verdict.FAIL)):
        check = CHECK.replace("performance}", f"performance, metrics: {{auc: {{breach: {breach}, warn: {breach}}}}}}}")
        assert run(workshop, scored(1, 1000), check=check).verdict is verdict


def test_without_a_limit_ten_windows_of_the_reference_set_one(workshop, metric):
    reference = scored(2, 11_000)
    assert run(workshop, scored(3, 1000), reference=reference).verdict is Verdict.PASS
    spoilt = run(workshop, scored(3, 1000, noise=1.5), reference=reference)
    assert metric(spoilt.metrics, "auc").status is Verdict.FAIL
    few = run(workshop, scored(3, 1000), reference=scored(2, 3000))
    assert few.verdict is Verdict.INSUFFICIENT
    assert "declare one, or give a reference" in few.metrics[0].note


def test_outcomes_not_known_yet_are_counted_and_too_few_are_insufficient(workshop):
    table = scored(1, 200)
    table["y"] = [value if index < 40 else None for index, value in enumerate(table["y"])]
    result = run(workshop, table)
    assert result.verdict is Verdict.INSUFFICIENT
    assert result.profile.counts["without_outcome"] == 160


def test_scores_that_are_no_probabilities_are_an_error(workshop):
    table = scored(1, 100)
    table["s"][0] = 7
    result = run(workshop, table)
    assert "suite.yaml:4: columns.score: the column 's' in current.csv holds scores outside 0 to 1" in result.message


def test_what_leaves_tells_of_no_small_bin_and_keeps_the_area(workshop, metric):
    result = run(workshop, scored(1, 3000))
    public = publishable(result.profile.counts)
    assert all(cases == 0 or cases >= 10 for _, *both in public["current"] for cases in both)
    assert metric(evaluate({}, public), "auc").value == pytest.approx(metric(result.metrics, "auc").value, abs=0.01)
