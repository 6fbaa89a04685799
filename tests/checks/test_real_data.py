"""Real public data (US Census ACS, Massachusetts) from $ASSENTIAN_TEST_DATA: what is in it comes out."""

import duckdb
import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict


@pytest.fixture(scope="module")
def acs(test_data, tmp_path_factory):
    """2018 with its delayed labels against 2015, as one suite in a folder."""
    folder, source = tmp_path_factory.mktemp("acs"), test_data / "real" / "acs-employment-ma" / "employment_MA_"
    joined = (
        f"SELECT a.*, t.employed FROM '{source}analysis.parquet' a JOIN '{source}analysis_target.parquet' t USING (id)"
    )
    everyone = f"{joined} UNION ALL BY NAME SELECT * FROM '{source}reference.parquet'"
    adults = f"SELECT * FROM ({everyone}) WHERE AGEP BETWEEN 18 AND 66"
    with duckdb.connect() as engine:
        engine.execute(f"COPY ({joined} WHERE year = 2018) TO '{folder}/2018.parquet'")
        engine.execute(f"COPY ({adults}) TO '{folder}/adults.parquet'")
    return folder, f"{source}reference.parquet"


def run(folder, current, checks, reference=""):
    path = folder / "suite.yaml"
    path.write_text(
        f"suite: 1\nsystem: employment\ndata: {{{reference}current: {{path: {current}}}}}\n"
        "columns: {id: id, label: employed, prediction: prediction, score: predicted_probability, groups: [DIS, SEX],"
        f" exclude: [year]}}\nchecks:\n  - {checks}\n"
    )
    return run_suite(load_suite(path)).results[0]


def test_fairness_by_disability_is_breached_and_by_sex_is_not_in_selection(acs, metric):
    found = run(acs[0], "adults.parquet", "{id: f, kind: fairness}")
    ratio = metric(found.metrics, "selection_ratio", "DIS")
    assert ratio.value == pytest.approx(0.207, abs=0.001)
    assert ratio.status is Verdict.FAIL
    assert metric(found.metrics, "tpr", "DIS=1").value == pytest.approx(0.374, abs=0.001)
    assert metric(found.metrics, "tpr", "DIS=2").value == pytest.approx(0.945, abs=0.001)
    assert sorted(round(metric(found.metrics, "fpr", f"SEX={sex}").value, 3) for sex in (1, 2)) == [0.467, 0.613]
    assert metric(found.metrics, "selection_ratio", "SEX").status is Verdict.PASS


def test_2018_against_2015_raises_no_drift_alarm(acs, metric):
    found = run(acs[0], "2018.parquet", "{id: d, kind: drift}", f"reference: {{path: {acs[1]}}}, ")
    assert found.verdict is Verdict.PASS
    largest = max((one for one in found.metrics if one.name == "psi"), key=lambda one: one.value)
    assert (largest.where, round(largest.value, 3)) == ("ANC", 0.014)
    ks = metric(found.metrics, "ks", "predicted_probability")
    assert ks.upper - ks.lower <= 0.002


def test_ages_and_identifiers_keep_their_rules(acs):
    rules = "{id: {unique: true}, AGEP: {range: [18, 66], null_max: 0}, SEX: {allowed: ['1', '2']}}"
    assert run(acs[0], "adults.parquet", f"{{id: q, kind: data-quality, rules: {rules}}}").verdict is Verdict.PASS


def test_one_stretch_of_the_live_data_raises_a_performance_alarm(acs, test_data):
    """In windows of 5,000 rows, against the limit that the reference itself shows: one dip, two windows long."""
    folder, reference = acs
    source, size = test_data / "real" / "acs-employment-ma" / "employment_MA_", 5000
    joined = f"SELECT * FROM '{source}analysis.parquet' JOIN '{source}analysis_target.parquet' USING (id) ORDER BY id"
    alarms = []
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE live AS {joined}")
        for window in range(26, 30):
            engine.execute(f"COPY (FROM live LIMIT {size} OFFSET {window * size}) TO '{folder}/window.parquet'")
            check = "{id: p, kind: performance}"
            found = run(folder, "window.parquet", check, f"reference: {{path: {reference}}}, ").metrics[0]
            assert found.name == "auc"
            alarms += [window] * (found.status is Verdict.FAIL)
    assert alarms == [27, 28]


def test_six_columns_leave_people_alone(acs, metric):
    columns = "[AGEP, SEX, RAC1P, MAR, SCHL, CIT]"
    found = run(acs[0], "adults.parquet", f"{{id: k, kind: k-anonymity, quasi_identifiers: {columns}, k: 5}}")
    assert metric(found.metrics, "k").value == 1
    assert found.verdict is Verdict.FAIL


def cbpe(reference, scores):
    """NannyML's estimate of the AUC without labels: isotonic shares, cumulated in the order of the raw score."""
    calibrated = IsotonicRegression(out_of_bounds="clip").fit(reference["s"], reference["y"]).predict(scores)
    order = np.argsort(-scores, kind="stable")
    positives, negatives = np.cumsum(calibrated[order]), np.cumsum(1 - calibrated[order])
    return np.trapezoid(np.r_[0, positives] / positives[-1], np.r_[0, negatives] / negatives[-1])


def test_performance_without_labels_is_that_of_nannyml_within_a_thousandth(acs, metric, test_data):
    """Chunks of 5,000 rows as in NannyML's quick start; the realised AUC is near where the concept stayed."""
    folder, reference_path = acs
    source, size = test_data / "real" / "acs-employment-ma" / "employment_MA_", 5000
    with duckdb.connect() as engine:
        columns = "predicted_probability AS s, employed AS y"
        reference = engine.execute(f"SELECT {columns} FROM '{reference_path}'").fetchnumpy()
        joined = f"FROM '{source}analysis.parquet' JOIN '{source}analysis_target.parquet' USING (id) ORDER BY id"
        for window in (0, 9, 18, 27):
            chunk = f"LIMIT {size} OFFSET {window * size}"
            engine.execute(f"COPY (FROM '{source}analysis.parquet' ORDER BY id {chunk}) TO '{folder}/chunk.parquet'")
            live = engine.execute(f"SELECT {columns} {joined} {chunk}").fetchnumpy()
            found = run(
                folder,
                "chunk.parquet",
                "{id: p, kind: performance, labels: estimated}",
                f"reference: {{path: {reference_path}}}, ",
            )
            area = metric(found.metrics, "auc")
            assert area.value == pytest.approx(cbpe(reference, live["s"]), abs=0.001)
            realised = roc_auc_score(live["y"], live["s"])
            assert area.value == pytest.approx(realised, abs=0.01 if window != 27 else 0.04)
            assert area.status is (Verdict.FAIL if window == 27 else Verdict.PASS)
