"""Approvals: who signed is told by the key, which roles they hold by the suite, what they signed by its digest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assentian.standards.vocabulary import Verdict
from tests.checks.desk import AS_OF, Desk, metric, told

BODY = (
    "documents: {aiia.md: [risk-owner, validator]}, approvals: ['approvals/*.json'], trust: keys.txt, "
    f'roles: {{anna: [risk-owner], ben: [validator, developer]}}, as_of: "{AS_OF}"'
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A document approved by Anna and Ben, as it must be."""
    desk = Desk(tmp_path)
    (tmp_path / "approvals").mkdir()
    (tmp_path / "aiia.md").write_text("approved\n")
    desk.trust("anna", "ben")
    approve(desk, "anna", "risk-owner")
    approve(desk, "ben", "validator")
    return desk


def approve(desk: Desk, by: str, role: str, **options) -> Path:
    return desk.seal(desk.folder / "aiia.md", by, role=role, out=f"approvals/{by}-{role}.json", **options)


def test_a_document_with_both_approvals_passes(desk):
    found = desk.run("signoff", BODY)
    assert (found.verdict, told(found)) == (
        Verdict.PASS,
        {"unsigned": 0, "invalid": 0, "outdated": 0, "wrong_role": 0},
    )


def test_a_missing_approval_is_named(desk):
    (desk.folder / "approvals" / "ben-validator.json").unlink()
    found = desk.run("signoff", BODY)
    assert found.verdict is Verdict.FAIL
    assert metric(found, "unsigned").note == "aiia.md as validator"


def test_a_document_changed_after_approval_has_lost_its_approvals(desk):
    (desk.folder / "aiia.md").write_text("changed\n")
    found = desk.run("signoff", BODY)
    assert (told(found)["unsigned"], told(found)["outdated"]) == (2, 2)


def test_an_approval_in_a_role_that_is_not_held_counts_for_nothing(desk):
    (desk.folder / "approvals" / "anna-risk-owner.json").unlink()
    approve(desk, "ben", "risk-owner")
    found = desk.run("signoff", BODY)
    assert (told(found)["unsigned"], told(found)["wrong_role"]) == (1, 1)
    assert "ben does not hold the role 'risk-owner'" in metric(found, "wrong_role").note


def test_an_approval_by_a_key_that_nobody_trusts_is_invalid(desk):
    approve(desk, "eve", "risk-owner")
    found = desk.run("signoff", BODY)
    assert (found.verdict, told(found)["invalid"], told(found)["unsigned"]) == (Verdict.FAIL, 1, 0)


def test_a_key_that_calls_itself_anna_is_not_anna(desk):
    desk.keys.pop("anna")  # the next key of that name is another one
    approve(desk, "anna", "risk-owner")
    found = desk.run("signoff", BODY)
    assert (told(found)["unsigned"], told(found)["invalid"]) == (1, 1)


def test_an_approval_dated_in_the_future_is_invalid(desk):
    approve(desk, "anna", "risk-owner", sealed=datetime(2027, 1, 1, tzinfo=UTC))
    assert told(desk.run("signoff", BODY))["invalid"] == 1


def test_a_limit_for_one_switches_no_other_off(desk):
    (desk.folder / "approvals" / "ben-validator.json").unlink()
    found = desk.run("signoff", BODY + ", metrics: {invalid: {breach: 1}}")
    assert found.verdict is Verdict.FAIL


def test_no_approvals_at_all_are_an_error_never_a_pass(desk):
    for path in (desk.folder / "approvals").iterdir():
        path.unlink()
    assert desk.run("signoff", BODY).verdict is Verdict.ERROR
