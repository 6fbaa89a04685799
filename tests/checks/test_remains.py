"""What was retired is gone, archives come back, builds can be repeated, and devices say what they run."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assentian.checks.integrity import oms
from assentian.checks.records import seal
from assentian.checks.registry import KINDS
from assentian.ledger import envelope
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def again(kind: str, found: Any, parameters: dict[str, Any] | None = None) -> bool:
    return KINDS[kind].evaluate(parameters or {}, json.loads(json.dumps(found.profile.counts))) == found.metrics


RETIRED = {"item": "scorer weights", "digest": "sha256:" + sha256(b"old weights")}
ERASED = {"digest": sha256(b"old weights"), "store": "registry", "erased": "2026-11-20", "by": "ops"}


def scanned(desk: Desk, *erased: dict[str, Any], retired: Any = RETIRED):
    store = desk.folder / "store" / "deep"
    store.mkdir(parents=True, exist_ok=True)
    (store / "new.bin").write_bytes(b"new weights")
    desk.seal(desk.write("erased.jsonl", erased), "system")
    return desk.held("residue-scan", [retired], "erasures: erased.jsonl, stores: [store]")


def test_stores_without_residue_and_with_a_record_of_the_erasure_pass(desk: Desk) -> None:
    found = scanned(desk, ERASED)
    assert (found.verdict, found.message, found.profile.counts["files"]) == (Verdict.PASS, "", 1)
    assert again("residue-scan", found)


def test_a_copy_under_any_name_is_found_by_its_bytes(desk: Desk) -> None:
    scanned(desk, ERASED)
    (desk.folder / "store" / "deep" / "holiday.jpg").write_bytes(b"old weights")
    found = scanned(desk, ERASED)
    assert (found.verdict, metric(found, "residues").note) == (
        Verdict.FAIL,
        "store: deep/holiday.jpg is scorer weights",
    )


def test_stores_in_which_nothing_lies_tell_nothing(desk: Desk) -> None:
    scanned(desk, ERASED)
    (desk.folder / "empty").mkdir()
    found = desk.held("residue-scan", [RETIRED], "erasures: erased.jsonl, stores: [empty]")
    assert (found.verdict, "no file was looked at" in metric(found, "residues").note) == (Verdict.INSUFFICIENT, True)


def test_an_erasure_that_nobody_recorded_or_that_is_still_to_come_fails(desk: Desk) -> None:
    assert metric(scanned(desk), "missing_erasures").note == "scorer weights"
    assert told(scanned(desk, {**ERASED, "erased": "2027-01-01"}))["missing_erasures"] == 1
    assert told(scanned(desk, {**ERASED, "digest": "0" * 64}))["missing_erasures"] == 1


def test_what_could_be_found_nowhere_is_an_error_and_no_pass(desk: Desk) -> None:
    assert "row 1: 'digest' is no SHA-256" in scanned(desk, ERASED, retired={"item": "x", "digest": "v1"}).message
    found = desk.held("residue-scan", [RETIRED], "erasures: erased.jsonl, stores: [nowhere]")
    assert (found.verdict, "does not exist" in found.message) == (Verdict.ERROR, True)


FILES = {"model.onnx": b"weights", "docs/card.md": b"# card"}


def restored(desk: Desk, *, day: str = "2026-11-20", more: str = ""):
    rows = [{"path": name, "digest": sha256(data)} for name, data in FILES.items()]
    return desk.held("restore-drill", rows, f'restored: restored, restored_on: "{day}"{more}')


@pytest.fixture
def archive(desk: Desk) -> Path:
    for name, data in FILES.items():
        path = desk.folder / "restored" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return desk.folder / "restored"


def test_an_archive_that_comes_back_whole_passes(desk: Desk, archive: Path) -> None:
    assert archive.exists()
    found = restored(desk)
    assert (found.verdict, found.message, told(found)["drill_age"]) == (Verdict.PASS, "", 5)
    assert again("restore-drill", found)


def test_what_is_lost_changed_or_came_along_is_named_and_an_old_drill_counts_no_more(desk: Desk, archive: Path) -> None:
    (archive / "model.onnx").write_bytes(b"weightz")
    (archive / "docs" / "card.md").rename(archive / "card.md")
    found = restored(desk)
    assert metric(found, "equal_share").value == 0
    assert metric(found, "equal_share").note == "docs/card.md: is not there; model.onnx: has other bytes"
    assert metric(found, "unlisted").note == "card.md"
    assert metric(restored(desk, day="2026-01-01"), "drill_age").status is Verdict.FAIL
    assert metric(restored(desk, day="2026-11-01", more=", drill_days: 7"), "drill_age").status is Verdict.FAIL
    assert "is still to come" in restored(desk, day="2026-12-01").message


def built(desk: Desk, first: dict[str, str], second: dict[str, str], more: str = ""):
    for name, files in (("a", first), ("b", second)):
        (desk.folder / name).mkdir(exist_ok=True)
        for file, text in files.items():
            (desk.folder / name / file).write_text(text)
    return desk.run("rebuild", f"first: a, second: b{more}")


RESULTS = ", results: {first: a/results.json, second: b/results.json, tolerance: 0.01}"


def test_two_builds_with_the_same_bytes_pass_and_others_fail(desk: Desk) -> None:
    same = built(desk, {"m": "x", "n": "y"}, {"m": "x", "n": "y"})
    assert (same.verdict, same.n, again("rebuild", same)) == (Verdict.PASS, 2, True)
    other = built(desk, {}, {"m": "z", "o": "1"})
    assert (other.verdict, metric(other, "differing_files").note) == (Verdict.FAIL, "m; o")
    assert "is the first build itself" in desk.run("rebuild", "first: a, second: a/../a").message


def test_a_folder_is_named_by_the_digest_that_signed_manifests_have_for_it(desk: Desk) -> None:
    built(desk, {"m": "x", "n": "y"}, {"m": "x", "n": "y"})
    (desk.folder / "a" / "deep").mkdir()
    (desk.folder / "a" / "deep" / "l").write_text("z")
    found = built(desk, {}, {})
    assert found.files[0].digest == oms.read_folder(desk.folder / "a").root
    assert [file.record for file in found.files] == [False, True]


def test_builds_that_differ_in_bytes_pass_where_their_numbers_are_near(desk: Desk) -> None:
    near = built(
        desk,
        {"m": "x", "results.json": '{"auc": 0.900, "by": {"old": 0.5}}'},
        {"m": "y", "results.json": '{"auc": 0.905, "by": {"old": 0.5}}'},
        RESULTS,
    )
    assert (near.verdict, near.message) == (Verdict.PASS, "")
    assert metric(near, "metric_difference").value == pytest.approx(0.005)
    parameters = {"results": {"tolerance": 0.01}}
    assert again("rebuild", near, parameters)
    far = built(desk, {}, {"results.json": '{"auc": 0.88, "by": {"old": 0.5}}'}, RESULTS)
    assert (far.verdict, metric(far, "metric_difference").note) == (Verdict.FAIL, "auc")
    fewer = built(desk, {}, {"results.json": '{"auc": 0.9}'}, RESULTS)
    assert metric(fewer, "unmatched_numbers").note == "by.old"
    assert "holds no number" in built(desk, {}, {"results.json": '{"auc": "good"}'}, RESULTS).message


FIRMWARE, MODEL = sha256(b"firmware 3"), sha256(b"model 7")
RECENT = datetime(2026, 11, 24, tzinfo=UTC)


def report(desk: Desk, device: str, *digests: str, sealed: datetime = RECENT) -> None:
    subjects = [{"name": f"part {number}", "digest": {"sha256": one}} for number, one in enumerate(digests)]
    predicate = {"v": 1, "by": device, "role": "device", "sealed": sealed.isoformat()}
    made = envelope.seal(envelope.statement(subjects, seal.SEAL_TYPE, predicate), desk.key(device))
    (desk.folder / f"{device}.report.dsse.json").write_bytes(made)


def fleet(desk: Desk, *devices: str, more: str = ""):
    approved = f"approved: {{firmware: ['sha256:{FIRMWARE}'], model: ['sha256:{MODEL}']}}"
    body = f'attestations: "*.report.dsse.json", devices: devices.txt, {approved}{more}'
    return desk.held("edge-attestation", [{"device": one} for one in devices], body)


def test_a_fleet_that_runs_what_was_approved_passes(desk: Desk) -> None:
    desk.trust("d1", "d2", file="devices.txt")
    report(desk, "d1", FIRMWARE, MODEL)
    report(desk, "d2", FIRMWARE, MODEL)
    found = fleet(desk, "d1", "d2")
    assert (found.verdict, found.message, again("edge-attestation", found)) == (Verdict.PASS, "", True)


def test_a_device_that_runs_something_else_says_too_little_or_is_silent_is_named(desk: Desk) -> None:
    desk.trust("d1", "d2", "d3", "d4", file="devices.txt")
    report(desk, "d1", FIRMWARE, sha256(b"model 6"))
    report(desk, "d2", MODEL)
    report(desk, "d3", FIRMWARE, MODEL, sealed=datetime(2026, 11, 1, tzinfo=UTC))
    report(desk, "d4", FIRMWARE, MODEL)
    report(desk, "fake", FIRMWARE, MODEL)
    found = fleet(desk, "d1", "d2", "d3")
    assert told(found)["attested_share"] == 0
    assert metric(found, "attested_share").note == "not attested: d1, d2, d3"
    assert metric(found, "wrong_digests").note == "d1"
    assert metric(found, "strange_devices").note == "d4"
    assert metric(found, "broken_reports").note.startswith("fake.report.dsse.json")
    assert fleet(desk).verdict is Verdict.INSUFFICIENT
