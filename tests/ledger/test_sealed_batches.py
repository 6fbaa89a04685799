"""Batches of recorded decisions in a ledger: what continues what, which files are sealed, and what does not show."""

import base64
import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from assentian.ledger import canonical
from assentian.ledger.batch_seal import read_seal
from assentian.ledger.events import Head
from assentian.ledger.tree import Frontier, inclusion_proof
from assentian.ledger.verify import CANNOT_CHECK, GAPS, TAMPERED, UNANCHORED, leaf_hash, main, verify_pack
from tests.ledger.forger import LOG_KEY, OTHER_KEY, Forger, leaf
from tests.ledger.test_events import HEAD

FILE = b"the records of a batch"


def head(first: int, last: int, before: Head | None = None, **more: Any) -> Head:
    told = {"file": hashlib.sha256(FILE + bytes([first])).hexdigest(), **more}
    return dataclasses.replace(HEAD, first=first, last=last, previous=before.digest if before else "", **told)


def sealed(batch: Head) -> dict[str, Any]:
    return leaf("event-batch", batch=batch.content(), ref=[{"sha256": batch.digest, "media": "x"}], obj=["t", "1", 1])


def pack(*batches: Head) -> Forger:
    return Forger(leaves=[sealed(batch) for batch in batches], sizes=[len(batches)])


A = head(0, 4)
B = head(5, 9, A)
C = head(10, 14, B)


@pytest.mark.parametrize("batches", [[A], [A, B, C], [B, A, C], [C, B, A]])
def test_a_stream_that_is_whole_has_no_finding_in_whatever_order_it_was_sealed(batches: list[Head], tmp_path: Path):
    report = verify_pack(pack(*batches).folder(tmp_path))
    assert (report.code, report.findings) == (UNANCHORED, [])


@pytest.mark.parametrize(
    ("batches", "said"),
    [
        ([B], ["0 to 4 are in no batch"]),
        ([A, C], ["5 to 9 are in no batch"]),
        ([A, head(5, 9)], ["the batch from 5 does not name the batch before it"]),
        ([A, head(5, 9, C)], ["the batch from 5 does not name the batch before it"]),
        ([head(0, 4, C)], ["the batch from 0 does not name the batch before it"]),
        ([A, head(3, 9, A)], ["3 to 4 are in two batches"]),
        ([A, head(0, 4, root="00" * 32)], ["0 to 4 are in two batches"]),
        ([A, B, head(5, 9, A, root="00" * 32), C], ["5 to 9 are in two batches"]),
        ([A, dataclasses.replace(B, stream="shadow")], ["0 to 4 are in no batch"]),
    ],
)
def test_a_stream_that_is_not_whole_is_told(batches: list[Head], said: list[str], tmp_path: Path):
    report = verify_pack(pack(*batches).folder(tmp_path))
    assert report.code == GAPS
    assert [finding.split(": ")[1] for finding in report.findings] == said


def test_a_file_that_an_entry_sealed_is_named_with_it(tmp_path: Path):
    file = tmp_path / "batch-5.parquet"
    file.write_bytes(FILE + bytes([5]))
    report = verify_pack(pack(A, B).folder(tmp_path / "pack"), files=[file])
    assert (report.code, report.findings) == (UNANCHORED, [])
    assert "batch-5.parquet is what entry 1 sealed" in report.remarks


def test_a_byte_changed_in_a_batch_is_refused(tmp_path: Path):
    file = tmp_path / "batch-5.parquet"
    for at in range(len(FILE)):
        changed = bytearray(FILE + bytes([5]))
        changed[at] ^= 1
        file.write_bytes(bytes(changed))
        report = verify_pack(pack(A, B).folder(tmp_path / "pack"), files=[file])
        assert report.code == TAMPERED
        assert report.findings == ["batch-5.parquet is no batch that an entry sealed"]


def test_the_leaves_of_a_batch_are_known_by_their_root_and_number(tmp_path: Path):
    hashes = [leaf_hash(bytes([number])) for number in range(5)]
    tree = Frontier()
    tree.extend(hashes)
    packed = pack(head(0, 4, root=tree.root().hex())).folder(tmp_path / "pack")
    file = tmp_path / "batch-0.leaves"
    file.write_bytes(b"".join(hashes))
    assert verify_pack(packed, files=[file]).code == UNANCHORED
    for other in (hashes[:-1], hashes[::-1], [tree.root()]):  # an inner node is no leaf
        file.write_bytes(b"".join(other))
        assert verify_pack(packed, files=[file]).code == TAMPERED


def test_the_verifier_takes_batches_by_its_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "batch-0.parquet"
    file.write_bytes(FILE + bytes([0]))
    folder = pack(A).folder(tmp_path / "pack")
    assert main([str(folder), "--batch", str(file)]) == UNANCHORED
    assert main([str(folder), "--batch", str(tmp_path / "none")]) == CANNOT_CHECK
    assert "is what entry 0 sealed" in capsys.readouterr().out


def change_the_head(sealing: dict[str, Any]) -> None:
    sealing["batch"]["root"] = "00" * 32


def change_its_number(sealing: dict[str, Any]) -> None:
    sealing["batch"]["n"] = 3
    sealing["ref"][0]["sha256"] = hashlib.sha256(canonical.encode(sealing["batch"])).hexdigest()


def leave_the_counters_out(sealing: dict[str, Any]) -> None:
    del sealing["batch"]["first"]
    sealing["ref"][0]["sha256"] = hashlib.sha256(canonical.encode(sealing["batch"])).hexdigest()


def say_counters_in_words(sealing: dict[str, Any]) -> None:
    sealing["batch"]["first"] = "0"
    sealing["ref"][0]["sha256"] = hashlib.sha256(canonical.encode(sealing["batch"])).hexdigest()


@pytest.mark.parametrize("attack", [change_the_head, change_its_number, leave_the_counters_out, say_counters_in_words])
def test_a_malformed_entry_is_tampering(attack: Any, tmp_path: Path):
    forger = pack(A)
    attack(forger.leaves[0])
    assert verify_pack(forger.folder(tmp_path)).code == TAMPERED


# What no ledger can show, and what shows it


def test_a_last_batch_that_was_never_sent_does_not_show(tmp_path: Path):
    """Until the next one comes: `log-completeness` counts against the business system."""
    assert verify_pack(pack(A, B).folder(tmp_path)).findings == []


def test_a_stream_that_was_never_sealed_does_not_show(tmp_path: Path):
    assert verify_pack(pack(A).folder(tmp_path)).findings == []


def test_values_that_were_false_when_recorded_do_not_show(tmp_path: Path):
    """A ledger keeps what it was told: `replay` runs the decisions again."""
    assert verify_pack(pack(head(0, 4, root="11" * 32)).folder(tmp_path)).findings == []


# The seal that is kept beside a batch


def seal_of(forger: Forger, index: int) -> dict[str, Any]:
    lines = forger.lines()
    hashes = [leaf_hash(line) for line in lines]

    class Hashes:
        def subtree(self, level: int, place: int) -> bytes:
            tree = Frontier()
            tree.extend(hashes[place << level : (place + 1) << level])
            return tree.root()

    proof = inclusion_proof(index, len(lines), Hashes())
    return {
        "leaf": lines[index].decode(),
        "index": index,
        "size": len(lines),
        "proof": [base64.b64encode(step).decode() for step in proof],
        "checkpoint": forger.note(len(lines)),
    }


def test_a_seal_verifies_with_the_logs_key_alone():
    seal = read_seal(json.dumps(seal_of(pack(A, B, C), 1)).encode(), [LOG_KEY.verifier])
    assert (seal.head, seal.entry, seal.size) == (B, 1, 3)
    assert seal.origin == "ledger.example/northwind"


def test_a_seal_of_another_log_is_refused_where_keys_are_named():
    data = json.dumps(seal_of(pack(A), 0)).encode()
    assert read_seal(data, None).head == A
    with pytest.raises(ValueError, match="no valid signature"):
        read_seal(data, [OTHER_KEY.verifier])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"index": 0}, "entry 0 does not lie under the checkpoint"),
        ({"proof": []}, "does not lie under"),
        ({"leaf": canonical.encode(sealed(A)).decode()}, "does not lie under"),
        ({"leaf": canonical.encode(leaf("evidence")).decode()}, "seals no batch"),
        ({"leaf": 7}, "not the seal of a batch"),
        ({"proof": None}, "not the seal of a batch"),
        ({"checkpoint": "x"}, "not a signed note"),
    ],
)
def test_a_seal_that_is_none_is_told_why(changed: dict[str, Any], said: str):
    data = json.dumps({**seal_of(pack(A, B, C), 1), **changed}).encode()
    with pytest.raises(ValueError, match=said):
        read_seal(data, [LOG_KEY.verifier])
