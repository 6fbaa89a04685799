"""Ways of bending a log of decisions, and which check names each: with the files alone, or beside a ledger's seals.

An empty set is the expected non-detection: what no check of recorded decisions can show.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assentian.client import event_log
from assentian.client.event_batch import heads
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk
from tests.checks.recorder import Recorder
from tests.checks.test_trace import CHAIN, REPLAY, decisions, seal
from tests.ledger.forger import LOG_KEY

CASES = 40
Attack = Callable[[Recorder], int]


def batch(recorder: Recorder, number: int) -> Path:
    return heads(recorder.folder / "events")[number]


def remove(head: Path) -> None:
    for path in head.parent.glob(f"{head.stem}.*"):
        path.unlink()


def nothing(_recorder: Recorder) -> int:
    return CASES


def flip_a_byte_of_a_record(recorder: Recorder) -> int:
    file = batch(recorder, 0).with_suffix(".parquet")
    data = bytearray(file.read_bytes())
    data[150] ^= 1
    file.write_bytes(bytes(data))
    return CASES


def change_a_kept_value(recorder: Recorder) -> int:
    file = batch(recorder, 1).with_suffix(".values.jsonl")
    file.write_text(file.read_text().replace('"c39"', '"c40"').replace("5.0", "6.0"))
    return CASES


def drop_a_batch_in_the_middle(recorder: Recorder) -> int:
    remove(batch(recorder, 1))
    return CASES


def drop_the_last_batch(recorder: Recorder) -> int:
    remove(batch(recorder, 2))
    return CASES


def write_the_last_batch_anew(recorder: Recorder) -> int:
    """With the same decisions, so that they replay: only what was sealed before tells."""
    head = batch(recorder, 2)
    kept = head.with_suffix(".seal").read_bytes()
    remove(head)
    recorder.record(30, 10)
    head.with_suffix(".seal").write_bytes(kept)
    return CASES


def record_a_false_score(recorder: Recorder) -> int:
    seal(*heads(recorder.folder / "events"), recorder.record(CASES, 1, output={"score": 0.5}))
    return CASES + 1


def decide_and_record_nothing(_recorder: Recorder) -> int:
    return CASES + 1


def decide_in_secret(_recorder: Recorder) -> int:
    """Neither the business system nor the log is told."""
    return CASES


def set_the_clock_back(recorder: Recorder) -> int:
    return at(recorder, 1_000_000_000)


def set_the_clock_forward(recorder: Recorder) -> int:
    return at(recorder, event_log.time_ns() + 60 * 10**9)


def at(recorder: Recorder, nanoseconds: int) -> int:
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr("assentian.client.event_log.time_ns", lambda: nanoseconds)
        late = recorder.record(CASES, 1)
    seal(*heads(recorder.folder / "events"))
    assert late.exists()
    return CASES + 1


EVERY = {"files", "sealed", "log-completeness", "replay"}
TABLE: list[tuple[Attack, set[str]]] = [
    (nothing, set()),
    (flip_a_byte_of_a_record, EVERY),
    (change_a_kept_value, {"replay"}),
    (drop_a_batch_in_the_middle, {"files", "sealed", "log-completeness"}),
    (drop_the_last_batch, {"log-completeness"}),
    (write_the_last_batch_anew, {"sealed"}),
    (record_a_false_score, {"replay"}),
    (decide_and_record_nothing, {"log-completeness"}),
    (decide_in_secret, set()),
    (set_the_clock_back, {"files", "sealed"}),
    (set_the_clock_forward, set()),
]


@pytest.mark.parametrize(("attack", "named_by"), TABLE, ids=lambda one: getattr(one, "__name__", ""))
def test_an_attack_is_named_by_these_checks_and_by_no_other(attack: Attack, named_by: set[str], tmp_path: Path) -> None:
    recorder, desk = Recorder(tmp_path), Desk(tmp_path)
    seal(recorder.record(0, 20), recorder.record(20, 10), recorder.record(30, 10))
    (tmp_path / "log.txt").write_text(str(LOG_KEY.verifier))
    data = decisions(desk, *range(attack(recorder)))
    found = {
        "files": desk.run("log-chain", CHAIN),
        "sealed": desk.run("log-chain", "batches: events/batch-*.json, trust: log.txt"),
        "log-completeness": desk.run("log-completeness", "batches: events/batch-*.json", data=data),
        "replay": desk.run("replay", REPLAY),
    }
    told = json.dumps({name: [result.message, *map(str, result.metrics)] for name, result in found.items()}, indent=1)
    assert {name for name, result in found.items() if result.verdict is not Verdict.PASS} == named_by, told
