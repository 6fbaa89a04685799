"""Results of other tools: their verdicts as they stand, and never a pass out of what they do not say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assentian.checks import imported
from assentian.checks.errors import SuiteError
from assentian.checks.imported.readers import READERS
from assentian.checks.registry import KINDS
from assentian.evidence.rules import grade
from assentian.standards.vocabulary import ProofGrade, Verdict
from tests.checks.desk import Desk, metric

EXPECTATION = {
    "success": True,
    "expectation_config": {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"batch_id": "cases-whole", "column": "age"},
        "meta": {},
        "id": "0b7d0a1c-52f4-4b54-9d7e-6f3d2f6a4c11",
        "severity": "critical",
    },
    "result": {"element_count": 9, "unexpected_count": 0, "unexpected_percent": 0.0, "partial_unexpected_list": []},
    "meta": {},
    "exception_info": {"raised_exception": False, "exception_traceback": None, "exception_message": None},
}
"""As Great Expectations 1.24 writes it (`to_json_dict`)."""
FAILED = {**EXPECTATION, "success": False}
RAISED = {**EXPECTATION, "exception_info": {"raised_exception": True}}
RAISED_BELOW = {
    **FAILED,
    "result": {},
    "exception_info": {
        "MetricConfigurationID(metric_name='column.max')": {"exception_message": "no column", "raised_exception": True}
    },
}
"""As Great Expectations 1.24 tells of several metrics: an exception for each."""
VALIDATION = {
    "success": True,
    "results": [EXPECTATION],
    "suite_name": "cases",
    "statistics": {"evaluated_expectations": 1, "successful_expectations": 1, "success_percent": 100.0},
    "meta": {"great_expectations_version": "1.24.1", "run_id": {"run_name": None}},
}
DESCRIBED = {
    "success": True,
    "statistics": {"evaluated_validations": 1, "success_percent": 100.0},
    "validation_results": [
        {
            "success": True,
            "expectations": [
                {
                    "expectation_type": "expect_column_mean_to_be_between",
                    "success": True,
                    "kwargs": {"column": "age", "min_value": 18.0},
                    "result": {"observed_value": 41.5},
                }
            ],
        }
    ],
}
"""As Great Expectations 1.24 writes a checkpoint's result (`describe`)."""
OPERATOR = {"success": True, "run_results": {"ValidationResultIdentifier::c": {"validation_result": VALIDATION}}}
"""As Great Expectations 0.18 writes a checkpoint's result; `actions_results` left out."""
SNAPSHOT = {
    "metrics": [
        {
            "id": "5f0d6b7c",
            "metric_name": "MissingValueCount(column=age)",
            "config": {"type": "evidently:metric_v2:MissingValueCount", "column": "age"},
            "value": {"count": 2.0, "share": 0.02},
        },
        {
            "id": "b4e1c2d3",
            "metric_name": "RowCount()",
            "config": {"type": "evidently:metric_v2:RowCount"},
            "value": 9.0,
        },
    ],
    "tests": [
        {
            "id": "eq",
            "name": "Row count in dataset: Equal 9.000",
            "description": "Row count in dataset: Actual value 9.000",
            "metric_config": {"metric_id": "b4e1c2d3", "params": {"type": "evidently:metric_v2:RowCount"}},
            "test_config": {"type": "evidently:test_v2:EqualMetricTest", "is_critical": True, "expected": 9.0},
            "status": "SUCCESS",
        }
    ],
}
"""As Evidently 0.7.23 writes it (`Snapshot.save_json`)."""
TEST_SUITE = {
    "version": "0.6.7",
    "tests": [{"name": "Number of Rows", "description": "", "status": "SUCCESS", "group": "data", "parameters": {}}],
    "summary": {"all_passed": True, "total_tests": 1, "success_tests": 1, "failed_tests": 0},
    "timestamp": "2026-11-24 10:00:00.000000",
}
"""As Evidently 0.4 to 0.6 write a test suite (`TestSuite.save_json`)."""
SCAN = {
    "definitionName": "cases",
    "defaultDataSource": "duckdb",
    "dataTimestamp": "2026-11-24T10:00:00+00:00",
    "hasErrors": False,
    "hasWarnings": False,
    "hasFailures": False,
    "metrics": [],
    "checks": [
        {
            "identity": "5d1f0c2a",
            "name": "row_count > 0",
            "type": "generic",
            "definition": "checks for cases:\n  row_count > 0",
            "table": "cases",
            "column": None,
            "outcome": "pass",
            "outcomeReasons": [],
            "diagnostics": {"blocks": [], "value": 9, "fail": {"lessThanOrEqual": 0.0}},
        }
    ],
    "automatedMonitoringChecks": [],
    "logs": [],
}
"""As Soda Core 3.5.6 writes it (`Scan.get_scan_results`)."""


def scan(outcome, **more):
    return {**SCAN, "checks": [{**SCAN["checks"][0], "outcome": outcome}], **more}


def garak(*evaluations, version="0.14.1", end=True):
    """The lines of a report as garak 0.10 and later write them; `attempt` entries left out."""
    entries = [
        {"entry_type": "start_run setup", "_config.version": version},
        {"entry_type": "init", "garak_version": version, "start_time": "2026-11-24T10:00:00", "run": "7d2c"},
        *({"entry_type": "eval", "probe": "dan.Dan_11_0", "detector": "dan.DAN", **one} for one in evaluations),
        *([{"entry_type": "completion", "end_time": "2026-11-24T10:01:00", "run": "7d2c"}] if end else []),
    ]
    return "".join(json.dumps(entry) + "\n" for entry in entries) + "\n"


def evaluated(passed, total, nones=0):
    """As garak 0.14 and later write it."""
    counts = {"passed": passed, "fails": total - passed, "nones": nones}
    return {**counts, "total_evaluated": total, "total_processed": total + nones}


RUN = {
    "info": {"run_id": "9a1b", "status": "FINISHED", "start_time": 1795617252057},
    "data": {"metrics": {"f1_score": 0.9}, "params": {"depth": "3"}, "tags": {}},
    "inputs": {},
}
"""As MLflow 3.17 prints a run (`mlflow runs describe`)."""
TEST_RESULT = {
    "gid": "aiverify.stock.fairness_metrics_toolbox_for_classification",
    "cid": "fairness_metrics_toolbox_for_classification",
    "version": "2.0.0",
    "startTime": "2026-11-24T10:00:00",
    "timeTaken": 4.2,
    "testArguments": {"testDataset": "file:///cases.sav", "mode": "upload", "modelType": "classification"},
    "output": {
        "sensitive_feature": ["sex"],
        "output_classes": [0, 1],
        "results": [{"Disparate Impact": [{"group": [0, 1], "metric": 0.91}]}],
        "perturbed_samples": [[63.0, 1.0, 52000.0]],
    },
    "artifacts": [],
}
"""As AI Verify 2 writes it (aiverify.testresult.schema.json)."""
PASSING = [
    ("evidently", SNAPSHOT),
    ("evidently", TEST_SUITE),
    ("great-expectations", VALIDATION),
    ("great-expectations", DESCRIBED),
    ("great-expectations", DESCRIBED["validation_results"][0]),
    ("great-expectations", OPERATOR),
    ("soda", SCAN),
    ("garak", garak(evaluated(10, 10), evaluated(4, 4))),
    ("garak", garak({"passed": 10, "nones": 0, "total": 10}, version="0.13.3")),
    ("garak", garak({"passed": 10, "total": 10, "detector": "detector.dan.DAN"}, version="0.10.3.1")),
]
FAILING = [
    ("evidently", {"tests": [{"name": "t", "status": "FAIL"}, {"name": "u", "status": "SUCCESS"}]}, Verdict.FAIL),
    ("evidently", {**TEST_SUITE, "summary": {"all_passed": False}}, Verdict.FAIL),
    ("evidently", {"tests": [{"name": "t", "status": "ERROR"}, *TEST_SUITE["tests"]]}, Verdict.FAIL),
    ("great-expectations", {**VALIDATION, "success": False, "results": [FAILED]}, Verdict.FAIL),
    ("great-expectations", {**VALIDATION, "success": False}, Verdict.FAIL),
    ("great-expectations", {**VALIDATION, "results": [RAISED]}, Verdict.FAIL),
    ("great-expectations", {**VALIDATION, "results": [EXPECTATION, RAISED_BELOW]}, Verdict.FAIL),
    ("great-expectations", {"run_results": {"r": {**VALIDATION, "results": [FAILED]}}}, Verdict.FAIL),
    ("great-expectations", {**DESCRIBED, "success": False}, Verdict.FAIL),
    ("soda", scan("fail", hasFailures=True), Verdict.FAIL),
    ("soda", {**SCAN, "hasFailures": True}, Verdict.FAIL),
    ("soda", {**SCAN, "hasErrors": True}, Verdict.FAIL),
    ("soda", {**SCAN, "automatedMonitoringChecks": [{"name": "anomaly", "outcome": "fail"}]}, Verdict.FAIL),
    ("garak", garak(evaluated(9, 10)), Verdict.FAIL),
    ("garak", garak(evaluated(10, 10), evaluated(9, 10), end=False), Verdict.FAIL),
    (
        "evidently",
        {**SNAPSHOT, "tests": [*SNAPSHOT["tests"], {"name": "u", "status": "SKIPPED"}]},
        Verdict.INSUFFICIENT,
    ),
    ("evidently", {**SNAPSHOT, "metrics": [{}]}, Verdict.INSUFFICIENT),
    ("great-expectations", {**VALIDATION, "results": [{**EXPECTATION, "success": None}]}, Verdict.INSUFFICIENT),
    ("great-expectations", {**VALIDATION, "results": []}, Verdict.INSUFFICIENT),
    ("soda", scan("warn"), Verdict.WARN),
    ("soda", scan(None), Verdict.INSUFFICIENT),
    ("soda", scan("unevaluated", version="4"), Verdict.INSUFFICIENT),
    ("soda", scan("excluded", version="4"), Verdict.INSUFFICIENT),
    ("evidently", {"tests": [{"name": "t", "status": "SKIPPED"}]}, Verdict.INSUFFICIENT),
    ("evidently", {"metrics": [{"metric_name": "m", "value": 1}]}, Verdict.INSUFFICIENT),
    ("garak", garak(evaluated(0, 0)), Verdict.INSUFFICIENT),
    ("garak", garak(evaluated(10, 10, nones=1)), Verdict.INSUFFICIENT),
    ("garak", garak(evaluated(10, 10), end=False), Verdict.INSUFFICIENT),
    ("garak", garak(), Verdict.INSUFFICIENT),
    ("ai-verify", TEST_RESULT, Verdict.INSUFFICIENT),
    ("mlflow", {"f1_score": 0.9}, Verdict.INSUFFICIENT),
    ("mlflow", RUN, Verdict.INSUFFICIENT),
]
UNKNOWN = [
    ("evidently", {"version": "1.0.0", "tests": []}, "version is '1.0.0'; read here is 0.4.x and 0.5.x"),
    ("evidently", {"suite": []}, "tests and metrics are missing"),
    ("evidently", {"tests": [{"name": "t"}]}, "tests[0].status is missing"),
    ("great-expectations", {**VALIDATION, "meta": {"great_expectations_version": "2.0.0"}}, "is '2.0.0'; read here is"),
    ("great-expectations", {"success": True, "results": [{"success": True}]}, "results[0].expectation_type is missing"),
    ("soda", {"hasErrors": False}, "checks is missing"),
    ("soda", {"version": "5", "checks": []}, "version is '5'; read here is 4"),
    ("soda", {"checks": [{"name": "row_count > 0"}]}, "checks[0].outcome is missing"),
    ("ai-verify", {"cid": "fairness"}, "output is missing"),
    ("garak", garak({"passed": 1}), "line 3: total_evaluated is missing"),
    ("garak", garak({"passed": 11, "total": 10}), "line 3: passed is 11, of 10 evaluated"),
    ("garak", garak({"passed": "10", "total": 10}), "line 3: passed is '10'; expected a count"),
    ("garak", garak(version="1.0"), "line 2: garak_version is '1.0'; read here is 0.x"),
    ("mlflow", {"info": {"status": "FINISHED"}}, "data is missing"),
    ("mlflow", [1, 2], "the whole is no object"),
    ("mlflow", '{"f1": 0.1, "f1": 0.9}', "the key 'f1' stands twice in one object"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def read(desk: Desk, tool: str, content: object, more: str = ""):
    path = desk.folder / "report.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    desk.trust("ci")
    desk.seal(path, "ci")
    return desk.run("imported", f"tool: {tool}, path: report.json, trust: keys.txt{more}")


@pytest.mark.parametrize(("tool", "content"), PASSING)
def test_what_the_tool_passed_passes_and_names_the_tool(tool, content, desk):
    found = read(desk, tool, content)
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert metric(found, "failed").note == f"by {tool}"


@pytest.mark.parametrize(("tool", "content", "verdict"), FAILING)
def test_what_the_tool_did_not_pass_does_not_pass(tool, content, verdict, desk):
    assert read(desk, tool, content).verdict is verdict


@pytest.mark.parametrize(("tool", "content", "told"), UNKNOWN)
def test_a_version_or_form_that_is_not_known_is_an_error_with_its_key(tool, content, told, desk):
    found = read(desk, tool, content)
    assert found.verdict is Verdict.ERROR
    assert f"report.json: is no result of {tool} that is read here: " in found.message
    assert told in found.message


def broken(content: Any) -> Iterator[Any]:
    """The content with each of its parts taken out, or replaced by what does not belong there."""
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in parts:
        for other in (*broken(value), None, {}, [], 7, "x"):
            copy = dict(content) if isinstance(content, dict) else list(content)
            copy[key] = other
            yield copy
        if isinstance(content, dict):
            yield {name: kept for name, kept in content.items() if name != key}


FAILED_REPORTS = [
    ("evidently", {"tests": [{"name": "t", "status": "FAIL"}, *SNAPSHOT["tests"]], "metrics": SNAPSHOT["metrics"]}),
    ("great-expectations", {**VALIDATION, "success": False, "results": [EXPECTATION, FAILED]}),
    ("great-expectations", {**VALIDATION, "success": False, "results": [EXPECTATION, RAISED_BELOW]}),
    ("soda", {**SCAN, "checks": [*SCAN["checks"], {**SCAN["checks"][0], "outcome": "fail"}], "hasFailures": True}),
    ("garak", garak(evaluated(10, 10), evaluated(9, 10))),
]
"""Each with a test that passed beside the one that failed."""


@pytest.mark.parametrize(("tool", "content"), FAILED_REPORTS, ids=range(len(FAILED_REPORTS)))
def test_no_broken_part_turns_what_failed_into_a_pass(tool, content):
    lines = tool == "garak"
    whole = [json.loads(line) for line in content.split("\n") if line] if lines else content
    for damaged in broken(whole):
        text = "\n".join(map(json.dumps, damaged)) if lines else json.dumps(damaged)
        try:
            verdicts = {finding.verdict for finding in READERS[tool](text)} - {None}
        except ValueError:
            continue
        assert verdicts != {Verdict.PASS}, damaged


def test_a_report_that_is_too_long_is_refused(desk, monkeypatch):
    monkeypatch.setattr(imported, "MOST_FINDINGS", 1)
    assert "has 2 findings, more than 1" in read(desk, "mlflow", {"a": 1, "b": 2}).message
    monkeypatch.setattr(imported, "MOST_BYTES", 3)
    assert "is longer than 0 MiB" in read(desk, "mlflow", {"a": 1}).message


def test_a_list_of_results_is_read_one_by_one(desk):
    found = read(desk, "ai-verify", [TEST_RESULT, {"cid": "robustness_toolbox", "output": {"results": {"drop": 0.4}}}])
    assert metric(found, "reading", "robustness_toolbox.results.drop").value == 0.4


@pytest.mark.parametrize(("status", "verdict"), [("FAILED", Verdict.FAIL), ("RUNNING", Verdict.INSUFFICIENT)])
def test_a_run_that_did_not_end_well_does_not_pass_by_its_numbers(status, verdict, desk):
    content = {**RUN, "info": {**RUN["info"], "status": status}}
    found = read(desk, "mlflow", content, ", limits: {f1_score: {at_least: 0.8}}")
    assert metric(found, "reading", "f1_score").status is Verdict.PASS
    assert found.verdict is verdict


def test_the_numbers_of_a_finished_run_are_judged(desk):
    assert read(desk, "mlflow", RUN, ", limits: {f1_score: {at_least: 0.8}}").verdict is Verdict.PASS


def test_the_columns_are_named_with_their_expectation(desk):
    pair = {**EXPECTATION, "expectation_config": {"type": "expect_pair", "kwargs": {"column_A": "a", "column_B": "b"}}}
    found = read(desk, "great-expectations", {**VALIDATION, "results": [EXPECTATION, pair]})
    assert metric(found, "reading", "expect_column_values_to_not_be_null age").status is Verdict.PASS
    assert metric(found, "reading", "expect_pair a b").status is Verdict.PASS


def test_numbers_without_a_name_stay_out_as_they_may_be_of_somebody(desk):
    """AI Verify writes perturbed rows of the test data beside its figures."""
    told = {one.where: one.value for one in read(desk, "ai-verify", TEST_RESULT).metrics if one.name == "reading"}
    assert told == {"fairness_metrics_toolbox_for_classification.results[0].Disparate Impact[0].metric": 0.91}


def test_a_check_that_was_not_evaluated_has_no_value(desk):
    """Soda 4 puts a 0 in its place."""
    found = read(desk, "soda", scan("unevaluated", version="4"))
    assert metric(found, "reading", "row_count > 0").value is None


def test_numbers_are_judged_by_limits_that_the_suite_gives(desk):
    metrics = {"f1_score": 0.75, "log_loss": 0.4}
    kept = read(desk, "mlflow", metrics, ", limits: {f1_score: {at_least: 0.75}}")
    broken = read(desk, "mlflow", metrics, ", limits: {log_loss: {at_most: 0.3}}")
    assert (kept.verdict, broken.verdict) == (Verdict.PASS, Verdict.FAIL)


def test_a_limit_to_a_number_that_is_not_there_is_an_error_with_its_line(desk):
    found = read(desk, "mlflow", {"f1_score": 0.7}, ", limits: {auc: {at_least: 0.7}}")
    assert "suite.yaml:4: checks[0].limits.auc: report.json has no number of that name" in found.message


def test_a_limit_does_not_hide_a_test_that_the_tool_failed(desk):
    content = {"metrics": [{"metric_id": "m", "value": 1}], "tests": [{"name": "t", "status": "FAIL"}]}
    assert read(desk, "evidently", content, ", limits: {m: {at_most: 2}}").verdict is Verdict.FAIL


@pytest.mark.parametrize("tool", ["evidently", "great-expectations", "soda", "ai-verify", "garak", "mlflow"])
@pytest.mark.parametrize("content", ["", "null", "3", '{"tests": 1, "checks": 1}', "[" * 100_000, '{"entry_type"'])
def test_what_is_no_result_of_the_tool_never_passes(tool, content, desk):
    assert read(desk, tool, content).verdict in {Verdict.ERROR, Verdict.INSUFFICIENT}


def test_a_number_too_large_for_a_double_is_left_out(desk):
    found = read(desk, "mlflow", '{"a": 1e999, "b": %s, "c": NaN, "d": 1}' % ("9" * 400))
    assert {one.where for one in found.metrics if one.name == "reading"} == {"d"}


def test_a_result_that_was_changed_after_its_seal_fails(desk):
    read(desk, "soda", SCAN)
    (desk.folder / "report.json").write_text(json.dumps({**SCAN, "x": 1}))
    assert desk.run("imported", "tool: soda, path: report.json, trust: keys.txt").verdict is Verdict.FAIL


def test_an_unknown_tool_is_refused_with_the_known_ones(desk):
    with pytest.raises(SuiteError, match="one of evidently, great-expectations"):
        read(desk, "other", {})


def test_what_another_tool_measured_is_documented_at_most():
    assert KINDS["imported"].is_word({"seals": [{"state": "signed"}]})
    assert grade("pass", is_word=True) is ProofGrade.A2
    assert grade("pass", is_word=False) is ProofGrade.A3
    assert grade("fail", is_word=True) is grade("insufficient", is_word=False) is ProofGrade.A0
