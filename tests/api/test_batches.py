"""Recorded decisions from the event log to a stranger's verifier: sealed once, gaps told, a changed byte refused."""

import dataclasses
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from assentian.accounts import services as accounts
from assentian.cli.main import main
from assentian.client import EventLog, seal_batches, seal_openings
from assentian.evidence.batches import queries
from assentian.evidence.models import BatchOpening, EventBatch
from assentian.impact import services as impact
from assentian.inventory.models import AISystem
from assentian.journal import checkpoints, verification
from assentian.journal import queries as journal
from assentian.journal.models import Key
from assentian.ledger.events import HEAD_TYPE, OPENING_TYPE, Head, Opening
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import broken_streams
from assentian.reports import services as reports
from tests.api.conftest import Machine
from tests.cast import Cast
from tests.ledger.test_batch_openings import opening
from tests.ledger.test_events import HEAD
from tests.ledger.test_sealed_batches import A, B, C, head
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
DIGEST = "ab" * 32


@pytest.fixture
def system(simulator: OrganisationSimulator) -> AISystem:
    return simulator.register_system("Credit")


def send(machine: Machine, batch: Head) -> Any:
    return machine.post("event-batches", batch.encode(), HEAD_TYPE)


def open_(machine: Machine, what: Opening) -> Any:
    return machine.post("event-batches/openings", what.encode(), OPENING_TYPE)


@pytest.mark.databases
@pytest.mark.usefixtures("system")
def test_a_head_is_sealed_once_by_an_entry_that_holds_it(machine: Machine) -> None:
    first, again = send(machine, A), send(machine, A)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["breaks"] == []
    leaf = machine.get(f"ledger/entries/{first.json()['entry']}").json()
    assert (leaf["t"], leaf["batch"], leaf["ref"][0]["sha256"]) == ("event-batch", A.content(), A.digest)
    row = EventBatch.objects.get()
    assert (row.n, row.first, row.last, row.previous, row.closed_at) == (5, 0, 4, "", HEAD.closed)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "the batch is refused: not the head"),
        (dataclasses.replace(A, system="other").encode(), "the register has no AI system 'other'"),
        (A.encode().replace(b"2026-11-25", b"2099-11-25"), "in the future; check the clock"),
    ],
)
@pytest.mark.usefixtures("system")
def test_what_is_no_batch_of_this_organisation_is_a_problem_document(data: bytes, said: str, machine: Machine) -> None:
    answer = machine.post("event-batches", data)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert not EventBatch.objects.exists()


@pytest.mark.databases
@pytest.mark.usefixtures("system")
def test_a_gap_is_kept_told_and_closed_when_the_batch_comes_late(machine: Machine) -> None:
    assert send(machine, A).json()["breaks"] == []
    gap = send(machine, C)
    assert (gap.status_code, gap.json()["breaks"]) == (201, ["live: 5 to 9 are in no batch"])
    told = machine.get("systems/credit/event-batches").json()
    assert told["breaks"] == ["live: 5 to 9 are in no batch"]
    (stream,) = told["streams"]
    assert (stream["batches"], stream["events"], stream["last"]) == (2, 10, 14)
    assert [batch["first"] for batch in told["newest"]] == [10, 0]
    send(machine, B)
    assert machine.get("systems/credit/event-batches").json()["breaks"] == []
    assert machine.get("systems/none/event-batches").status_code == 404


@pytest.mark.databases
@pytest.mark.usefixtures("system")
def test_an_opening_is_sealed_once_and_told_until_its_batch_comes(machine: Machine) -> None:
    first, again = open_(machine, opening(0)), open_(machine, opening(0))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    leaf = machine.get(f"ledger/entries/{first.json()['entry']}").json()
    assert (leaf["t"], leaf["batch"], leaf["ref"][0]["sha256"]) == (
        "batch-open",
        opening(0).content(),
        opening(0).digest,
    )
    told = machine.get("systems/credit/event-batches").json()
    assert [(one["stream"], one["first"]) for one in told["open"]] == [("live", 0)]
    send(machine, A)
    told = machine.get("systems/credit/event-batches").json()
    assert (told["open"], told["breaks"]) == ([], [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (A.encode(), "the opening is refused: "),
        (opening(0, system="other").encode(), "the register has no AI system 'other'"),
        (opening(0, opened=datetime(2099, 1, 1, tzinfo=UTC)).encode(), "in the future; check the clock"),
    ],
)
@pytest.mark.usefixtures("system")
def test_what_is_no_opening_of_this_organisation_is_a_problem_document(
    data: bytes, said: str, machine: Machine
) -> None:
    answer = machine.post("event-batches/openings", data)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert said in answer.json()["detail"]
    assert not BatchOpening.objects.exists()


OTHER_B = head(5, 9, A, root="00" * 32)
LATE_A = dataclasses.replace(A, since=A.since - timedelta(days=3), until=A.since - timedelta(days=3))
OPENED = [
    [opening(0), A, opening(5, A), B, opening(10, B)],
    [A, opening(5, A), B],
    [opening(0), A, B],
    [opening(0), LATE_A],
    [opening(0), A, opening(5, A), opening(10, B)],
    [opening(0), opening(5, A)],
    [opening(0), A, opening(5, OTHER_B), B],
    [opening(0), A, opening(5, A), OTHER_B, C],
    [opening(0), A, dataclasses.replace(A, stream="shadow")],
    [opening(0, stream="shadow"), A],
]


@pytest.mark.databases
@pytest.mark.parametrize("told", OPENED, ids=range(len(OPENED)))
def test_the_pages_and_every_verifier_agree_on_what_was_opened(
    told: list[Head | Opening], system: AISystem, machine: Machine
) -> None:
    entries = []
    for one in told:
        answer = open_(machine, one) if isinstance(one, Opening) else send(machine, one)
        leaf = machine.get(f"ledger/entries/{answer.json()['entry']}").json()
        entries.append({**leaf["batch"], "digest": one.digest, "at": leaf["at"]})
    breaks = [*queries.breaks(system), *queries.unopened(system)]
    said = sorted(f"events of credit/{one.stream}: {one.words}" for one in breaks)
    assert said == sorted(broken_streams(entries))
    assert sorted(verification.verify_ledger("northwind").findings) == said


ORDERS = [
    [A, B, C],
    [C, A, B],
    [B],
    [A, C],
    [A, head(5, 9)],
    [head(0, 4, C)],
    [A, head(3, 9, A)],
    [A, head(0, 4, root="00" * 32)],
    [A, B, OTHER_B, C],
    [A, OTHER_B, B, C],
    [A, head(2, 3), B],
    [A, head(0, 9), C],
    [A, dataclasses.replace(B, stream="shadow")],
]


@pytest.mark.databases
@pytest.mark.parametrize("batches", ORDERS, ids=range(len(ORDERS)))
def test_the_pages_and_every_verifier_agree_on_what_is_not_whole(
    batches: list[Head], system: AISystem, machine: Machine
) -> None:
    for batch in batches:
        send(machine, batch)
    told = sorted(f"events of credit/{one.stream}: {one.words}" for one in queries.breaks(system))
    assert told == sorted(broken_streams([{**one.content(), "digest": one.digest} for one in batches]))
    assert sorted(verification.verify_ledger("northwind").findings) == told


def record(folder: Path, *cases: str) -> Path:
    with EventLog("credit", "live", folder, keep_values=True) as log:
        for case in cases:
            log.record(case, input=b"{}", output=b"0.5", model=DIGEST, parameters=DIGEST)
        closed = log.close_batch()
    assert closed
    return closed


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def sealed(tmp_path: Path, server: str, machine: Machine, system: AISystem, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The head of a batch that the command has sealed on a server, with the log's key beside it."""
    closed = record(tmp_path / "events", "case-1", "case-2")
    monkeypatch.setenv("ASSENTIAN_TOKEN", machine.token)
    result = run("events", "submit", str(closed.parent), "--server", server, "--organisation", "northwind")
    assert result.exit_code == 0, result.output
    assert "events 0 to 1 are sealed by entry" in result.output
    assert "batch-0.open: the batch from 0 is opened by entry" in result.output
    assert "batch-2.open: the batch from 2 is opened by entry" in result.output
    assert system.event_batches.count() == 1
    (closed.parent / "log.txt").write_text(Key.objects.get(organisation="northwind").vkey)
    return closed


def test_a_stranger_verifies_one_event_with_the_logs_key_alone(sealed: Path) -> None:
    keys = ("--keys", str(sealed.parent / "log.txt"))
    for asked in ("--event", "case-2"), ("--counter", "1"):
        result = run("verify", "--batch", str(sealed), *asked, *keys)
        assert result.exit_code == 0, result.output
        assert "holds: event 1 was recorded at" in result.output
        assert "the values that are kept are those that were recorded" in result.output
        assert "output: 0.5" not in result.output
    assert "output: 0.5" in run("verify", "--batch", str(sealed), "--counter", "1", "--show-values").output
    assert run("verify", "--batch", str(sealed)).exit_code == 10
    assert run("verify", "--batch", str(sealed), "--event", "case-3", *keys).exit_code == 20


def test_a_stranger_is_told_when_a_batch_was_opened(sealed: Path) -> None:
    keys = ("--keys", str(sealed.parent / "log.txt"))
    assert "after its first event" in run("verify", "--batch", str(sealed), *keys).output  # sent by the clock, later
    opened, later = sealed.with_suffix(".opened"), sealed.parent / "batch-2.opened"
    kept = opened.read_bytes()
    opened.write_bytes(later.read_bytes())
    other = run("verify", "--batch", str(sealed), *keys)
    assert (other.exit_code, "TAMPERED: batch-0.opened opens another batch" in other.output) == (40, True)
    opened.write_bytes(kept.replace(b"batch-open", b"batch-opem"))
    assert run("verify", "--batch", str(sealed), *keys).exit_code == 40
    opened.unlink()
    without = run("verify", "--batch", str(sealed), *keys)
    assert (without.exit_code, "not checked: when the batch was opened" in without.output) == (0, True)


def test_a_batch_that_is_opened_at_once_was_opened_before_its_first_event(
    sealed: Path, server: str, machine: Machine
) -> None:
    told = {"server": server, "organisation": "northwind", "token": machine.token}
    assert not list(seal_openings(sealed.parent, **told))  # the one that follows was sealed with the batch
    closed = record(sealed.parent, "case-3")
    assert [batch.first for batch in seal_batches(sealed.parent, **told)] == [2]
    result = run("verify", "--batch", str(closed), "--keys", str(sealed.parent / "log.txt"))
    assert (result.exit_code, "UTC, before its first event" in result.output) == (0, True), result.output


def test_one_decision_is_proved_without_the_others(sealed: Path, tmp_path: Path) -> None:
    proof, keys = tmp_path / "proof.json", ("--keys", str(sealed.parent / "log.txt"))
    made = run("events", "prove", str(sealed), "--event", "case-2", "--with-values", "--out", str(proof))
    assert made.exit_code == 0, made.output
    assert "case-2" not in proof.read_text()
    result = run("verify", "--decision", str(proof), "--show-values", *keys)
    assert (result.exit_code, "output: 0.5" in result.output) == (0, True), result.output
    assert run("verify", "--decision", str(proof)).exit_code == 10
    proof.write_text(proof.read_text().replace('"0.5"', '"0.6"'))
    refused = run("verify", "--decision", str(proof), *keys)
    assert (refused.exit_code, "TAMPERED: the output is not the one" in refused.output) == (40, True)
    assert run("verify", "--decision", str(proof), "--keys", str(sealed)).exit_code == 50
    without = run("events", "prove", str(sealed), "--counter", "0", "--out", str(proof))
    assert (without.exit_code, "values" in json.loads(proof.read_text())) == (0, False)


def test_what_cannot_be_proved_is_said(sealed: Path, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "proof.json"))
    assert "holds no event 9" in run("events", "prove", str(sealed), "--counter", "9", *out).output
    assert run("events", "prove", str(sealed), *out).exit_code == 2
    other = record(tmp_path / "other", "case-1")
    unsealed = run("events", "prove", str(other), "--counter", "0", *out)
    assert (unsealed.exit_code, "`assentian events submit` seals a batch" in unsealed.output) == (1, True)
    other.with_suffix(".seal").write_bytes(sealed.with_suffix(".seal").read_bytes())
    assert "does not lie under the root" in run("events", "prove", str(other), "--counter", "0", *out).output
    other.with_suffix(".leaves").write_bytes(b"")
    assert "are not the hashes" in run("events", "prove", str(other), "--counter", "0", *out).output
    assert not (tmp_path / "proof.json").exists()


def test_without_the_streams_key_an_event_is_found_by_its_counter(sealed: Path) -> None:
    (sealed.parent / "stream.key").unlink()
    sealed.with_suffix(".values.jsonl").unlink()
    assert run("verify", "--batch", str(sealed), "--event", "case-1").exit_code == 50
    result = run("verify", "--batch", str(sealed), "--counter", "0")
    assert result.exit_code == 10
    assert "not checked: its values" in result.output


@pytest.mark.parametrize("suffix", [".parquet", ".leaves", ".values.jsonl", ".json", ".seal"])
def test_a_byte_changed_in_any_file_of_a_batch_is_refused(suffix: str, sealed: Path) -> None:
    file, keys = sealed.with_suffix(suffix), ("--keys", str(sealed.parent / "log.txt"))
    changed = bytearray(file.read_bytes())
    at = changed.index(b"0.5") if suffix == ".values.jsonl" else changed.index(b"2026") if suffix == ".json" else 40
    changed[at] ^= 1
    file.write_bytes(bytes(changed))
    result = run("verify", "--batch", str(sealed), "--counter", "0", *keys)
    assert result.exit_code == 40, result.output
    assert "TAMPERED" in result.output


def test_a_batch_that_nothing_seals_is_not_called_sealed(sealed: Path, tmp_path: Path) -> None:
    other = record(tmp_path / "other", "case-1")
    assert run("verify", "--batch", str(other), "--keys", str(sealed.parent / "log.txt")).exit_code == 10
    other.with_suffix(".seal").write_bytes(sealed.with_suffix(".seal").read_bytes())
    result = run("verify", "--batch", str(other), "--keys", str(sealed.parent / "log.txt"))
    assert (result.exit_code, "seals another head" in result.output) == (40, True)
    other.with_suffix(".parquet").unlink()
    assert run("verify", "--batch", str(other)).exit_code == 40
    other.write_text("{}")
    assert run("verify", "--batch", str(other)).exit_code == 50
    assert run("verify", "--counter", "1").exit_code == 2


def test_an_audit_pack_holds_the_batches_and_judges_their_files(cast: Cast, sealed: Path, tmp_path: Path) -> None:
    pack = reports.export_pack(cast.actor("auditor"), tmp_path)
    assert run("verify", "--batch", str(sealed), "--event", "case-1", "--bundle", str(pack)).exit_code == 10
    with zipfile.ZipFile(pack) as archive:
        state = json.loads(archive.read("state/evidence_eventbatch.json"))
        archive.extractall(tmp_path / "pack")
        opened = json.loads(archive.read("state/evidence_batchopening.json"))
    assert [row["digest"] for row in state.values()] == [Head.parse(sealed.read_bytes()).digest]
    assert [row["first"] for row in opened.values()] == [0, 2]
    code, said = stranger(tmp_path / "pack", sealed.with_suffix(".parquet"), sealed.with_suffix(".leaves"))
    assert (code, said.count("is what entry")) == (10, 2), said
    data = sealed.with_suffix(".parquet").read_bytes()
    sealed.with_suffix(".parquet").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert stranger(tmp_path / "pack", sealed.with_suffix(".parquet"))[0] == 40


def stranger(pack: Path, *files: Path) -> tuple[int, str]:
    """The pack's own verifier, isolated."""
    options = [option for file in files for option in ("--batch", str(file))]
    called = [sys.executable, "-I", str(pack / "verify.py"), *options]
    done = subprocess.run(called, cwd=pack, env={}, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_sending_again_sends_only_what_is_not_sealed(sealed: Path, server: str) -> None:
    options = ("--server", server, "--organisation", "northwind")
    assert "every batch is sealed already" in run("events", "submit", str(sealed.parent), *options).output
    record(sealed.parent, "case-3")
    later = record(sealed.parent, "case-4")
    (sealed.parent / "batch-2.json").unlink()
    result = run("events", "submit", str(sealed.parent), *options)
    assert (result.exit_code, later.with_suffix(".seal").exists()) == (1, True)
    assert "not whole: live: 2 to 2 are in no batch" in result.output


def test_a_second_log_is_sent_everything_and_its_seals_are_kept_apart(
    sealed: Path, server: str, cast: Cast, tmp_path: Path
) -> None:
    options = ("--server", server, "--organisation", "northwind", "--keep", str(tmp_path / "witness"))
    result = run("events", "submit", str(sealed.parent), *options)
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "witness").iterdir()} == {
        "batch-0.opened",
        "batch-0.seal",
        "batch-2.opened",
    }
    assert "every batch is sealed already" in run("events", "submit", str(sealed.parent), *options).output
    pack = reports.export_pack(cast.actor("auditor"), tmp_path)
    compared = run("events", "compare", str(sealed.parent), "--witness", str(pack))
    assert (compared.exit_code, "sealed all 3 openings and heads" in compared.output) == (10, True), compared.output


def test_what_cannot_be_sent_ends_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path, "case-1")
    options = ("--server", "http://127.0.0.1:1", "--organisation", "northwind")
    monkeypatch.delenv("ASSENTIAN_TOKEN", raising=False)
    assert run("events", "submit", str(tmp_path), *options).exit_code == 2
    monkeypatch.setenv("ASSENTIAN_TOKEN", "asn_x")
    result = run("events", "submit", str(tmp_path), *options)
    assert (result.exit_code, "not every batch is sealed" in result.output) == (2, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the attack is written for an SQLite file")
@pytest.mark.usefixtures("system")
def test_a_batch_that_is_edited_behind_the_ledger_is_named(machine: Machine) -> None:
    from assentian.journal import triggers
    from assentian.ledger.verify import TAMPERED, Report

    send(machine, A)
    checkpoints.sign("northwind")
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_eventbatch SET last = 3")
    triggers.install()
    report = Report()
    verification.verify_state(report)
    assert report.code == TAMPERED
    assert any("was changed behind the ledger: last" in finding for finding in report.findings)
    assert journal.head("northwind").is_signed


SUITE = """\
suite: 1
system: credit
checks:
  - {id: log-chain, kind: log-chain, batches: events/batch-*.json, trust: events/log.txt}
"""


def test_the_gate_is_blocked_by_a_batch_of_which_one_byte_was_changed(
    sealed: Path, cast: Cast, server: str, tmp_path: Path, system: AISystem
) -> None:
    (tmp_path / "suite.yaml").write_text(SUITE)
    key = SigningKey.load_or_make(tmp_path / "key.pem", "assentian-evidence")
    accounts.accept_signing_key(cast.actor("manager"), "Pipeline", str(key.verifier))
    assessed = impact.record_assessment(cast.actor("manager"), system, impact.AssessmentDetails(summary="-", level="I"))
    impact.approve_assessment(cast.actor("approver"), assessed)
    sending = ("--submit", server, "--organisation", "northwind", "--key", str(tmp_path / "key.pem"))
    asking = ("gate", "credit", "--server", server, "--organisation", "northwind")
    assert run("check", str(tmp_path / "suite.yaml"), *sending).exit_code == 0
    assert run(*asking).exit_code == 0
    data = bytearray(sealed.with_suffix(".parquet").read_bytes())
    data[300] ^= 1
    sealed.with_suffix(".parquet").write_bytes(bytes(data))
    assert run("check", str(tmp_path / "suite.yaml"), *sending).exit_code == 1
    blocked = run(*asking)
    assert (blocked.exit_code, "E-FAIL:log-chain" in blocked.output) == (1, True)
