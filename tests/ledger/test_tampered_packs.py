"""Attacks on an audit pack, and what the verifier says: alone, and beside a checkpoint that somebody kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assentian.ledger.verify import (
    CANNOT_CHECK,
    GAPS,
    INCONSISTENT,
    TAMPERED,
    UNANCHORED,
    VERIFIED,
    VerifierKey,
    verify_pack,
)
from tests.ledger.forger import (
    EVIDENCE_KEY,
    OTHER_KEY,
    Forger,
    change,
    digest,
    envelope,
    honest,
    leaf,
    sealing,
)

KEPT = honest().note(3)
Attack = Callable[[Forger], None]


def attacked(attack: Attack) -> Forger:
    forger = honest()
    attack(forger)
    return forger


# Honest packs


def test_an_honest_pack_is_verified_but_unanchored(tmp_path: Path):
    report = verify_pack(honest().folder(tmp_path))
    assert (report.code, report.findings) == (UNANCHORED, [])
    assert (report.size, report.evidence) == (7, 2)


@pytest.mark.parametrize("size", [3, 7])
def test_a_kept_checkpoint_anchors_an_honest_pack(tmp_path: Path, size: int):
    report = verify_pack(honest().zip(tmp_path / "pack.zip"), honest().note(size))
    assert (report.code, report.findings) == (VERIFIED, [])
    assert any(f"first {size} of 7" in remark for remark in report.remarks)


def test_a_kept_checkpoint_may_have_lost_or_won_space_around_it(tmp_path: Path):
    assert verify_pack(honest().folder(tmp_path), f"\n {KEPT}\n\n").code == VERIFIED


def test_a_checkpoint_of_the_empty_tree_anchors_nothing(tmp_path: Path):
    assert verify_pack(honest().folder(tmp_path), honest().note(0)).code == UNANCHORED


def test_what_the_pack_says_of_itself_is_passed_on_as_a_statement(tmp_path: Path):
    forger = honest()
    forger.manifest = {"completeness": {"controls": ["A.7.4"]}}
    report = verify_pack(forger.folder(tmp_path))
    assert any("stated by who made the pack" in remark and "A.7.4" in remark for remark in report.remarks)


# Gaps and erasures


def test_an_erasure_is_listed(tmp_path: Path):
    forger = honest()
    forger.leaves.append(leaf("erasure", paths=["accounts_user/7/email"]))
    forger.sizes = [8]
    report = verify_pack(forger.folder(tmp_path), KEPT)
    assert report.code == GAPS
    assert report.findings == ["erased on 2026-11-23: accounts_user/7/email (entry 7)"]


def test_evidence_that_is_sealed_and_not_in_the_pack_is_listed(tmp_path: Path):
    forger = honest()
    forger.evidence.pop(digest(envelope("PASSED")))
    report = verify_pack(forger.folder(tmp_path), KEPT)
    assert (report.code, report.evidence) == (GAPS, 1)
    assert "entry 2" in report.findings[0]


# What needs no key


def flip_a_byte_of_an_entry(forger: Forger) -> None:
    line = forger.lines()[1]
    files = forger.files()["entries/00000000.jsonl"]
    forger.extra["entries/00000000.jsonl"] = files.replace(line, line.replace(b"credit", b"Credit"))


def drop_an_entry(forger: Forger) -> None:
    forger.extra = {f"checkpoints/{size:020}.txt": forger.note(size).encode() for size in (3, 7)}
    forger.leaves.pop(4)
    forger.manifest["size"] = 7


def swap_two_entries(forger: Forger) -> None:
    forger.extra = {f"checkpoints/{size:020}.txt": forger.note(size).encode() for size in (3, 7)}
    forger.leaves[4], forger.leaves[5] = forger.leaves[5], forger.leaves[4]


def cut_the_end(forger: Forger) -> None:
    forger.leaves.pop()
    forger.sizes = [3]


def respell_an_entry(forger: Forger) -> None:
    forger.leaves[1] = forger.lines()[1].replace(b":", b": ", 1)


def repeat_a_key_in_an_entry(forger: Forger) -> None:
    forger.leaves[1] = forger.lines()[1].replace(b'"v":1', b'"v":1,"v":1')


def smuggle_half_a_surrogate_into_an_entry(forger: Forger) -> None:
    forger.leaves[1] = forger.lines()[1].replace(b'"credit-scoring"', b'"\\ud800"')


def take_an_entry_of_another_organisation(forger: Forger) -> None:
    forger.leaves[1]["org"] = "elsewhere"


def take_an_entry_of_another_version(forger: Forger) -> None:
    forger.leaves[1]["v"] = 2


def forget_what_an_entry_must_say(forger: Forger) -> None:
    del forger.leaves[1]["obj"]


def delete_a_row_that_never_was(forger: Forger) -> None:
    forger.leaves[5] = change("delete", "9", 1)


def sign_with_another_key(forger: Forger) -> None:
    forger.signer = OTHER_KEY


def change_a_file_behind_the_manifest(forger: Forger) -> None:
    forger.manifest["files"] = {name: digest(data) for name, data in forger.files().items() if name != "manifest.json"}
    forger.extra["README.txt"] = b"for nobody"


def add_a_file_that_the_manifest_does_not_name(forger: Forger) -> None:
    forger.manifest["files"] = {name: digest(data) for name, data in forger.files().items() if name != "manifest.json"}
    forger.extra["state/more.json"] = b"{}"


def add_a_file_of_no_pack(forger: Forger) -> None:
    forger.extra["malware.exe"] = b"MZ"


def say_another_size(forger: Forger) -> None:
    forger.manifest["size"] = 6


def show_no_checkpoint(forger: Forger) -> None:
    forger.sizes = []


def show_another_state(forger: Forger) -> None:
    forger.state["inventory_aisystem"]["1"]["stage"] = "inception"


def leave_a_row_out_of_the_state(forger: Forger) -> None:
    forger.state["inventory_aisystem"] = {}


def show_a_table_that_no_entry_speaks_of(forger: Forger) -> None:
    forger.state["risk_risk"] = {"1": {}}


def exchange_evidence(forger: Forger) -> None:
    forger.evidence[digest(envelope("FAILED"))] = envelope("PASSED")


def add_evidence_that_nothing_seals(forger: Forger) -> None:
    more = envelope("BETTER")
    forger.evidence[digest(more)] = more


def seal_evidence_of_a_stranger(forger: Forger) -> None:
    forged = envelope("PASSED", OTHER_KEY)
    forger.leaves.append(sealing(forged))
    forger.evidence[digest(forged)] = forged
    forger.sizes = [8]


def seal_evidence_before_its_key_is_accepted(forger: Forger) -> None:
    forger.leaves.append(forger.leaves.pop(0))
    forger.sizes = [7]


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (flip_a_byte_of_an_entry, "root signed at size"),
        (drop_an_entry, "holds 6 entries, not 7"),
        (swap_two_entries, "root signed at size 7"),
        (cut_the_end, "no signed checkpoint covers just the 6 entries"),
        (respell_an_entry, "entry 1: "),
        (repeat_a_key_in_an_entry, "entry 1: "),
        (smuggle_half_a_surrogate_into_an_entry, "entry 1: "),
        (take_an_entry_of_another_organisation, "entry 1: not a leaf, version 1, of northwind"),
        (take_an_entry_of_another_version, "entry 1: not a leaf, version 1"),
        (forget_what_an_entry_must_say, "entry 1 is not of its form"),
        (sign_with_another_key, "no valid signature"),
        (change_a_file_behind_the_manifest, "README.txt is not what the manifest says"),
        (add_a_file_that_the_manifest_does_not_name, "state/more.json stands only in the pack"),
        (add_a_file_of_no_pack, "malware.exe is no part of a pack"),
        (say_another_size, "no signed checkpoint covers just the 6 entries"),
        (show_no_checkpoint, "no signed checkpoint covers"),
        (show_another_state, "state/inventory_aisystem.json is not the state"),
        (leave_a_row_out_of_the_state, "state/inventory_aisystem.json is not the state"),
        (show_a_table_that_no_entry_speaks_of, "state/risk_risk.json is not the state"),
        (exchange_evidence, "is not what was sealed"),
        (add_evidence_that_nothing_seals, "is sealed by no entry"),
        (seal_evidence_of_a_stranger, "none of the accepted keys"),
        (seal_evidence_before_its_key_is_accepted, "none of the accepted keys"),
    ],
)
def test_an_attack_shows(tmp_path: Path, attack: Attack, said: str):
    report = verify_pack(attacked(attack).folder(tmp_path))
    assert report.code == TAMPERED
    assert any(said in finding for finding in report.findings), report.findings


def test_a_flipped_bit_anywhere_in_the_entries_shows(tmp_path: Path):
    entries = honest().files()["entries/00000000.jsonl"]
    for at in range(0, len(entries), 17):
        forger = honest()
        changed = bytearray(entries)
        changed[at] ^= 1
        forger.extra["entries/00000000.jsonl"] = bytes(changed)
        assert verify_pack(forger.folder(tmp_path)).code == TAMPERED


# What somebody with the log's key can do: without a kept checkpoint nothing shows, with one everything before it does


def rewrite_the_past(forger: Forger) -> None:
    forger.leaves[1] = change("insert", "1", 1, ["name", None, "harmless"], ["stage", None, "design"])
    forger.state["inventory_aisystem"]["1"]["name"] = "harmless"


def roll_back(forger: Forger) -> None:
    forger.leaves, forger.sizes = forger.leaves[:2], [2]
    forger.evidence, forger.state = {}, {"inventory_aisystem": {"1": {"name": "credit-scoring", "stage": "design"}}}


def begin_anew_with_another_key(forger: Forger) -> None:
    forger.signer, forger.keys = OTHER_KEY, [OTHER_KEY]


@pytest.mark.parametrize("attack", [rewrite_the_past, roll_back, begin_anew_with_another_key])
def test_a_rewritten_ledger_does_not_show_without_an_anchor_and_does_with_one(tmp_path: Path, attack: Attack):
    pack = attacked(attack).folder(tmp_path)
    assert verify_pack(pack).code == UNANCHORED  # the expected non-detection: why anchors are needed
    assert verify_pack(pack, KEPT).code == INCONSISTENT


def test_a_rewriting_after_the_kept_checkpoint_does_not_show(tmp_path: Path):
    forger = honest()
    forger.leaves[3] = change("update", "1", 2, ["stage", "design", "retirement"])
    forger.state["inventory_aisystem"]["1"]["stage"] = "retirement"
    pack = forger.folder(tmp_path)
    assert verify_pack(pack, KEPT).code == VERIFIED  # the expected non-detection: the anchor interval
    assert verify_pack(pack, honest().note(7)).code == INCONSISTENT


def test_a_kept_checkpoint_of_another_log_is_inconsistent(tmp_path: Path):
    forger = honest()
    forger.signer = OTHER_KEY
    report = verify_pack(honest().folder(tmp_path), forger.note(3))
    assert report.code == INCONSISTENT


@pytest.mark.parametrize("known", ["", "nonsense", "a\n1\nb\n\n\N{EM DASH} c d"])
def test_a_kept_checkpoint_that_is_none_checks_nothing(tmp_path: Path, known: str):
    assert verify_pack(honest().folder(tmp_path), known).code == CANNOT_CHECK


# What outweighs what


def test_tampering_outweighs_an_erasure_and_both_are_told(tmp_path: Path):
    forger = attacked(add_evidence_that_nothing_seals)
    forger.leaves.append(leaf("erasure", paths=["a/b/c"]))
    forger.sizes = [8]
    report = verify_pack(forger.folder(tmp_path), KEPT)
    assert report.code == TAMPERED
    assert len(report.findings) == 2


def test_an_inconsistent_ledger_outweighs_an_erasure(tmp_path: Path):
    forger = attacked(rewrite_the_past)
    forger.leaves.append(leaf("erasure", paths=["a/b/c"]))
    forger.sizes = [8]
    assert verify_pack(forger.folder(tmp_path), KEPT).code == INCONSISTENT


# Keys


def test_the_log_keys_are_printed_so_that_they_can_be_compared(tmp_path: Path):
    report = verify_pack(honest().folder(tmp_path))
    assert any(str(VerifierKey.parse(str(key.verifier))) in report.text() for key in honest().keys)


def test_a_key_of_the_log_is_no_key_for_evidence(tmp_path: Path):
    forger = honest()
    forger.leaves[0] = leaf("key", key=str(EVIDENCE_KEY.verifier), purpose="log")
    report = verify_pack(forger.folder(tmp_path))
    assert report.code == TAMPERED
    assert any("none of the accepted keys" in finding for finding in report.findings)
