"""An event log keeps what it took, in order, and says who else may write."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from assentian.checks.suite import load_suite
from assentian.checks.trace.batches import read_batch
from assentian.client import EventLog
from assentian.client.event_batch import heads, openings
from assentian.ledger.events import RECORD_BYTES, Event, Head, Opening, event_digest
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import broken_streams, leaf_hash

DIGEST = "ab" * 32
WRITER = """
import sys
from assentian.client import EventLog
log = EventLog("scoring", "live", sys.argv[1])
while True:
    log.record("e", input=b"1", output=b"2", model="ab" * 32, parameters="ab" * 32)
    print(log.durable, flush=True)
"""


def _record(log: EventLog) -> int:
    return log.record("e", input=b"1", output=b"2", model=DIGEST, parameters=DIGEST, seed=7, explanation=b"why")


def test_a_batch_binds_its_records_and_the_batch_before(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        assert [_record(log) for _ in range(3)] == [0, 1, 2]
        first = log.close_batch()
    with EventLog("scoring", "live", tmp_path) as log:
        assert _record(log) == 3
        second = log.close_batch()
        assert log.close_batch() is None
    assert first
    assert second
    head, following = json.loads(first.read_text()), json.loads(second.read_text())
    query = f"SELECT record FROM '{first.with_suffix('.parquet')}' ORDER BY counter"
    records = [row[0] for row in duckdb.sql(query).fetchall()]
    tree = Frontier()
    tree.extend(leaf_hash(record) for record in records)
    assert {len(record) for record in records} == {RECORD_BYTES} == {193}
    assert (head["n"], head["root"]) == (3, tree.root().hex())
    assert following["previous"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert first.with_suffix(".leaves").read_bytes() == b"".join(map(leaf_hash, records))


def test_a_batch_is_opened_on_the_disk_before_its_first_record(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        first = Opening.parse((tmp_path / "batch-0.open").read_bytes())
        assert (first.first, first.previous, (tmp_path / "spool").stat().st_size) == (0, "", 0)
        _record(log)
        closed = log.close_batch()
        assert closed
        second = Opening.parse((tmp_path / "batch-1.open").read_bytes())
        assert (second.first, second.previous) == (1, hashlib.sha256(closed.read_bytes()).hexdigest())
        _record(log)
    assert [path.name for path in openings(tmp_path)] == ["batch-0.open", "batch-1.open"]


def test_a_batch_that_cannot_be_opened_takes_no_record(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
        (tmp_path / "batch-1.open.partial").mkdir()  # in the way of writing the next opening
        with pytest.raises(OSError):
            log.close_batch()
        with pytest.raises(OSError):
            _record(log)
        assert (tmp_path / "spool").stat().st_size == 0
        (tmp_path / "batch-1.open.partial").rmdir()
        assert _record(log) == 1
    assert (tmp_path / "batch-1.open").exists()


def test_a_log_that_was_written_before_there_were_openings_opens_its_next_batch(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
    (tmp_path / "batch-0.open").unlink()
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
        log.close_batch()
    assert [path.name for path in openings(tmp_path)] == ["batch-2.open"]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path), pytest.raises(BlockingIOError):
        EventLog("scoring", "live", tmp_path)


def test_a_killed_writer_loses_no_synced_record(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        durable = 0
        while durable < 100:
            durable = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
    with EventLog("scoring", "live", tmp_path) as log:
        assert _record(log) >= durable
        closed = log.close_batch()
    assert closed
    head = json.loads(closed.read_text())
    assert (head["first"], head["n"]) == (0, head["last"] + 1)


QUIET_WRITER = """
import sys, time
from assentian.client import EventLog
log = EventLog("scoring", "live", sys.argv[1], keep_values=True)
for number in range(7):
    log.record(str(number), input=b"1", output=b"2", model="ab" * 32, parameters="ab" * 32)
written = time.monotonic()
while log.durable < 7:
    time.sleep(0.002)
print(time.monotonic() - written, flush=True)
time.sleep(60)
"""


def test_what_was_written_is_synced_within_100_ms_though_nobody_calls(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", QUIET_WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert float(writer.stdout.readline()) < 0.1
        writer.send_signal(signal.SIGKILL)
    with EventLog("scoring", "live", tmp_path) as log:
        assert _record(log) == 7
        closed = log.close_batch()
    assert closed
    assert len(closed.with_suffix(".values.jsonl").read_text().splitlines()) == 7


def test_a_stop_between_closing_and_emptying_doubles_nothing(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
        spooled = (tmp_path / "spool").read_bytes()
        log.close_batch()
    (tmp_path / "spool").write_bytes(spooled)
    with EventLog("scoring", "live", tmp_path) as log:
        assert log.close_batch() is None
        assert _record(log) == 1


def test_a_record_cut_short_is_taken_back(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
    with (tmp_path / "spool").open("ab") as spool:
        spool.write(b"part")
    with EventLog("scoring", "live", tmp_path) as log:
        assert _record(log) == 1
    assert (tmp_path / "spool").stat().st_size == 2 * RECORD_BYTES


def test_another_stream_is_refused_its_folder(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
        log.close_batch()
    with pytest.raises(ValueError, match="another stream"):
        EventLog("scoring", "shadow", tmp_path)


def test_the_page_about_recording_works_when_pasted(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/howto/record-decisions.md").read_text("utf-8")
    block = page.split("```python\n")[1].split("```")[0]
    subprocess.run([sys.executable, "-c", block], cwd=tmp_path, check=True)
    assert {path.name for path in (tmp_path / "events").glob("batch-*")} == {
        "batch-0.parquet",
        "batch-0.leaves",
        "batch-0.json",
        "batch-0.values.jsonl",
        "batch-0.open",
        "batch-1.open",
    }


def test_the_suite_on_that_page_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/howto/record-decisions.md").read_text("utf-8")
    path = tmp_path / "suite.yaml"
    path.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert [check.kind for check in load_suite(path).checks] == ["log-chain", "log-completeness", "replay"]


FORKING = """
import os, sys
from assentian.client import EventLog
told = dict(input=b"i", output=b"o", model="ab" * 32, parameters="cd" * 32)
log = EventLog("credit", "live", sys.argv[1])
log.record("1", **told)
child = os.fork()
if child == 0:
    try:
        log.record("2", **told)
    except RuntimeError:
        log.close()
        os._exit(7)
    os._exit(0)
told_by_child = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert log.record("3", **told) == 1
sys.exit(told_by_child)
"""


def test_a_fork_cannot_write_into_its_parents_log(tmp_path):
    done = subprocess.run([sys.executable, "-c", FORKING, tmp_path], check=False)
    assert done.returncode == 7


def test_a_seed_that_cannot_be_kept_is_named(tmp_path):
    told = {"input": b"i", "output": b"o", "model": "ab" * 32, "parameters": "cd" * 32}
    with EventLog("credit", "live", tmp_path) as log, pytest.raises(ValueError, match="a seed has 64 bits"):
        log.record("3", **told, seed=2**63)


def test_records_out_of_order_make_no_batch(tmp_path):
    with EventLog("credit", "live", tmp_path) as log:
        for number in range(3):
            log.record(str(number), input=b"i", output=b"o", model="ab" * 32, parameters="cd" * 32)
    spool = tmp_path / "spool"
    records = spool.read_bytes()
    spool.write_bytes(records[193:] + records[:193])
    with EventLog("credit", "live", tmp_path) as log, pytest.raises(ValueError, match="records out of order"):
        log.close_batch()


def test_an_event_id_is_found_by_the_key_of_its_stream_alone(tmp_path: Path) -> None:
    for name in ("one", "other"):
        with EventLog("scoring", "live", tmp_path / name) as log:
            log.record("case-1", input=b"1", output=b"2", model=DIGEST, parameters=DIGEST)
    records = [(tmp_path / name / "spool").read_bytes() for name in ("one", "other")]
    keys = [(tmp_path / name / "stream.key").read_bytes() for name in ("one", "other")]
    assert [Event.parse(record).event for record in records] == [event_digest(key, "case-1") for key in keys]
    assert keys[0] != keys[1]
    assert (tmp_path / "one" / "stream.key").stat().st_mode & 0o777 == 0o600


def test_a_stream_without_its_key_is_not_continued(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path) as log:
        _record(log)
    (tmp_path / "stream.key").unlink()
    with pytest.raises(ValueError, match="is gone"):
        EventLog("scoring", "live", tmp_path)
    (tmp_path / "stream.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="no key of a stream"):
        EventLog("scoring", "live", tmp_path)


def test_values_are_kept_beside_their_batch_and_only_there(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path, keep_values=True) as log:
        log.record(
            "case-1", input=b"41", output="Zo\u00eb".encode(), model=DIGEST, parameters=DIGEST, explanation=b"age"
        )
        with pytest.raises(ValueError, match="input is no UTF-8 text"):
            log.record("case-2", input=b"\xff", output=b"2", model=DIGEST, parameters=DIGEST)
        first = log.close_batch()
        assert log.record("case-3", input=b"42", output=b"2", model=DIGEST, parameters=DIGEST) == 1
        second = log.close_batch()
    assert first
    assert second
    kept = [json.loads(head.with_suffix(".values.jsonl").read_text()) for head in (first, second)]
    assert kept[0] == {"counter": 0, "event": "case-1", "input": "41", "output": "Zo\u00eb", "explanation": "age"}
    assert kept[1] == {"counter": 1, "event": "case-3", "input": "42", "output": "2"}
    assert first.with_suffix(".values.jsonl").stat().st_mode & 0o777 == 0o600


def test_values_of_a_record_that_was_never_written_are_dropped(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path, keep_values=True) as log:
        _record(log)
    with (tmp_path / "values.spool").open("ab") as values:
        values.write(b'{"counter": 1, "event": "e"}\n{"counter": 2')
    with EventLog("scoring", "live", tmp_path, keep_values=True) as log:
        assert _record(log) == 1
        closed = log.close_batch()
    assert closed
    kept = closed.with_suffix(".values.jsonl").read_text().splitlines()
    assert [json.loads(line)["counter"] for line in kept] == [0, 1]


def test_a_batch_that_is_full_closes_before_the_next_event(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path, batch_events=3) as log:
        for _ in range(7):
            _record(log)
    assert [path.name for path in heads(tmp_path)] == ["batch-0.json", "batch-3.json"]
    with EventLog("scoring", "live", tmp_path, batch_events=3) as log:
        assert [_record(log) for _ in range(3)] == [7, 8, 9]
    assert [path.name for path in heads(tmp_path)] == ["batch-0.json", "batch-3.json", "batch-6.json"]
    found = [Head.parse(path.read_bytes()) for path in heads(tmp_path)]
    assert [head.previous for head in found[1:]] == [head.digest for head in found[:-1]]


def test_a_batch_whose_time_is_over_closes_before_the_next_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000_000_000]
    monkeypatch.setattr("assentian.client.event_log.time_ns", lambda: clock[0])
    with EventLog("scoring", "live", tmp_path, batch_seconds=60) as log:
        _record(log)
    clock[0] += 59 * 10**9
    with EventLog("scoring", "live", tmp_path, batch_seconds=60) as log:
        _record(log)
        assert heads(tmp_path) == []
        clock[0] += 10**9
        assert _record(log) == 2
        assert [Head.parse(path.read_bytes()).n for path in heads(tmp_path)] == [2]
        clock[0] += 59 * 10**9
        _record(log)
    assert len(heads(tmp_path)) == 1


def test_an_event_that_was_refused_was_not_written(tmp_path: Path) -> None:
    (tmp_path / "batch-0.leaves.partial").mkdir()  # nothing can be written there
    with EventLog("scoring", "live", tmp_path, batch_events=2) as log:
        assert [_record(log), _record(log)] == [0, 1]
        with pytest.raises(IsADirectoryError):
            _record(log)
        (tmp_path / "batch-0.leaves.partial").rmdir()
        assert _record(log) == 2
    assert [Head.parse(path.read_bytes()).n for path in heads(tmp_path)] == [2]


def test_threads_may_share_a_log(tmp_path: Path) -> None:
    with EventLog("scoring", "live", tmp_path, batch_events=50) as log:
        threads = [threading.Thread(target=lambda: [_record(log) for _ in range(40)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log.close_batch()
    assert sum(Head.parse(path.read_bytes()).n for path in heads(tmp_path)) == 160
    assert not [problem for path in heads(tmp_path) for problem in read_batch(path).problems]


def test_a_sync_that_failed_is_raised_to_the_next_writer(tmp_path: Path) -> None:
    log = EventLog("scoring", "live", tmp_path)
    os.close(log._spool)  # as a disk that is gone
    log._sync.wrote(1)
    deadline = time.monotonic() + 5
    while log._sync._failed is None and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(OSError, match="Bad file descriptor"):
        _record(log)


@pytest.mark.parametrize(("system", "stream"), [("a b", "live"), ("scoring", ""), ("x/y", "live")])
def test_a_name_that_no_head_can_hold_is_refused(system: str, stream: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="letters, digits"):
        EventLog(system, stream, tmp_path)


def test_where_there_is_no_lock_that_a_crash_releases_nothing_is_written(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(OSError, match="not on Windows"):
        EventLog("scoring", "live", tmp_path)


ROTATING_WRITER = """
import sys
from assentian.client import EventLog
with EventLog("scoring", "live", sys.argv[1], keep_values=True, batch_events=20) as log:
    while True:
        print(log.record("e", input=b"1", output=b"2", model="ab" * 32, parameters="ab" * 32), flush=True)
"""


def test_a_writer_killed_again_and_again_leaves_whole_batches_without_a_gap(tmp_path: Path) -> None:
    acknowledged = -1
    for wanted in (30, 7, 61, 18):
        with subprocess.Popen(
            [sys.executable, "-c", ROTATING_WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout
            last = acknowledged + wanted
            while acknowledged < last:
                counter = int(writer.stdout.readline())
                assert counter > acknowledged
                acknowledged = counter
            writer.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
    with EventLog("scoring", "live", tmp_path, keep_values=True) as log:
        assert _record(log) > acknowledged
        log.close_batch()
    batches = [read_batch(path) for path in heads(tmp_path)]
    assert not [problem for batch in batches for problem in batch.problems]
    assert not list(broken_streams([{**one.head.content(), "digest": one.head.digest} for one in batches]))
    kept = [line for one in batches for line in one.beside(".values.jsonl").read_text().splitlines()]
    assert [json.loads(line)["counter"] for line in kept] == list(range(batches[-1].head.last + 1))
