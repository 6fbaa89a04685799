"""Group fairness against fairlearn, the published COMPAS rates, and the cases that hide a difference."""

import random

import numpy as np
import pytest
from fairlearn import metrics as fairlearn
from sklearn.metrics import accuracy_score, precision_score

from assentian.checks.fairness.evaluate import evaluate, publishable
from assentian.standards.vocabulary import Verdict

# ProPublica, "How We Analyzed the COMPAS Recidivism Algorithm", May 2016: TN, FP, FN, TP of Medium and High scores.
COMPAS = {
    "all": (2681, 1282, 1216, 2035),
    "African-American": (990, 805, 532, 1369),
    "Caucasian": (1139, 349, 461, 505),
}
ROLES = "columns: {label: y, prediction: p, groups: [g]}\n"
CHECK = "checks:\n  - {id: f, kind: fairness}\n"


def cube(*cells, groups=("g",), labelled=True):
    """Counts as the profile makes them: cells of (values, label, prediction, rows)."""
    return {
        "rows": sum(cell[3] for cell in cells),
        "groups": list(groups),
        "labelled": labelled,
        "cells": [list(cell) for cell in cells],
    }


def group(name, tn, fp, fn, tp):
    outcomes = ((0, 0, tn), (0, 1, fp), (1, 0, fn), (1, 1, tp))
    return [([name], label, prediction, rows) for label, prediction, rows in outcomes if rows]


def compas():
    rest = tuple(n - a - b for n, a, b in zip(*COMPAS.values(), strict=True))
    named = {"African-American": COMPAS["African-American"], "Caucasian": COMPAS["Caucasian"], "Other groups": rest}
    return cube(*[cell for name, counts in named.items() for cell in group(name, *counts)])


def random_table(seed, rows=3000):
    source = random.Random(seed)
    table = {"g": [source.choice("aaabbc") for _ in range(rows)], "h": [source.choice("xy") for _ in range(rows)]}
    table["y"] = [int(source.random() < 0.4) for _ in range(rows)]
    table["p"] = [
        int(source.random() < 0.3 + 0.2 * y + 0.1 * (g == "a")) for y, g in zip(table["y"], table["g"], strict=True)
    ]
    return table


ORACLES = {
    "selection": fairlearn.selection_rate,
    "tpr": fairlearn.true_positive_rate,
    "fpr": fairlearn.false_positive_rate,
    "fnr": fairlearn.false_negative_rate,
    "accuracy": accuracy_score,
    "ppv": precision_score,
    "npv": lambda actual, predicted: precision_score(actual, predicted, pos_label=0),
}


@pytest.mark.parametrize("seed", range(3))
def test_rates_gaps_and_ratios_are_exactly_those_of_fairlearn(workshop, metric, seed):
    table = random_table(seed)
    workshop.table("current.csv", table)
    asked = ", ".join(f"{name}_{way}: {{breach: 0.5}}" for name in ORACLES for way in ("gap", "ratio"))
    found = workshop.run(f"{ROLES}checks:\n  - {{id: f, kind: fairness, metrics: {{{asked}}}}}\n").results[0].metrics
    frame = fairlearn.MetricFrame(
        metrics=ORACLES,
        y_true=np.array(table["y"]),
        y_pred=np.array(table["p"]),
        sensitive_features=np.array(table["g"]),
    )
    for name in ORACLES:
        for value in "abc":
            assert metric(found, name, f"g={value}").value == pytest.approx(frame.by_group[name][value], abs=1e-15)
        gap = frame.difference(method="between_groups")[name]
        assert metric(found, f"{name}_gap", "g").value == pytest.approx(gap, abs=1e-15)
        ratio = frame.ratio(method="between_groups")[name]
        assert metric(found, f"{name}_ratio", "g").value == pytest.approx(ratio, abs=1e-15)


def test_the_published_rates_of_compas_come_out_and_fail(metric):
    found = evaluate({"metrics": {"fpr_gap": {"breach": 0.1}, "fnr_gap": {"breach": 0.1}}}, compas())
    published = {
        ("fpr", "African-American"): 0.4485,
        ("fpr", "Caucasian"): 0.2345,
        ("fnr", "African-American"): 0.2799,
        ("fnr", "Caucasian"): 0.4772,
    }
    for (name, race), rate in published.items():
        assert metric(found, name, f"g={race}").value == pytest.approx(rate, abs=5e-5)
    assert metric(found, "fpr_gap", "g").status is Verdict.FAIL
    assert metric(found, "fnr_gap", "g").status is Verdict.FAIL
    assert metric(found, "fnr_gap", "g").floor < metric(found, "fnr_gap", "g").lower


def test_a_small_group_is_insufficient_and_never_passed(metric):
    found = evaluate({}, cube(*group("a", 500, 100, 100, 300), *group("b", 510, 90, 110, 290), *group("c", 5, 5, 5, 5)))
    assert metric(found, "tpr", "g=c").status is Verdict.INSUFFICIENT
    assert metric(found, "tpr", "g=c").note == "fewer than 30 cases"
    assert metric(found, "tpr_gap", "g").status is Verdict.PASS


def test_the_fewest_cases_can_be_declared(metric):
    found = evaluate({"min_group": 5}, cube(*group("a", 500, 100, 100, 300), *group("c", 25, 5, 5, 15)))
    assert metric(found, "tpr", "g=c").status is None


def test_one_group_cannot_be_compared(metric):
    assert metric(evaluate({}, cube(*group("a", 500, 100, 100, 300))), "tpr_gap", "g").status is Verdict.INSUFFICIENT


def test_a_gap_that_chance_explains_is_insufficient(metric):
    found = evaluate({}, cube(*group("a", 20, 0, 20, 20), *group("b", 20, 0, 15, 25)))
    gap = metric(found, "tpr_gap", "g")
    assert gap.breach < gap.value < gap.floor
    assert gap.status is Verdict.INSUFFICIENT


def test_a_small_group_at_the_edge_cannot_hide_a_sure_gap_between_large_ones(metric):
    cells = [
        *group("large-low", 0, 0, 6000, 4000),
        *group("large-high", 0, 0, 4700, 5300),
        *group("small", 0, 0, 19, 12),
    ]
    gap = metric(evaluate({"metrics": {"tpr_gap": {"breach": 0.1}}}, cube(*cells)), "tpr_gap", "g")
    assert gap.status is Verdict.FAIL
    assert gap.note == "g=small lowest, g=large-high highest; surely apart: g=large-low and g=large-high"


def test_no_positive_decision_at_all_has_no_ratio(metric):
    found = evaluate({}, cube(*group("a", 500, 0, 100, 0), *group("b", 500, 0, 100, 0)))
    assert metric(found, "selection_ratio", "g").status is Verdict.INSUFFICIENT
    assert metric(found, "selection_ratio", "g").note == "the rate is zero in every group"


def test_a_group_that_is_never_selected_fails(metric):
    found = evaluate({}, cube(*group("a", 500, 0, 100, 0), *group("b", 300, 200, 50, 50), *group("c", 400, 0, 100, 0)))
    ratio = metric(found, "selection_ratio", "g")
    assert (ratio.value, ratio.status) == (0, Verdict.FAIL)


def test_intersections_are_judged_where_asked(workshop, metric):
    workshop.table("current.csv", random_table(1))
    roles = ROLES.replace("[g]", "[g, h]")
    places = {one.where for one in workshop.run(roles + CHECK).results[0].metrics}
    assert "g x h" not in places
    asked = roles + CHECK.replace("fairness}", "fairness, intersections: true}")
    found = workshop.run(asked).results[0].metrics
    assert metric(found, "selection_ratio", "g x h").status
    assert (
        metric(found, "selection", "g=a, h=x").n + metric(found, "selection", "g=a, h=y").n
        == metric(found, "selection", "g=a").n
    )


def test_labels_that_are_not_known_yet_count_for_selection_only(workshop, metric):
    table = random_table(2)
    table["y"] = [None if index % 2 else value for index, value in enumerate(table["y"])]
    table["g"][0] = None
    workshop.table("current.csv", table)
    found = workshop.run(ROLES + CHECK).results[0].metrics
    assert sum(one.n for one in found if one.name == "selection") == 3000
    assert sum(one.n for one in found if one.name in {"tpr", "fpr"}) == 1500
    assert metric(found, "selection", "g=(missing)").n == 1


def test_without_a_label_selection_alone_is_judged(workshop):
    workshop.table("current.csv", random_table(2))
    found = workshop.run(ROLES.replace("label: y, ", "") + CHECK).results[0]
    assert {one.name for one in found.metrics if one.status} == {"selection_ratio"}


@pytest.mark.parametrize(
    ("positive", "yes", "no"), [("1", 1, 0), ("true", "true", "false"), ("'yes'", "yes", "no"), ("0", 0, 1)]
)
def test_the_positive_value_can_be_named(workshop, metric, positive, yes, no):
    table = {"g": ["a", "b"] * 50, "y": [yes, yes, no, no] * 25, "p": [yes] * 75 + [no] * 25}
    workshop.table("current.csv", table)
    roles = ROLES.replace("}", f", positive: {positive}}}")
    assert metric(workshop.run(roles + CHECK).results[0].metrics, "selection", "g=a").value == pytest.approx(0.76)


@pytest.mark.parametrize(
    ("roles", "check", "said"),
    [
        ("columns: {label: y, groups: [g]}", CHECK, "suite.yaml:4: columns.prediction: is missing"),
        ("columns: {label: y, prediction: p}", CHECK, "columns.groups: is missing; expected a list"),
        (
            "columns: {label: y, prediction: p, groups: [h]}",
            CHECK,
            "suite.yaml:4: columns.groups[0]: the column 'h' is not in current.csv",
        ),
        (
            "columns: {label: why, prediction: p, groups: [g]}",
            CHECK,
            "columns.label: the column 'why' is not in current.csv; did you mean",
        ),
        (
            "columns: {label: y, prediction: g, groups: [g]}",
            CHECK,
            "the column 'g' in current.csv has the values 'a', 'b'; expected two, of which columns.positive (now 1)",
        ),
        ("columns: {label: many, prediction: p, groups: [g]}", CHECK, "'15', ...; expected two"),
    ],
)
def test_columns_that_do_not_fit_are_an_error(workshop, roles, check, said):
    workshop.table(
        "current.csv", {"g": ["a", "b"] * 20, "wy": [0] * 40, "y": [0, 1] * 20, "p": [0, 1] * 20, "many": range(40)}
    )
    result = workshop.run(f"{roles}\n{check}").results[0]
    assert result.verdict is Verdict.ERROR
    assert said in result.message


def test_a_label_metric_without_a_label_is_an_error(workshop):
    workshop.table("current.csv", random_table(2))
    body = ROLES.replace("label: y, ", "") + "checks:\n  - {id: f, kind: fairness, metrics: {tpr_gap: {breach: 0.1}}}\n"
    assert (
        "columns.label: is missing; expected the name of the column that tpr_gap needs"
        in workshop.run(body).results[0].message
    )


def test_groups_without_end_are_an_error(workshop):
    size = 20_001
    workshop.table("current.csv", {"g": range(size), "y": [0] * size, "p": [0] * size})
    assert "put their values into bands" in workshop.run(ROLES + CHECK).results[0].message


def test_what_leaves_tells_of_no_group_with_a_small_cell(metric):
    counts = cube(*group("a", 500, 100, 100, 300), *group("b", 510, 90, 110, 290), *group("c", 50, 3, 20, 30))
    public = publishable(counts)
    assert public["suppressed_rows"] == 103
    assert {cell[0][0] for cell in public["cells"]} == {"a", "b"}
    before, after = (metric(evaluate({}, side), "tpr", "g=a") for side in (counts, public))
    assert before == after


def test_calibration_by_group_is_the_mean_score_minus_the_share_of_positives(workshop, metric):
    table, source = random_table(4), random.Random(4)
    true = [0.5 if g == "a" else 0.4 for g in table["g"]]
    table["y"] = [int(source.random() < share) for share in true]
    table["s"] = [share - 0.25 * (g == "a") for share, g in zip(true, table["g"], strict=True)]
    table["g"][0] = "few"
    workshop.table("current.csv", table)
    roles = ROLES.replace("label: y", "label: y, score: s")
    asked = roles + CHECK.replace("fairness}", "fairness, metrics: {calibration_gap: {breach: 0.1}}}")
    result = workshop.run(asked).results[0]
    for group in "abc":
        rows = [index for index, value in enumerate(table["g"]) if value == group]
        expected = np.mean([table["s"][index] for index in rows]) - np.mean([table["y"][index] for index in rows])
        one = metric(result.metrics, "calibration", f"g={group}")
        assert one.value == pytest.approx(expected, abs=1e-6)
        assert one.lower < one.value < one.upper
    assert metric(result.metrics, "calibration", "g=few").status is Verdict.INSUFFICIENT
    gap = metric(result.metrics, "calibration_gap", "g")
    assert (gap.status, gap.note) == (Verdict.FAIL, "worst in g=a")
    public = publishable(result.profile.counts)
    assert metric(evaluate({"metrics": {"calibration_gap": {"breach": 0.1}}}, public), "calibration_gap", "g") == gap
    assert "columns.score: is missing" in workshop.run(asked.replace(", score: s", "")).results[0].message
