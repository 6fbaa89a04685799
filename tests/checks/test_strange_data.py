"""Strange columns and tables: every kind that counts tells a verdict or an error in words, and never breaks."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assentian.checks.registry import KINDS
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.ledger.canonical import encode
from assentian.standards.vocabulary import Verdict

SIZE = 60
LARGEST = 1e100
"""Its square is a double too: the deviation by which drift measures overflows beyond."""
STRANGE = {
    "nan": ["nan"] * SIZE,
    "infinite": ["inf", "-inf"] * (SIZE // 2),
    "constant": [7] * SIZE,
    "missing": [""] * SIZE,
    "one row": [1],
    "texts": ["1", "two", "", "4.0", "é;'\""] * (SIZE // 5),
    "outlier": [*range(SIZE - 1), LARGEST],
    "whole": [2**62] * SIZE,
    "negative": [-1] * SIZE,
}
CHECKS = {
    "data-quality": "rules: {x: {null_max: 0.5, range: [0, 9], unique: true, regex: '[0-9]+'}}, unique: [[x, g]]",
    "drift": "columns: [x]",
    "fairness": "groups: [x]",
    "fairness-calibration": "groups: [g], metrics: {calibration_gap: {breach: 0.1}}",
    "performance": "groups: [x], metrics: {auc: {breach: 0.6}, f1: {breach: 0.5}, worst_slice_gap: {breach: 0.1}}",
    "performance-estimated": "labels: estimated, threshold: 0.5, metrics: {auc: {breach: 0.6}}",
    "k-anonymity": "quasi_identifiers: [g], sensitive: [x], alpha: 0.9, t: 0.5, entropy_l: 1.1",
    "pii-data": "sample: 50",
    "label-noise": "features: [x, g], source: x, max: 0.5",
}


def run(folder, check, columns, *, roles="label: y, prediction: p, score: s"):
    """The check over `columns`, with sound columns beside them; returns its result."""
    rows = len(next(iter(columns.values())))
    table = {
        **columns,
        "g": [index % 2 for index in range(rows)],
        "y": [index % 3 == 0 for index in range(rows)],
        "p": [index % 4 == 0 for index in range(rows)],
        "s": [index % 10 / 10 for index in range(rows)],
    }
    names = list(table)
    lines = [",".join(names)]
    lines += [",".join('"' + str(table[name][row]).replace('"', '""') + '"' for name in names) for row in range(rows)]
    for file in ("current.csv", "reference.csv"):
        (folder / file).write_text("\n".join(lines).replace("True", "1").replace("False", "0") + "\n")
    kind = check.partition("-estimated")[0].partition("-calibration")[0]
    path = folder / "suite.yaml"
    path.write_text(
        "suite: 1\nsystem: odd\ndata: {current: {path: current.csv}, reference: {path: reference.csv}}\n"
        f"columns: {{{roles}}}\nchecks:\n  - {{id: c, kind: {kind}, {CHECKS[check]}}}\n"
    )
    return kind, run_suite(load_suite(path)).results[0]


def sound(kind, result):
    """A result that can be signed, stored, repeated from what is stored, and published."""
    if result.profile is None:
        assert result.verdict is Verdict.ERROR
        assert result.message
        return
    assert json.loads(encode(result.profile.counts)) == result.profile.counts
    encode(KINDS[kind].publishable(result.profile.counts))
    encode(result.as_json())
    assert result.metrics


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("check", CHECKS)
def test_a_strange_column_has_a_verdict_or_an_error_in_words(tmp_path, check, name):
    sound(*run(tmp_path, check, {"x": STRANGE[name]}))


@pytest.mark.parametrize("check", CHECKS)
def test_one_row_never_passes_what_needs_many(tmp_path, check):
    _, result = run(tmp_path, check, {"x": [1]})
    many = {"drift", "fairness", "fairness-calibration", "performance", "performance-estimated"}
    assert result.verdict is not Verdict.PASS or check not in many


@pytest.mark.parametrize("check", CHECKS)
def test_ten_thousand_categories_have_a_verdict_or_an_error_in_words(tmp_path, check):
    sound(*run(tmp_path, check, {"x": [f"v{index}" for index in range(10_000)]}))


@pytest.mark.parametrize("check", CHECKS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    column=st.lists(
        st.one_of(st.floats(-LARGEST, LARGEST), st.integers(), st.sampled_from(["", "a", "NaN", "inf", "1e99"])),
        min_size=1,
    )
)
def test_no_column_breaks_a_check(tmp_path, check, column):
    sound(*run(tmp_path, check, {"x": column}))


def test_a_table_without_rows_stops_the_suite_in_words(tmp_path):
    with pytest.raises(Exception, match="has no rows; a check needs data"):
        run(tmp_path, "pii-data", {"x": []})


def test_repeating_the_judgement_from_stored_counts_gives_the_same(tmp_path):
    for check in CHECKS:
        kind, result = run(tmp_path, check, {"x": STRANGE["outlier"]})
        if result.profile:
            stored = json.loads(encode(result.profile.counts))
            parameters = load_suite(tmp_path / "suite.yaml").checks[0].parameters
            assert KINDS[kind].evaluate(parameters, stored) == result.metrics
