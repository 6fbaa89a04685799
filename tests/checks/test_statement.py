"""What is signed: everything to repeat the result, nothing that names a case, no floats."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from assentian.checks.drift.evaluate import evaluate
from assentian.checks.registry import KINDS
from assentian.checks.run import digest, reference_profile, run_suite
from assentian.checks.statement import PREDICATE_TYPE, statement, subjects
from assentian.checks.suite import load_suite
from assentian.ledger.canonical import decode
from assentian.ledger.envelope import seal
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import open_envelope
from assentian.standards.vocabulary import Verdict

FINISHED = datetime(2026, 11, 1, 12, tzinfo=UTC)
BODY = (
    "columns: {label: y, prediction: p, groups: [g]}\nsubjects: {model: model.json}\nchecks:\n"
    "  - {id: q, kind: data-quality, rules: {größe: {null_max: 0.5}}}\n"
    "  - {id: f, kind: fairness, metrics: {tpr_gap: {breach: 0.1}}}\n"
    "  - {id: bad, kind: data-quality, rules: {none: {null_max: 0}}}\n"
)


@pytest.fixture
def run(workshop):
    workshop.table(
        "current.csv",
        {"g": ["ä", "b"] * 100, "y": [0, 0, 1, 1] * 50, "p": [0, 0, 1, 0] * 50, "größe": [1, None] * 100},
    )
    (workshop.folder / "model.json").write_text("{}")
    return workshop.run(BODY)


def predicate(run, index):
    return statement(run.results[index], run, finished=FINISHED)["predicate"]


def test_a_sealed_statement_opens_with_the_key_and_reads_back(run):
    key = SigningKey.generate("test")
    made = statement(run.results[1], run, finished=FINISHED)
    payload, key_id = open_envelope(seal(made, key), {key.verifier.id: key.verifier.public})
    assert (decode(payload), key_id) == (json.loads(json.dumps(made)), key.verifier.id)
    assert made["predicateType"] == PREDICATE_TYPE


def test_the_subjects_are_the_files_that_were_tested(run, workshop):
    found = {file.name: file.digest for file in subjects(run, run.results[0])}
    expected = {
        name: hashlib.sha256((workshop.folder / name).read_bytes()).hexdigest()
        for name in ("current.csv", "model.json")
    }
    assert found == expected


def test_the_verdicts_are_those_of_in_toto_and_no_pass_is_ever_made_of_less(run):
    assert [predicate(run, index)["result"] for index in range(3)] == ["PASSED", "FAILED", "FAILED"]
    assert predicate(run, 0)["passedTests"] == ["missing größe"]
    assert predicate(run, 1)["failedTests"] == ["tpr_gap g"]


def test_the_evidence_says_what_it_is_evidence_of_and_how_to_repeat_it(run):
    evidence = predicate(run, 1)["controlEvidence"]
    assert evidence["verdict"] == Verdict.FAIL
    assert evidence["controls"] == list(KINDS["fairness"].speaks_for)
    assert json.loads(evidence["check"]["definition"]) == {"metrics": {"tpr_gap": {"breach": 0.1}}}
    assert evidence["finished"] == "2026-11-01T12:00:00+00:00"
    assert evidence["profile"]["digest"] == run.results[1].profile_digest
    assert evidence["engine"]["name"] == "duckdb"
    assert evidence["data"][0]["locator"] == "current.csv"
    assert evidence["data"][0]["rows"] == 200
    thresholds = {one["name"]: one["breach"] for one in evidence["metrics"] if one["breach"]}
    assert thresholds == {"tpr_gap": "0.1"}


def test_a_check_that_could_not_run_is_evidence_of_just_that(run):
    evidence = predicate(run, 2)["controlEvidence"]
    assert evidence["verdict"] == "error"
    assert "the column 'none'" in evidence["message"]
    assert evidence["profile"] is None


def test_the_metrics_can_be_computed_again_from_the_counts_alone(run):
    result = run.results[1]
    again = KINDS["fairness"].evaluate(run.suite.checks[1].parameters, json.loads(json.dumps(result.profile.counts)))
    assert again == result.metrics


def test_the_same_data_and_suite_give_the_same_statement(run, workshop):
    again = run_suite(load_suite(workshop.folder / "suite.yaml"))
    for index in range(3):
        first, second = (predicate(one, index)["controlEvidence"] for one in (run, again))
        assert {**first, "cpu_ms": 0} == {**second, "cpu_ms": 0}


def test_a_statement_about_drift_names_reference_and_current_data(workshop):
    workshop.drift({"x": list(range(100))}, {"x": list(range(100))})
    run = run_suite(load_suite(workshop.folder / "suite.yaml"))
    made = statement(run.results[0], run, finished=FINISHED)
    assert [one["name"] for one in made["subject"]] == ["current.csv", "reference.csv"]
    assert [one["role"] for one in made["predicate"]["controlEvidence"]["data"]] == ["current", "reference"]
    stored = workshop.folder / "counts.json"
    stored.write_bytes(reference_profile(run.suite))
    digest_ = hashlib.sha256(stored.read_bytes()).hexdigest()
    suite = workshop.folder / "suite.yaml"
    suite.write_text(
        suite.read_text().replace("{path: reference.csv}", f"{{profile: counts.json, digest: sha256:{digest_}}}")
    )
    run = run_suite(load_suite(suite))
    found = subjects(run, run.results[0])
    assert {file.name: file.digest for file in found}["counts.json"] == digest_


def small_cells(counts):
    return [
        count
        for side in ("reference", "current")
        for column in counts[side]["columns"]
        for count in [*column["counts"], column["null"], column.get("nan", 0), column.get("other", 0)]
        if 0 < count < 10
    ]


def test_drift_counts_that_leave_tell_of_no_small_cell_and_give_nearly_the_same_numbers(workshop, metric):
    numbers = [(index * 7919 % 1000) / 7 for index in range(1000)]
    reference = {"x": numbers, "c": ["a"] * 500 + ["b"] * 495 + ["rare"] * 5, "n": [*range(997), None, None, None]}
    current = {"x": [value + 20 for value in numbers], "c": ["a"] * 991 + ["odd"] * 9, "n": list(range(1000))}
    result = workshop.drift(reference, current)
    public = KINDS["drift"].publishable(result.profile.counts)
    assert small_cells(result.profile.counts)
    assert not small_cells(public)
    assert digest(public) == digest(json.loads(json.dumps(public)))
    again = evaluate({}, public)
    assert metric(again, "psi", "x").value == pytest.approx(metric(result.metrics, "psi", "x").value, rel=0.02)
    ks = metric(again, "ks", "x")
    assert ks.lower <= metric(result.metrics, "ks", "x").value <= ks.upper
    assert [one.status for one in again if one.where == "x"] == [
        one.status for one in result.metrics if one.where == "x"
    ]
    assert len(public["reference"]["columns"][0]["counts"]) < 150
