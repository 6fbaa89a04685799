"""A signed result worked out again: from its counts, and from the data at the source."""

import json

import pytest
from click.testing import CliRunner

from assentian.checks.replay import CannotReplayError, replay
from assentian.checks.run import run_suite
from assentian.checks.statement import statement
from assentian.checks.suite import load_suite
from assentian.cli.check import check
from assentian.cli.verify import verify
from assentian.ledger import canonical
from assentian.ledger.envelope import seal
from assentian.ledger.keys import SigningKey
from tests.checks.test_statement import FINISHED

GROUPS = ["a", "b", "c"]
DATA = {
    "y": [(i * 7) % 3 % 2 for i in range(600)],
    "p": [i % 2 for i in range(600)],
    "s": [(i % 100) / 100 for i in range(600)],
    "g": [GROUPS[0] if i < 3 else GROUPS[1 + i % 2] for i in range(600)],
    "x": [i * 0.37 for i in range(600)],
}
SUITE = """\
suite: 1
system: credit
data: {reference: {path: reference.csv}, current: {path: current.csv}}
columns: {label: y, prediction: p, score: s, groups: [g]}
checks:
  - {id: quality, kind: data-quality, rules: {x: {null_max: 0, range: [0, 500]}}}
  - {id: drift, kind: drift, columns: [x, g]}
  - {id: fairness, kind: fairness, min_group: 5}
  - {id: performance, kind: performance, metrics: {auc: {breach: 0.4}}}
  - {id: crowd, kind: k-anonymity, quasi_identifiers: [g], k: 2}
"""
CHECKS = ["quality", "drift", "fairness", "performance", "crowd"]


@pytest.fixture
def signed(workshop):
    """The suite run and signed; the folder of its envelopes and the file of the key to trust."""
    workshop.table("reference.csv", DATA)
    workshop.table("current.csv", {**DATA, "x": [value + 20 for value in DATA["x"]]})
    (workshop.folder / "suite.yaml").write_text(SUITE)
    key = workshop.folder / "key.pem"
    CliRunner().invoke(check, [str(workshop.folder / "suite.yaml"), "--out", str(workshop.folder), "--key", str(key)])
    (workshop.folder / "keys.txt").write_text(f"{SigningKey.load(key, 'assentian-evidence').verifier}\n")
    return workshop.folder


def invoke(*arguments):
    return CliRunner().invoke(verify, ["--replay", *map(str, arguments)])


@pytest.mark.parametrize("name", CHECKS)
def test_every_metric_follows_from_the_counts_and_the_counts_from_the_source(signed, name):
    answer = invoke(signed / f"{name}.dsse.json", "--keys", signed / "keys.txt", "--rerun", signed / "suite.yaml")
    assert answer.exit_code == 0, answer.output
    assert "follow from the full counts" in answer.output
    assert "counts taken at the source now are those that were signed" in answer.output


@pytest.mark.parametrize("name", CHECKS)
def test_the_published_counts_alone_can_be_replayed(signed, name):
    (signed / f"{name}.profile.json").unlink()
    answer = invoke(signed / f"{name}.dsse.json")
    assert answer.exit_code == 10, answer.output
    assert "the metrics of the published counts are those that were signed" in answer.output
    assert "not checked: the signature" in answer.output


def test_one_changed_count_is_found(signed):
    counts = signed / "fairness.profile.json"
    raw = json.loads(counts.read_text())
    raw["cells"][0][3] += 1
    counts.write_bytes(canonical.encode(raw))
    answer = invoke(signed / "fairness.dsse.json", "--keys", signed / "keys.txt")
    assert answer.exit_code == 40
    assert "DOES NOT HOLD: the full counts have the digest" in answer.output


def test_other_data_at_the_source_is_found(signed, workshop):
    workshop.table("current.csv", DATA)
    answer = invoke(signed / "drift.dsse.json", "--keys", signed / "keys.txt", "--rerun", signed / "suite.yaml")
    assert answer.exit_code == 40
    assert "DOES NOT HOLD: counts taken at the source now" in answer.output


def test_a_limit_that_was_loosened_is_found(signed):
    suite = signed / "suite.yaml"
    suite.write_text(suite.read_text().replace("breach: 0.4", "breach: 0.3"))
    answer = invoke(signed / "performance.dsse.json", "--keys", signed / "keys.txt", "--rerun", suite)
    assert answer.exit_code == 40
    assert "DOES NOT HOLD: the check is declared as it was" in answer.output


def test_a_verdict_that_was_signed_against_its_counts_is_found(signed):
    """Whoever holds the key can sign anything; the counts give it away."""
    run = run_suite(load_suite(signed / "suite.yaml"))
    result = next(one for one in run.results if one.check_id == "drift")
    told = statement(result, run, finished=FINISHED)
    told["predicate"]["controlEvidence"]["verdict"] = "pass"
    forged = signed / "drift.dsse.json"
    forged.write_bytes(seal(told, SigningKey.load(signed / "key.pem", "assentian-evidence")))
    answer = invoke(forged, "--keys", signed / "keys.txt")
    assert answer.exit_code == 40
    assert "DOES NOT HOLD: the verdict that follows is 'fail'; 'pass' was signed" in answer.output


def test_a_foreign_key_is_refused(signed):
    (signed / "keys.txt").write_text(f"{SigningKey.generate('other').verifier}\n")
    answer = invoke(signed / "quality.dsse.json", "--keys", signed / "keys.txt")
    assert answer.exit_code == 40
    assert "is no signed result" in answer.output


@pytest.mark.parametrize("text", ["", "{}", '{"payload": "!"}', '{"payload": "e30="}'])
def test_what_is_no_envelope_is_said_to_be_none(tmp_path, text):
    (tmp_path / "e.dsse.json").write_text(text)
    answer = invoke(tmp_path / "e.dsse.json")
    assert answer.exit_code == 40
    assert "Traceback" not in answer.output


def test_a_result_without_counts_cannot_be_replayed(workshop):
    workshop.table("current.csv", {"a": [1]})
    run = workshop.run("checks:\n  - {id: q, kind: data-quality, rules: {b: {null_max: 0}}}\n")
    told = statement(run.results[0], run, finished=FINISHED)
    with pytest.raises(CannotReplayError, match="nothing was counted"):
        list(replay(told["predicate"]["controlEvidence"]))
