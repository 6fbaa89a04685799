"""An answer of the gate as JUnit, SARIF and GitHub annotations: well-formed, escaped, and never a pass by accident."""

import json
from xml.etree import ElementTree as ET

import pytest

from assentian.client.gate_formats import FORMATS, as_github, as_junit, as_sarif


def reply(answer="blocked", *reasons):
    return {"system": "scorer", "stage": "deployment", "answer": answer, "reasons": list(reasons)}


FAILS = {"rule": "E-FAIL:fairness", "text": "50 % <b>&\nfell, twice: \x01", "answer": "blocked", "evidence": 7}
UNTOLD = {"rule": "E-UNTOLD:drift,late", "text": "Too few.", "answer": "cannot_tell", "evidence": None}


def test_junit_counts_failures_and_errors_apart():
    suite = ET.fromstring(as_junit(reply("blocked", FAILS, UNTOLD)))  # noqa: S314  our own output
    assert (suite.tag, suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("testsuite", "2", "1", "1")
    assert [case.get("name") for case in suite] == ["E-FAIL:fairness", "E-UNTOLD:drift,late"]
    assert [case[0].tag for case in suite] == ["failure", "error"]
    assert suite[0][0].get("message").startswith("50 % <b>&")


def test_junit_of_a_clear_gate_is_one_passing_case():
    suite = ET.fromstring(as_junit(reply("clear")))  # noqa: S314  our own output
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("1", "0", "0")
    assert len(suite[0]) == 0


def test_sarif_has_what_its_schema_requires():
    log = json.loads(as_sarif(reply("blocked", FAILS, UNTOLD)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "assentian gate"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    assert json.loads(as_sarif(reply("clear")))["runs"][0]["results"] == []


def test_github_annotations_are_one_line_each_and_escaped():
    assert as_github(reply("blocked", FAILS, UNTOLD)).split("\n") == [
        "::error title=E-FAIL%3Afairness::50 %25 <b>&%0Afell, twice: \x01",
        "::warning title=E-UNTOLD%3Adrift%2Clate::Too few.",
    ]
    assert as_github(reply("clear")) == "::notice title=Gate::scorer is clear for deployment"


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_clear_never_looks_like_a_pass(name):
    text = FORMATS[name](reply("perhaps"))
    assert "perhaps" in text
    assert text != FORMATS[name](reply("clear"))
    assert "::notice" not in text
