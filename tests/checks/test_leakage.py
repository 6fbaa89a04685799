"""Evaluation rows that training has seen are counted, each, missing values and all."""

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict

TRAINING = {"id": [1, 2, 3], "a": [1, 2, ""], "b": ["x", "y", "z"]}


def run(workshop, evaluation, extra="", *, data=", reference: {path: reference.csv}"):
    workshop.table("reference.csv", TRAINING)
    workshop.table("current.csv", evaluation)
    path = workshop.folder / "suite.yaml"
    path.write_text(
        f"suite: 1\nsystem: credit\ndata: {{current: {{path: current.csv}}{data}}}\ncolumns: {{id: id}}\n"
        f"checks:\n  - {{id: l, kind: train-test-leakage{extra}}}\n"
    )
    return run_suite(load_suite(path)).results[0]


def test_a_row_that_training_has_seen_fails(workshop, metric):
    result = run(workshop, {"id": [7, 8, 9, 10], "a": [1, "", 2, 3], "b": ["x", "z", "x", "x"]})
    share = metric(result.metrics, "overlap_share")
    assert (share.value, result.verdict) == (0.5, Verdict.FAIL)
    assert share.lower < 0.5 < share.upper


def test_rows_of_their_own_pass_and_a_limit_can_be_declared(workshop):
    assert run(workshop, {"id": [1, 2], "a": [1, 2], "b": ["y", "x"]}).verdict is Verdict.PASS
    seen = {"id": [1, 2], "a": [1, 5], "b": ["x", "x"]}
    assert run(workshop, seen).verdict is Verdict.FAIL
    assert run(workshop, seen, ", metrics: {overlap_share: {warn: 0.5, breach: 0.5}}").verdict is Verdict.PASS
    assert run(workshop, seen, ", columns: [b]").profile.counts["shared"] == 2


def test_what_cannot_be_compared_is_an_error(workshop):
    assert "data: has no reference" in run(workshop, {"id": [1], "a": [1]}, data="").message
    assert "shares no column" in run(workshop, {"id": [1], "c": [1]}).message
    assert "checks[0].columns[0]: the column 'c'" in run(workshop, {"id": [1], "a": [1]}, ", columns: [c]").message
