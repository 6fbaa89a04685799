"""The ledger over HTTP: what it serves verifies with the verifier for strangers and nothing else."""

import base64

import pytest

from assentian.journal import checkpoints
from assentian.ledger.tree import verify_consistency, verify_inclusion
from assentian.ledger.verify import VerifierKey, leaf_hash, read_checkpoint
from tests.api.conftest import Machine
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def decoded(hashes: list[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in hashes]


def log_key() -> VerifierKey:
    return checkpoints._key("northwind").verifier


def test_every_entry_is_proved_in_the_signed_tree(machine: Machine, simulator: OrganisationSimulator) -> None:
    simulator.register_system()
    checkpoint = read_checkpoint(machine.get("ledger/checkpoint").content.decode(), [log_key()])
    for seq in range(checkpoint.size):
        leaf = machine.get(f"ledger/entries/{seq}").content
        found = machine.get(f"ledger/proof/{seq}").json()
        assert read_checkpoint(found["checkpoint"], [log_key()]) == checkpoint
        assert base64.b64decode(found["root"]) == checkpoint.root
        assert base64.b64decode(found["leaf_hash"]) == leaf_hash(leaf)
        assert verify_inclusion(leaf_hash(leaf), seq, found["size"], decoded(found["proof"]), checkpoint.root)


def test_an_old_checkpoint_is_proved_to_lie_on_the_way(machine: Machine, simulator: OrganisationSimulator) -> None:
    old = read_checkpoint(machine.get("ledger/checkpoint").content.decode(), [log_key()])
    simulator.register_system()
    new = read_checkpoint(machine.get("ledger/checkpoint").content.decode(), [log_key()])
    assert new.size > old.size
    found = machine.get("ledger/consistency", first=old.size).json()
    assert found["second"] == new.size
    assert verify_consistency(old.size, new.size, decoded(found["proof"]), old.root, new.root)


@pytest.mark.parametrize("path", ["ledger/entries/9999", "ledger/proof/9999", f"ledger/entries/{2**70}"])
def test_an_entry_that_is_not_there_is_a_problem(path: str, machine: Machine) -> None:
    answer = machine.get(path)
    assert answer.status_code == 404
    assert "has no entry" in answer.json()["detail"]


@pytest.mark.parametrize("asked", [{"first": -1}, {"first": 3, "second": 2}, {"first": 0, "second": 9999}])
def test_a_consistency_that_cannot_be_is_a_problem(asked: dict[str, int], machine: Machine) -> None:
    answer = machine.get("ledger/consistency", **asked)
    assert answer.status_code == 422
    assert "0 <= first <= second <= " in answer.json()["detail"]


def test_a_signer_that_refuses_is_no_traceback(machine: Machine, settings) -> None:
    machine.get("ledger/checkpoint")
    memory = settings.ASSENTIAN_HOME / "signer" / "northwind.json"
    memory.write_text('{"size": 999999, "root": "' + "00" * 32 + '"}')
    answer = machine.get("ledger/checkpoint")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
