"""Performance against scikit-learn, and the limit that the reference itself shows."""

import random

import numpy as np
import pytest
from sklearn import metrics as sklearn
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from assentian.checks.performance.calibration import expected_shares, isotonic
from assentian.checks.performance.evaluate import evaluate
from assentian.checks.performance.publish import publishable
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


def test_decisions_log_loss_and_calibration_are_those_of_scikit_learn(workshop, metric):
    table = scored(4, 3000)
    found = run(workshop, table, check=CHECK.replace("performance}", "performance, threshold: 0.6}")).metrics
    called = [int(score >= 0.6) for score in table["s"]]
    for name, oracle in (
        ("accuracy", sklearn.accuracy_score),
        ("precision", sklearn.precision_score),
        ("recall", sklearn.recall_score),
        ("f1", sklearn.f1_score),
    ):
        one = metric(found, name)
        assert one.value == pytest.approx(oracle(table["y"], called), abs=1e-12)
        assert one.lower < one.value < one.upper
    middle = [min(0.9995, (int(score * 1000) + 0.5) / 1000) for score in table["s"]]
    assert metric(found, "log_loss").value == pytest.approx(sklearn.log_loss(table["y"], middle), abs=1e-9)
    tenth = np.minimum(np.array(middle) * 10, 9).astype(int)
    errors = [
        (tenth == bin_).mean()
        * abs(np.mean(np.array(middle)[tenth == bin_]) - np.mean(np.array(table["y"])[tenth == bin_]))
        for bin_ in range(10)
    ]
    assert metric(found, "ece").value == pytest.approx(sum(errors), abs=1e-9)


def test_predictions_without_a_score_are_judged_by_accuracy(workshop, metric):
    table = {"y": [0, 1] * 100, "p": [0, 1] * 90 + [1, 0] * 10}
    workshop.table("current.csv", table)
    check = "checks:\n  - {id: p, kind: performance, metrics: {accuracy: {breach: 0.95, warn: 0.95}}}\n"
    result = workshop.run("columns: {label: y, prediction: p}\n" + check).results[0]
    assert (metric(result.metrics, "accuracy").value, result.verdict) == (0.9, Verdict.FAIL)
    assert metric(result.metrics, "accuracy").n == 200


def test_the_worst_slice_is_found_and_a_small_one_is_insufficient(workshop, metric):
    good, bad, few = scored(5, 2000, noise=0.05), scored(6, 1000, noise=2), scored(7, 20)
    table = {name: good[name] + bad[name] + few[name] for name in good}
    table["g"] = ["good"] * 2000 + ["bad"] * 1000 + ["few"] * 20
    check = "checks:\n  - {id: p, kind: performance, groups: [g], metrics: {worst_slice_gap: {breach: 0.05}}}\n"
    result = run(workshop, table, check=check)
    gap = metric(result.metrics, "worst_slice_gap", "g")
    overall, worst = (sklearn.roc_auc_score(one["y"], one["s"]) for one in (table, bad))
    assert gap.value == pytest.approx(overall - worst, abs=0.002)
    assert (gap.status, gap.note) == (Verdict.FAIL, "auc worst in g=bad")
    assert metric(result.metrics, "auc", "g=few").status is Verdict.INSUFFICIENT
    assert publishable(result.profile.counts)["slices"] == []


def test_isotonic_regression_is_that_of_scikit_learn():
    source = random.Random(9)
    window = [[bin_, source.randrange(20), source.randrange(20) + 1] for bin_ in range(0, 1000, 7)]
    bins, negatives, positives = (np.array(column, dtype=float) for column in zip(*window, strict=True))
    cases = negatives + positives
    oracle = IsotonicRegression(increasing=True).fit(bins, positives / cases, sample_weight=cases)
    assert list(isotonic(window).values()) == pytest.approx(list(oracle.predict(bins)), abs=1e-12)
    between = list(range(1000))
    clipped = IsotonicRegression(increasing=True, out_of_bounds="clip").fit(
        bins, positives / cases, sample_weight=cases
    )
    assert list(expected_shares(window, between)) == pytest.approx(list(clipped.predict(between)), abs=1e-9)


def test_without_labels_performance_is_estimated_and_says_so(workshop, metric):
    reference, current = scored(2, 12_000), scored(3, 1000)
    labels, current["y"] = current["y"], [None] * 1000
    check = CHECK.replace("performance}", "performance, labels: estimated, threshold: 0.5, metrics: {auc: {}, f1: {}}}")
    result = run(workshop, current, reference=reference, check=check)
    area = metric(result.metrics, "auc")
    assert area.status in {Verdict.PASS, Verdict.FAIL, Verdict.WARN}
    assert "estimated without labels" in area.note
    assert area.value == pytest.approx(sklearn.roc_auc_score(labels, current["s"]), abs=0.03)
    assert metric(result.metrics, "f1").status is not None
    refused = run(workshop, current, check=check)
    assert "checks[0].labels: needs data.reference" in refused.message


def test_an_estimate_does_not_see_that_a_score_has_changed_its_meaning(workshop, metric):
    """The limit that every estimate states: only labels can tell a change of concept."""
    reference, current = scored(2, 12_000), scored(3, 1000)
    turned = {"s": current["s"], "y": [1 - label for label in current["y"]]}
    check = CHECK.replace("performance}", "performance, labels: estimated, metrics: {auc: {breach: 0.7}}}")
    assert metric(run(workshop, turned, reference=reference, check=check).metrics, "auc").value > 0.7
    assert run(workshop, turned, check=check.replace(", labels: estimated", "")).verdict is Verdict.FAIL


def test_a_reference_without_labels_estimates_nothing(workshop):
    unknown = {"s": scored(2, 500)["s"], "y": [None] * 500}
    check = CHECK.replace("performance}", "performance, labels: estimated}")
    assert run(workshop, scored(3, 100), reference=unknown, check=check).verdict is Verdict.INSUFFICIENT


def test_an_estimate_can_be_repeated_from_what_is_published(workshop, metric):
    check = CHECK.replace("performance}", "performance, labels: estimated, metrics: {auc: {breach: 0.6}}}")
    result = run(workshop, scored(3, 2000), reference=scored(2, 12_000), check=check)
    public = evaluate({"labels": "estimated", "metrics": {"auc": {"breach": 0.6}}}, publishable(result.profile.counts))
    assert metric(public, "auc").value == pytest.approx(metric(result.metrics, "auc").value, abs=0.02)
