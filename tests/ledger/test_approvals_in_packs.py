"""What the verifier says of signatures: how the signers were known, and where no entry tells."""

from pathlib import Path
from typing import Any

import pytest

from assentian.ledger import verify
from assentian.ledger.verify import verify_pack
from tests.ledger.forger import Forger, change, leaf


def approval(tx: str, level: Any = "password", age: Any = 0) -> dict[str, Any]:
    said = {"obj": ["risk_riskcriteria", "1"], "shown": "ab" * 32, "roles": ["approver"]}
    return leaf("approval", **said, act="approve risk criteria", tx=tx, auth={"level": level, "age": age})


def approved(tx: str, act: str = "approve risk criteria") -> dict[str, Any]:
    return {**change("insert", tx, 1, ["name", None, tx]), "act": act, "tx": tx}


def verified(folder: Path, *leaves: dict[str, Any]) -> verify.Report:
    return verify_pack(Forger(leaves=list(leaves), sizes=[len(leaves)]).folder(folder))


def test_signatures_are_counted_by_how_their_signer_was_known(tmp_path: Path) -> None:
    report = verified(
        tmp_path,
        approved("a"),
        approval("a", age=212),
        approved("a"),  # what an approval brings about
        approval("b", age=239),
        approval("c", "demo"),
        approved("d", "register system"),
    )
    assert report.code == verify.UNANCHORED
    assert [remark for remark in report.remarks if "approvals" in remark] == [
        "1 approvals, identity of the signer by demo, within 1 min",
        "2 approvals, identity of the signer by password, within 4 min",
    ]


def test_an_approval_from_before_such_leaves_stays_valid_and_is_said_to_tell_nothing(tmp_path: Path) -> None:
    report = verified(
        tmp_path, approved("a"), approved("b", "accept residual risk"), approved("c", "close nonconformity")
    )
    assert report.code == verify.UNANCHORED
    assert "3 approvals, identity of the signer not recorded" in report.remarks


def test_a_ledger_without_signatures_says_nothing_of_them(tmp_path: Path) -> None:
    assert not [remark for remark in verified(tmp_path, approved("a", "register system")).remarks if "appro" in remark]


@pytest.mark.parametrize(
    "hostile", [{"auth": None}, {"auth": {"level": "password"}}, {"auth": {"level": 1, "age": "5"}}]
)
def test_an_approval_that_is_none_is_tampering(tmp_path: Path, hostile: dict[str, Any]) -> None:
    report = verified(tmp_path, {**approval("a"), **hostile})
    assert report.code == verify.TAMPERED
    assert "entry 0 is not of its form" in report.findings[0]
