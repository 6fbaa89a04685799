"""Wrong labels that were planted are found; the joint is that of cleanlab; a missing library is not run."""

import json
import random
import subprocess
import sys

import numpy as np
import pytest

from assentian.checks.labels.confident import confident_classes, joint, wrong_by_class
from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict

FEATURES = "checks:\n  - {id: n, kind: label-noise, features: [a, b, c], max: 0.05, source: s}\n"


def planted(*, rows=2000, flips=0.01, seed=7, worst=""):
    """Three classes in two noisy columns and a text; the share `flips` of labels is wrong, all in `worst` if named."""
    chance = random.Random(seed)
    table = {name: [] for name in ("a", "b", "c", "y", "s")}
    wrong = []
    for row in range(rows):
        true, source = chance.randrange(3), "xyz"[row % 3]
        flipped = chance.random() < (flips * 3 * (source == worst) if worst else flips)
        label = (true + chance.choice((1, 2))) % 3 if flipped else true
        wrong += [row] if flipped else []
        values = (
            chance.gauss((0, 3, 0)[true], 1),
            chance.gauss((0, 0, 3)[true], 1),
            "uvw"[true % 2],
            f"k{label}",
            source,
        )
        for name, value in zip(table, values, strict=True):
            table[name].append(value)
    return table, wrong


def run(workshop, table, body=FEATURES):
    workshop.table("current.csv", table)
    return workshop.run(f"columns: {{label: y}}\n{body}").results[0]


def test_planted_flips_are_estimated_and_a_clean_table_passes(workshop, metric):
    result = run(workshop, planted(flips=0.03)[0])
    rate = metric(result.metrics, "error_rate")
    assert result.verdict is Verdict.PASS, result.message
    assert 0.015 < rate.value < 0.05
    assert sum(map(sum, result.profile.counts["joint"])) <= result.n == 2000
    counts = json.loads(json.dumps(result.profile.counts))
    assert KINDS["label-noise"].evaluate({"max": 0.05}, counts) == result.metrics


def test_the_largest_numbers_there_are_give_the_same_counts(workshop):
    table, _ = planted(rows=600, flips=0.03)
    plain = run(workshop, table)
    huge = run(workshop, {**table, "a": [value * 2.0**1020 for value in table["a"]]})
    assert max(map(abs, table["a"])) * 2.0**1020 > 1e307
    assert huge.profile.counts == plain.profile.counts


def test_many_flips_fail_and_so_does_one_source_that_brings_them(workshop, metric):
    result = run(workshop, planted(flips=0.12)[0])
    assert metric(result.metrics, "error_rate").status is Verdict.FAIL
    body = FEATURES.replace("}\n", ", metrics: {source_ratio: {warn: 2, breach: 2}}}\n")
    result = run(workshop, planted(flips=0.03, worst="y")[0], body)
    assert metric(result.metrics, "error_rate").status is Verdict.PASS
    assert metric(result.metrics, "source_ratio", "y").status is Verdict.FAIL
    assert metric(result.metrics, "source_ratio", "x").status is Verdict.PASS


def test_of_one_per_cent_of_flips_more_than_half_is_found_row_by_row():
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    values, true = load_digits(return_X_y=True)
    chance = random.Random(3)
    flipped = set(chance.sample(range(len(true)), len(true) // 100))
    labels = [int((one + chance.randrange(1, 10)) % 10) if row in flipped else int(one) for row, one in enumerate(true)]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    confident = confident_classes(labels, cross_val_predict(model, values, labels, method="predict_proba").tolist())
    found = [row for row in flipped if confident[row] not in {None, labels[row]}]
    assert len(found) / len(flipped) > 0.5


def test_the_confident_joint_and_its_estimate_are_those_of_cleanlab():
    chance = np.random.default_rng(1)
    labels = chance.integers(0, 4, 500)
    given = chance.dirichlet([1, 1, 1, 1], 500) + 0.5 * np.eye(4)[labels]
    given /= given.sum(axis=1, keepdims=True)
    thresholds = np.array([given[labels == one, one].mean() for one in range(4)])
    reached = given >= thresholds - 1e-6
    likeliest = np.where(reached, given, -1).argmax(axis=1)
    expected = np.zeros((4, 4), dtype=int)
    for label, one, confident in zip(labels, likeliest, reached.any(axis=1), strict=True):
        expected[label, one] += confident
    found = joint(labels.tolist(), confident_classes(labels.tolist(), given.tolist()), 4)
    assert found == expected.tolist()
    sizes = np.bincount(labels)
    calibrated = expected / expected.sum(axis=1, keepdims=True) * sizes[:, None]
    off = calibrated.sum(axis=1) - calibrated.diagonal()
    assert wrong_by_class(found, sizes.tolist()) == pytest.approx(off.tolist())


def test_given_probabilities_need_no_library_and_must_be_probabilities(workshop, metric):
    rows = 300
    table = {"y": ["no", "yes"] * (rows // 2), "p_no": [0.9, 0.2] * (rows // 2), "p_yes": [0.1, 0.8] * (rows // 2)}
    body = "checks:\n  - {id: n, kind: label-noise, probabilities: {p_no: 'no', p_yes: 'yes'}, max: 0.05}\n"
    assert metric(run(workshop, table, body).metrics, "error_rate").value == 0
    table["y"][0] = "yes"
    assert run(workshop, table, body).profile.counts["joint"] == [[149, 0], [1, 150]]
    table["p_no"][4] = 1.5
    assert "labelled row 5 is not a number from 0 to 1" in run(workshop, table, body).message
    assert (
        "names the classes no, yes; the labels are no, other"
        in run(workshop, table | {"y": ["no", "other"] * (rows // 2)}, body).message
    )


def test_a_small_class_a_label_among_the_features_and_few_rows_tell_no_share(workshop):
    table, _ = planted(rows=60)
    assert run(workshop, table).verdict is Verdict.INSUFFICIENT
    assert "holds the label 'y' itself" in run(workshop, table, FEATURES.replace("[a,", "[y, a,")).message
    table["y"][0] = "rare"
    assert "the class 'rare' has fewer than 5 rows" in run(workshop, table).message


def test_without_scikit_learn_it_is_not_run(workshop):
    workshop.table("current.csv", planted(rows=60)[0])
    suite = workshop.suite(f"columns: {{label: y}}\n{FEATURES}")
    program = (
        "import sys; sys.modules['sklearn'] = None\nfrom pathlib import Path\n"
        "from assentian.checks.run import run_suite\nfrom assentian.checks.suite import load_suite\n"
        f"result = run_suite(load_suite(Path({str(suite)!r}))).results[0]\nprint(result.verdict, result.message)"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert "assentian[ml]" in told
    assert told.startswith("not")
