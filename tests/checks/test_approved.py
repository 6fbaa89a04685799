"""What was approved is what is there: documents and configurations."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict


def run(folder, check):
    (folder / "suite.yaml").write_text(f"suite: 1\nsystem: credit\nchecks:\n  - {check}\n")
    return run_suite(load_suite(folder / "suite.yaml")).results[0]


def sealed(folder, *, days=10, digest=None, more=""):
    path = folder / "aiia.md"
    path.write_text("The impact assessment")
    digest = digest or hashlib.sha256(path.read_bytes()).hexdigest()
    on = (datetime.now(UTC).date() - timedelta(days=days)).isoformat()
    told = f"{{id: s, kind: document-seal, path: aiia.md, digest: 'sha256:{digest}', approved_on: {on}{more}}}"
    return run(folder, told)


def test_an_unchanged_document_within_its_review_period_passes(tmp_path):
    assert sealed(tmp_path).verdict is Verdict.PASS
    assert sealed(tmp_path, days=365).verdict is Verdict.PASS


def test_a_changed_or_an_overdue_document_fails(tmp_path):
    assert sealed(tmp_path, digest="0" * 64).verdict is Verdict.FAIL
    assert sealed(tmp_path, days=366).verdict is Verdict.FAIL
    assert sealed(tmp_path, days=31, more=", review_days: 30").verdict is Verdict.FAIL


def test_an_approval_to_come_or_a_missing_document_is_an_error(tmp_path):
    assert "still to come" in sealed(tmp_path, days=-1).message
    told = f"{{id: s, kind: document-seal, path: no.md, digest: 'sha256:{'0' * 64}', approved_on: %s}}"
    assert "no.md" in run(tmp_path, told % "2026-01-01").message
    (tmp_path / "no.md").write_text("x")
    assert "is no day" in run(tmp_path, told % "2026-02-30").message


APPROVED = '{"model": {"temperature": 0}, "tools": ["search"], "key": "s3cret-value"}'


def compared(folder, running):
    (folder / "approved.json").write_text(APPROVED)
    (folder / "running.yaml").write_text(running)
    return run(folder, "{id: c, kind: config-diff, approved: approved.json, running: running.yaml}")


def test_an_equal_configuration_passes_in_either_format(tmp_path):
    found = compared(tmp_path, "tools: [search]\nkey: s3cret-value\nmodel:\n  temperature: 0\n")
    assert found.verdict is Verdict.PASS
    assert found.n == 3


def test_every_differing_key_is_named_and_no_value_kept(tmp_path):
    found = compared(tmp_path, "tools: [search, shell]\nkey: other-s3cret\nmodel: {temperature: false}\n")
    assert found.verdict is Verdict.FAIL
    assert found.profile.counts["faults"]["differing_keys"] == ["key", "model.temperature", "tools[1]"]
    assert "s3cret" not in str(found.profile.counts)


@pytest.mark.parametrize("running", ["", "a: [", "a: 1\na: 2\n", "[" * 500])
def test_a_malformed_configuration_is_an_error(tmp_path, running):
    assert compared(tmp_path, running).verdict is Verdict.ERROR
