"""An event log keeps what it took, in order, and says who else may write."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from assentian.client import EventLog
from assentian.client.event_record import RECORD_BYTES
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import leaf_hash

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
    assert (head["n"], head["root"], following["previous"]) == (3, tree.root().hex(), head["root"])
    assert first.with_suffix(".leaves").read_bytes() == b"".join(map(leaf_hash, records))


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
    }


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
        os._exit(7)
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
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
