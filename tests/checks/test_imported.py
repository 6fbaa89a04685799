"""Results of other tools: their verdicts as they stand, and never a pass out of what they do not say."""

import json
from pathlib import Path

import pytest

from assentian.checks.errors import SuiteError
from assentian.checks.registry import KINDS
from assentian.evidence.rules import grade
from assentian.standards.vocabulary import ProofGrade, Verdict
from tests.checks.desk import Desk, metric

EXPECTATION = {
    "success": True,
    "expectation_config": {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "age"}},
    "result": {"element_count": 9, "unexpected_percent": 0.0},
    "exception_info": {"raised_exception": False, "exception_message": None},
}
PASSING = {
    "evidently": {
        "metrics": [{"metric_id": "ValueDrift(column=age)", "value": 0.03}],
        "tests": [{"name": "Value Drift for column age", "status": "SUCCESS"}],
    },
    "great-expectations": {"success": True, "results": [EXPECTATION]},
    "soda": {"checks": [{"name": "row_count > 0", "outcome": "pass", "diagnostics": {"value": 9}}], "hasErrors": False},
    "garak": {"entry_type": "eval", "probe": "dan.Dan_11_0", "detector": "dan.DAN", "passed": 10, "total": 10},
}
RAISED = {**EXPECTATION, "exception_info": {"raised_exception": True}}
FAILING = [
    ("evidently", {"tests": [{"name": "t", "status": "FAIL"}, {"name": "u", "status": "SUCCESS"}]}, Verdict.FAIL),
    ("great-expectations", {"success": False, "results": [{**EXPECTATION, "success": False}]}, Verdict.FAIL),
    ("great-expectations", {"success": False, "results": [RAISED]}, Verdict.FAIL),
    ("great-expectations", {"run_results": {"r": {"results": [{**EXPECTATION, "success": False}]}}}, Verdict.FAIL),
    ("soda", {"checks": [{"name": "c", "outcome": "fail"}]}, Verdict.FAIL),
    ("soda", {"checks": [{"name": "c", "outcome": "pass"}], "hasErrors": True}, Verdict.FAIL),
    ("garak", {"entry_type": "eval", "probe": "p", "detector": "d", "passed": 9, "total": 10}, Verdict.FAIL),
    (
        "evidently",
        {"tests": [{"name": "t", "status": "SUCCESS"}, {"name": "u", "status": "SKIPPED"}]},
        Verdict.INSUFFICIENT,
    ),
    ("soda", {"checks": [{"name": "c", "outcome": "warn"}]}, Verdict.WARN),
    ("soda", {"checks": [{"name": "c", "outcome": None}]}, Verdict.INSUFFICIENT),
    ("evidently", {"tests": [{"name": "t", "status": "SKIPPED"}]}, Verdict.INSUFFICIENT),
    ("evidently", {"metrics": [{"metric_id": "m", "value": 1}]}, Verdict.INSUFFICIENT),
    ("garak", {"entry_type": "eval", "probe": "p", "detector": "d", "passed": 0, "total": 0}, Verdict.INSUFFICIENT),
    ("garak", {"entry_type": "start_run setup"}, Verdict.INSUFFICIENT),
    ("ai-verify", {"cid": "fairness", "output": {"f1": 0.9}}, Verdict.INSUFFICIENT),
    ("mlflow", {"metrics": {"f1_score": 0.9}}, Verdict.INSUFFICIENT),
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


@pytest.mark.parametrize("tool", PASSING)
def test_what_the_tool_passed_passes_and_names_the_tool(tool, desk):
    found = read(desk, tool, PASSING[tool])
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert metric(found, "failed").note == f"by {tool}"


@pytest.mark.parametrize(("tool", "content", "verdict"), FAILING)
def test_what_the_tool_did_not_pass_does_not_pass(tool, content, verdict, desk):
    assert read(desk, tool, content).verdict is verdict


def test_a_column_is_named_with_its_expectation(desk):
    found = read(desk, "great-expectations", PASSING["great-expectations"])
    assert metric(found, "reading", "expect_column_values_to_not_be_null age").status is Verdict.PASS


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
    read(desk, "soda", PASSING["soda"])
    (desk.folder / "report.json").write_text(json.dumps({**PASSING["soda"], "x": 1}))
    assert desk.run("imported", "tool: soda, path: report.json, trust: keys.txt").verdict is Verdict.FAIL


def test_an_unknown_tool_is_refused_with_the_known_ones(desk):
    with pytest.raises(SuiteError, match="one of evidently, great-expectations"):
        read(desk, "other", {})


def test_what_another_tool_measured_is_documented_at_most():
    assert KINDS["imported"].is_word({"seals": [{"state": "signed"}]})
    assert grade("pass", is_word=True) is ProofGrade.A2
    assert grade("pass", is_word=False) is ProofGrade.A3
    assert grade("fail", is_word=True) is grade("insufficient", is_word=False) is ProofGrade.A0
