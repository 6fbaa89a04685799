"""Agreement against the example that Krippendorff published, and annotators who get known items wrong."""

import pytest

from assentian.checks.quality.agreement import alpha
from assentian.standards.vocabulary import Verdict

# Krippendorff (2011), four observers and twelve items; nominal alpha 0.743.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def labels(repeat=1):
    rows = [
        (f"{turn}-{item}", observer, value)
        for turn in range(repeat)
        for observer, values in enumerate(OBSERVERS)
        for item, value in enumerate(values)
        if value != "."
    ]
    return dict(zip(("item", "annotator", "value"), zip(*rows, strict=True), strict=True))


def run(workshop, table, extra=""):
    workshop.table("labels.csv", table)
    workshop.table("current.csv", {"x": [1]})
    return workshop.run(f"checks:\n  - {{id: a, kind: annotator-agreement, labels: labels.csv{extra}}}\n").results[0]


def test_the_published_alpha_comes_out(workshop, metric):
    result = run(workshop, labels())
    assert metric(result.metrics, "krippendorff_alpha").value == pytest.approx(0.743, abs=5e-4)
    assert result.verdict is Verdict.WARN
    assert result.profile.counts["values"] == [3, 5, 9, 10, 13]


def test_full_agreement_is_one_and_that_of_chance_is_none():
    assert alpha({"2": 0}, [50, 50]) == 1
    assert alpha({"2": 100}, [100, 100]) == pytest.approx(0.005, abs=1e-9)


def test_an_annotator_who_gets_known_items_wrong_fails_and_is_not_named(workshop, metric):
    table = {"item": [*range(40)] * 2, "annotator": ["anna"] * 40 + ["bo"] * 40, "value": ["a", "b"] * 40}
    table["right"] = ["a", "b"] * 20 + ["a"] * 40
    result = run(workshop, table, ", gold: right")
    assert metric(result.metrics, "gold_accuracy", "annotator 1").status is Verdict.PASS
    assert metric(result.metrics, "gold_accuracy", "annotator 2").status is Verdict.FAIL
    assert "anna" not in str(result.as_json()) + str(result.profile.counts)


def test_too_few_labels_tell_nothing_and_a_missing_column_is_named(workshop):
    few = {"item": [1, 1], "annotator": ["a", "b"], "value": ["x", "y"]}
    assert run(workshop, few).verdict is Verdict.INSUFFICIENT
    assert "checks[0].gold: the column 'truth' is not in labels.csv" in run(workshop, few, ", gold: truth").message
