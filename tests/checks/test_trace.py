"""Recorded decisions under test: honest ones pass, and each way of bending them fails by name."""

import hashlib
import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from assentian.checks.errors import SuiteError
from assentian.checks.registry import KINDS
from assentian.checks.result import CheckResult
from assentian.checks.trace import batches
from assentian.client.event_batch import openings
from assentian.ledger.canonical import encode
from assentian.ledger.events import Opening
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told
from tests.checks.recorder import Recorder
from tests.ledger.forger import LOG_KEY, Forger, leaf
from tests.ledger.test_sealed_batches import seal_of

CHAIN = "batches: events/batch-*.json, signature: none"
REPLAY = (
    "batches: events/batch-*.json, model: {python: 'tests.checks.recorder:scores'}, "
    "pinned: {model: model.json, parameters: parameters.json}"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(tmp_path)


# log-chain


def test_a_log_that_is_whole_passes(desk: Desk, recorder: Recorder):
    recorder.record(0, 40)
    recorder.record(40, 20)
    found = desk.run("log-chain", CHAIN)
    assert (found.verdict, found.n) == (Verdict.PASS, 60), found.message
    assert "nothing seals" in metric(found, "unsealed").note
    assert found.profile
    assert KINDS["log-chain"].is_word(found.profile.counts)


def seal(*paths: Path) -> Forger:
    """Seal batches in a ledger of their own, as `assentian events submit` keeps it beside them."""
    heads = [json.loads(path.read_bytes()) for path in paths]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    leaves = [
        leaf("event-batch", batch=head, ref=[{"sha256": digest, "media": "x"}])
        for head, digest in zip(heads, digests, strict=True)
    ]
    forger = Forger(leaves=leaves)
    for number, path in enumerate(paths):
        path.with_suffix(".seal").write_text(json.dumps(seal_of(forger, number)))
    return forger


@pytest.fixture
def sealed(desk: Desk, recorder: Recorder) -> list[Path]:
    paths = [recorder.record(0, 40), recorder.record(40, 20)]
    seal(*paths)
    (desk.folder / "log.txt").write_text(str(LOG_KEY.verifier))
    return paths


def open_batches(folder: Path, *, at: str = "2026-11-20T00:00:00Z") -> Forger:
    """Seal the openings in a folder in a ledger of their own."""
    paths = openings(folder / "events")
    told = [Opening.parse(path.read_bytes()) for path in paths]
    ref = [[{"sha256": one.digest, "media": "x"}] for one in told]
    leaves = [
        {**leaf("batch-open", batch=one.content(), ref=named), "at": at} for one, named in zip(told, ref, strict=True)
    ]
    forger = Forger(leaves=leaves)
    for number, path in enumerate(paths):
        path.with_suffix(".opened").write_bytes(encode(seal_of(forger, number)))
    return forger


def test_a_log_that_opens_its_batches_is_held_to_it(desk: Desk, recorder: Recorder):
    seal(recorder.record(0, 4), recorder.record(4, 4))
    (desk.folder / "log.txt").write_text(str(LOG_KEY.verifier))
    open_batches(desk.folder)
    assert chain(desk).verdict is Verdict.PASS
    (desk.folder / "events" / "batch-4.opened").unlink()
    found = chain(desk)
    assert (found.verdict, told(found)["gaps"]) == (Verdict.FAIL, 1)
    assert "the batch from 4 was not opened within a day of its first event" in metric(found, "gaps").note
    open_batches(desk.folder, at="2099-01-01T00:00:00Z")
    assert told(chain(desk))["gaps"] == 2


def test_how_late_a_batch_may_be_opened_is_the_suites_to_say(desk: Desk, recorder: Recorder):
    batch = recorder.record(0, 4)
    seal(batch)
    (desk.folder / "log.txt").write_text(str(LOG_KEY.verifier))
    asked = ", metrics: {opening_delay: {warn: 0.02, breach: 0.04}}"
    none = chain(desk, asked)
    assert (none.verdict, metric(none, "opening_delay").value) == (Verdict.INSUFFICIENT, None)
    assert not [one for one in chain(desk).metrics if one.name == "opening_delay"]
    open_batches(desk.folder)
    assert metric(chain(desk, asked), "opening_delay").value == 0
    late = datetime.fromisoformat(json.loads(batch.read_bytes())["since"]) + timedelta(hours=2)
    open_batches(desk.folder, at=f"{late:%Y-%m-%dT%H:%M:%S.%fZ}")
    found = chain(desk, asked)
    assert (found.verdict, metric(found, "opening_delay").value) == (Verdict.FAIL, pytest.approx(2 / 24))
    assert (chain(desk).verdict, metric(chain(desk), "opening_delay").status) == (Verdict.PASS, None)


def test_an_opening_that_no_trusted_ledger_sealed_counts_as_unsealed(desk: Desk, recorder: Recorder):
    seal(recorder.record(0, 4))
    (desk.folder / "log.txt").write_text(str(LOG_KEY.verifier))
    open_batches(desk.folder)
    path = desk.folder / "events" / "batch-4.opened"
    path.write_bytes(path.read_bytes().replace(b"batch-open", b"batch-opem"))
    found = chain(desk)
    assert (found.verdict, told(found)["unsealed"]) == (Verdict.FAIL, 1)
    assert "batch-4.opened" in metric(found, "unsealed").note
    path.write_bytes(b"x" * (batches.LARGEST_SEAL + 1))
    assert "is longer than any seal" in metric(chain(desk), "unsealed").note


def chain(desk: Desk, more: str = "") -> CheckResult:
    return desk.run("log-chain", "batches: events/batch-*.json, trust: log.txt" + more)


def test_batches_that_a_trusted_ledger_sealed_pass(desk: Desk, sealed: list[Path]):
    found = chain(desk)
    assert (found.verdict, told(found)["unsealed"]) == (Verdict.PASS, 0)
    assert found.profile
    assert not KINDS["log-chain"].is_word(found.profile.counts)
    files = {f"events/batch-0.{suffix}" for suffix in ("json", "parquet", "seal")}
    assert {file.name for file in found.files} >= files
    assert all(file.record for file in found.files)


def test_one_byte_of_a_batch_fails(desk: Desk, sealed: list[Path]):
    file = sealed[1].with_suffix(".parquet")
    data = bytearray(file.read_bytes())
    data[200] ^= 1
    file.write_bytes(bytes(data))
    found = chain(desk)
    assert (found.verdict, told(found)["broken"]) == (Verdict.FAIL, 1)
    assert metric(found, "broken").note == "batch-40.json: batch-40.parquet is not the file that the head names"


def test_a_rewritten_record_with_a_new_head_is_not_sealed(desk: Desk, recorder: Recorder, sealed: list[Path]):
    for path in (desk.folder / "events").glob("*batch-40*"):
        if path.suffix != ".seal":
            path.unlink()
    (desk.folder / "events" / "spool").write_bytes(b"")
    recorder.record(40, 20)
    found = chain(desk)
    assert (found.verdict, told(found)["unsealed"], told(found)["broken"]) == (Verdict.FAIL, 1, 0)
    assert "batch-40.seal seals another head" in metric(found, "unsealed").note


def test_a_batch_that_is_left_out_is_a_gap(desk: Desk, recorder: Recorder, sealed: list[Path]):
    recorder.record(60, 5)
    sealed[1].unlink()
    found = desk.run("log-chain", CHAIN)
    assert (found.verdict, told(found)["gaps"]) == (Verdict.FAIL, 1)
    assert metric(found, "gaps").note == "events of credit/live: 40 to 59 are in no batch"
    accepted = desk.run("log-chain", CHAIN + ', accepted: ["events of credit/live: 40 to 59 are in no batch"]')
    assert accepted.verdict is Verdict.PASS
    assert metric(accepted, "gaps").note == "accepted: events of credit/live: 40 to 59 are in no batch"


def test_times_that_go_back_fail(desk: Desk, recorder: Recorder, monkeypatch: pytest.MonkeyPatch):
    recorder.record(0, 3)
    monkeypatch.setattr("assentian.client.event_log.time_ns", lambda: 1_000_000_000)
    recorder.record(3, 1)
    assert told(desk.run("log-chain", CHAIN))["reversals"] == 1


def test_old_records_may_be_gone_where_their_heads_are_sealed(desk: Desk, sealed: list[Path]):
    sealed[0].with_suffix(".parquet").unlink()
    assert told(chain(desk))["broken"] == 1
    nothing = chain(desk, ", records_since: '2099-01-01'")
    assert (nothing.verdict, metric(nothing, "broken").value) == (Verdict.INSUFFICIENT, None)
    assert told(nothing)["unsealed"] == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("batches: events/batch-*.json", "checks[0].trust: is missing"),
        ("batches: events/*.parquet, signature: none", "names no head of a batch"),
        ("batches: nowhere/batch-*.json, signature: none", "no file matches"),
    ],
)
def test_what_is_asked_wrongly_is_said(body: str, said: str, desk: Desk, sealed: list[Path]):
    found = desk.run("log-chain", body)
    assert found.verdict is Verdict.ERROR
    assert said in found.message


def test_decisions_of_another_system_are_no_evidence(desk: Desk, tmp_path: Path):
    Recorder(tmp_path, system="other").record(0, 3)
    assert "holds decisions of other, not of credit" in desk.run("log-chain", CHAIN).message


def test_the_age_of_the_head_is_judged_where_it_is_asked(desk: Desk, sealed: list[Path]):
    found = chain(desk, ', as_of: "2026-11-25T22:00:00+00:00", metrics: {head_age: {warn: 0.5, breach: 1}}')
    assert metric(found, "head_age").status is Verdict.FAIL
    assert metric(found, "head_age").value == pytest.approx(2, abs=0.1)


# Hostile files


def test_a_file_that_unpacks_to_more_than_its_head_says_is_not_unpacked(desk: Desk, recorder: Recorder):
    path = recorder.record(0, 3)
    with duckdb.connect() as connection:
        rows = "SELECT 0::UBIGINT AS counter, repeat('x', 193)::BLOB AS record FROM range(3000000)"
        connection.execute(f"COPY ({rows}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
    told_by = json.loads(path.read_bytes())
    told_by["file"] = hashlib.sha256(path.with_suffix(".parquet").read_bytes()).hexdigest()
    path.write_bytes(encode(told_by))
    note = metric(desk.run("log-chain", CHAIN), "broken").note
    assert "does not hold 3 records of 193 bytes" in note


@pytest.mark.parametrize("column", ["'text' AS record", "NULL AS record", "1 AS other"])
def test_a_file_of_another_form_is_no_batch(column: str, desk: Desk, recorder: Recorder):
    path = recorder.record(0, 3)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {column} FROM range(3)) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
    told_by = json.loads(path.read_bytes())
    told_by["file"] = hashlib.sha256(path.with_suffix(".parquet").read_bytes()).hexdigest()
    path.write_bytes(encode(told_by))
    assert told(desk.run("log-chain", CHAIN))["broken"] == 1


def test_files_that_never_end_are_not_read_to_their_end(
    desk: Desk, sealed: list[Path], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(batches, "LONGEST_LINE", 100)
    assert "has a line of more than" in replay(desk).message
    monkeypatch.setattr(batches, "LARGEST_SEAL", 10)
    assert "is longer than any seal" in metric(chain(desk), "unsealed").note
    sealed[0].with_suffix(".leaves").write_bytes(bytes(32 * 41))
    assert told(chain(desk))["broken"] == 1


# log-completeness


def decisions(desk: Desk, *numbers: int, day: str = "2026-11-24") -> str:
    desk.write("decisions.jsonl", [{"case": f"c{number}", "day": day} for number in numbers])
    return "data: {current: {path: decisions.jsonl}}\ncolumns: {id: case, time: day}\n"


def complete(desk: Desk, data: str, more: str = "") -> CheckResult:
    return desk.run("log-completeness", "batches: events/batch-*.json" + more, data=data)


def test_decisions_that_are_all_recorded_pass(desk: Desk, recorder: Recorder):
    recorder.record(0, 40)
    found = complete(desk, decisions(desk, *range(40)))
    assert (found.verdict, found.n) == (Verdict.PASS, 40), found.message
    assert told(found) == {
        "without_event": 0,
        "incomplete": 0,
        "coverage": 1,
        "explained_share": 1,
        "without_decision": 0,
        "recorded_twice": 0,
    }


def test_a_decision_without_event_fails_and_its_day_is_named_and_never_its_id(desk: Desk, recorder: Recorder):
    recorder.record(0, 38, explain=False)
    found = complete(desk, decisions(desk, *range(40)))
    assert (found.verdict, told(found)["without_event"], told(found)["coverage"]) == (Verdict.FAIL, 2, 0.95)
    assert metric(found, "without_event").note == "2026-11-24: 2 of 40"
    assert told(found)["explained_share"] == 0
    assert found.profile
    assert "c39" not in json.dumps(found.profile.counts)


def test_events_that_nobody_decided_and_doubled_ones_are_judged_where_asked(desk: Desk, recorder: Recorder):
    recorder.record(0, 10)
    recorder.record(8, 2)
    limits = ", metrics: {without_decision: {breach: 0}, recorded_twice: {breach: 0}, explained_share: {breach: 0.9}}"
    found = complete(desk, decisions(desk, *range(5, 10)), limits)
    assert (told(found)["without_decision"], told(found)["recorded_twice"]) == (5, 2)
    assert {one.name for one in found.metrics if one.status is Verdict.FAIL} == {"without_decision", "recorded_twice"}


@pytest.mark.parametrize(
    ("numbers", "columns", "said"),
    [
        ((1, 1), "{id: case}", "'case' is no id: 1 values stand more than once"),
        ((1,), "{}", "columns.id: is missing"),
        ((1,), "{id: other}", "the column 'other' is not in decisions.jsonl"),
        ((1,), "{id: case, time: other}", "the column 'other' is not in decisions.jsonl"),
    ],
)
def test_a_table_without_ids_cannot_be_counted(
    numbers: tuple[int, ...], columns: str, said: str, desk: Desk, recorder: Recorder
):
    recorder.record(0, 2)
    data = decisions(desk, *numbers).replace("{id: case, time: day}", columns)
    found = complete(desk, data)
    assert found.verdict is Verdict.ERROR
    assert said in found.message


def test_without_the_streams_key_nothing_is_found_by_id(desk: Desk, recorder: Recorder):
    recorder.record(0, 2)
    (desk.folder / "events" / "stream.key").unlink()
    assert "no event is found by its id" in complete(desk, decisions(desk, 0, 1)).message


def test_records_that_are_not_those_of_their_head_are_not_counted(desk: Desk, recorder: Recorder):
    recorder.record(0, 2).with_suffix(".leaves").write_bytes(b"other")
    assert "log-chain tells more" in complete(desk, decisions(desk, 0, 1)).message


def counted(desk: Desk, *windows: tuple[str, str, int], more: str = ", signature: none") -> CheckResult:
    desk.write("counted.jsonl", [dict(zip(("since", "until", "decisions"), one, strict=True)) for one in windows])
    return desk.run("log-completeness", "batches: events/batch-*.json, counted: counted.jsonl" + more)


@pytest.fixture
def in_two_hours(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten events in the hour from ten o'clock, five in the one from eleven."""
    for hour, first, count in ((10, 0, 10), (11, 10, 5)):
        at = int(datetime(2026, 11, 24, hour, 30, tzinfo=UTC).timestamp()) * 10**9
        with monkeypatch.context() as clock:
            clock.setattr("assentian.client.event_log.time_ns", lambda at=at: at)
            recorder.record(first, count)


TEN, ELEVEN, NOON = (f"2026-11-24T{hour}:00:00Z" for hour in (10, 11, 12))


@pytest.mark.usefixtures("in_two_hours")
def test_decisions_that_were_only_counted_are_compared_by_window(desk: Desk):
    found = counted(desk, (ELEVEN, NOON, 5), (TEN, ELEVEN, 10))
    assert (found.verdict, found.n, told(found)["coverage"]) == (Verdict.PASS, 15, 1), found.message
    fewer = counted(desk, (TEN, ELEVEN, 8), (ELEVEN, NOON, 7))
    assert (fewer.verdict, told(fewer)["without_event"], told(fewer)["without_decision"]) == (Verdict.FAIL, 2, 2)
    assert metric(fewer, "without_event").note == "2026-11-24 11:00:00: 2 of 7"
    assert told(fewer)["coverage"] == pytest.approx(13 / 15)


@pytest.mark.usefixtures("in_two_hours")
def test_counted_decisions_must_be_sealed_or_said_to_be_not(desk: Desk):
    assert counted(desk, (TEN, ELEVEN, 10), more="").verdict is Verdict.ERROR
    desk.trust("business")
    assert metric(counted(desk, (TEN, ELEVEN, 10), more=", trust: keys.txt"), "unsigned").status is Verdict.FAIL


@pytest.mark.usefixtures("in_two_hours")
def test_no_decisions_counted_are_insufficient(desk: Desk):
    assert metric(counted(desk, (TEN, ELEVEN, 0)), "coverage").status is Verdict.INSUFFICIENT


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ([(ELEVEN, TEN, 1)], "does not end after it begins"),
        ([(TEN, ELEVEN, -1)], "counts too few"),
        ([(TEN, NOON, 1), (ELEVEN, NOON, 1)], "begins before the one before it ends"),
    ],
)
@pytest.mark.usefixtures("in_two_hours")
def test_windows_that_are_none_are_named(windows: list[tuple[str, str, int]], said: str, desk: Desk):
    assert said in counted(desk, *windows).message


# replay


def replay(desk: Desk, more: str = "", *, model: str = "scores") -> CheckResult:
    return desk.run("replay", REPLAY.replace(":scores", f":{model}") + more)


def test_decisions_that_come_out_the_same_pass(desk: Desk, recorder: Recorder):
    recorder.record(0, 40)
    recorder.record(40, 60)
    found = replay(desk)
    assert (found.verdict, found.n) == (Verdict.PASS, 100), found.message
    assert told(found) == {"equal_share": 1, "kept_share": 1, "changed_values": 0, "other_model": 0}
    assert {file.name: file.record for file in found.files}["model.json"] is False


def test_a_sample_is_drawn_by_the_roots_and_is_the_same_again(desk: Desk, recorder: Recorder):
    recorder.record(0, 300)
    once, again = replay(desk, ", sample: 50"), replay(desk, ", sample: 50")
    assert (once.n, once.profile_digest) == (50, again.profile_digest)
    assert metric(once, "kept_share").note == "50 of 300 events drawn"


def test_another_model_does_not_give_the_recorded_scores(desk: Desk, recorder: Recorder):
    recorder.record(0, 100)
    found = replay(desk, model="drifted")
    assert (found.verdict, told(found)["equal_share"]) == (Verdict.FAIL, 0)
    assert metric(found, "equal_share").note.startswith("largest difference 0.2")


def test_a_false_output_shows_however_it_was_sealed(desk: Desk, recorder: Recorder):
    recorder.record(0, 99)
    recorder.record(99, 1, output={"score": 0.123})
    found = replay(desk)
    assert (found.verdict, told(found)["equal_share"]) == (Verdict.FAIL, 0.99)


def test_tolerant_decisions_pass_within_what_is_declared(desk: Desk, recorder: Recorder):
    recorder.record(1, 100, replay="tolerant", seed=7)
    assert told(replay(desk, model="shaken"))["within_share"] == 0
    for metric_name in ("absolute", "relative"):
        found = replay(desk, f", tolerance: {{metric: {metric_name}, at_most: 0.001}}", model="shaken")
        assert told(found)["within_share"] > 0.9
    found = replay(desk, ", tolerance: {metric: absolute, at_most: 0.001}", model="shaken")
    assert found.verdict is Verdict.PASS
    assert told(found)["distribution_distance"] < 0.1


def test_a_shifted_distribution_fails_where_it_is_judged(desk: Desk, recorder: Recorder):
    recorder.record(0, 100, replay="tolerant")
    limits = ", tolerance: {metric: absolute, at_most: 1}, metrics: {distribution_distance: {breach: 0.01}}"
    found = replay(desk, limits, model="drifted")
    assert {one.name for one in found.metrics if one.status is Verdict.FAIL} == {"distribution_distance"}


def test_few_tolerant_decisions_tell_nothing_of_a_distribution(desk: Desk, recorder: Recorder):
    recorder.record(0, 29, replay="tolerant")
    assert metric(replay(desk), "distribution_distance").value is None


def test_attested_answers_must_hold_the_id_of_the_provider(desk: Desk, recorder: Recorder):
    recorder.record(0, 3, replay="attested", output={"response_id": "resp_1", "text": "Yes."})
    body = "batches: events/batch-*.json"
    assert desk.run("replay", body).verdict is Verdict.PASS
    recorder.record(3, 1, replay="attested", output={"text": "No."})
    found = desk.run("replay", body)
    assert (found.verdict, told(found)["unattested"]) == (Verdict.FAIL, 1)


def test_kept_values_that_were_changed_fail(desk: Desk, recorder: Recorder):
    path = recorder.record(0, 40).with_suffix(".values.jsonl")
    lines = path.read_text().splitlines(keepends=True)
    lines[7] = lines[7].replace("7.0", "8.0")
    path.write_text("".join(lines))
    found = replay(desk)
    assert (found.verdict, told(found)["changed_values"]) == (Verdict.FAIL, 1)


def test_values_that_are_gone_cannot_be_replayed(desk: Desk, recorder: Recorder):
    path = recorder.record(0, 40).with_suffix(".values.jsonl")
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:30]))
    found = replay(desk)
    assert (found.verdict, told(found)["kept_share"]) == (Verdict.FAIL, 0.75)
    path.unlink()
    nothing = replay(desk, ", metrics: {kept_share: {breach: 0}}")
    assert (nothing.verdict, metric(nothing, "equal_share").value) == (Verdict.INSUFFICIENT, None)


def test_decisions_of_a_model_that_is_not_pinned_fail(desk: Desk, recorder: Recorder):
    recorder.record(0, 10)
    recorder.record(10, 5, model="ab" * 32)
    found = replay(desk)
    assert (found.verdict, told(found)["other_model"], told(found)["equal_share"]) == (Verdict.FAIL, 5, 1)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ({"pd": 0.5}, "the output holds no number 'score'"),
        ("high", "holds no number"),
        (True, "holds no number"),
        (10**400, "holds no number"),
        (math.nan, "holds no number"),
    ],
)
def test_an_output_without_a_score_is_an_error(output: object, said: str, desk: Desk, recorder: Recorder):
    recorder.record(0, 2, output=output)
    found = replay(desk)
    assert (found.verdict, said in found.message) == (Verdict.ERROR, True)


def test_what_the_model_needs_is_named(desk: Desk, recorder: Recorder):
    recorder.record(0, 2)
    assert "the input lacks 'c'" in replay(desk, ", features: [a, c]").message


def test_the_model_that_is_opened_is_the_one_that_is_pinned(desk: Desk, recorder: Recorder):
    recorder.record(0, 2)
    (desk.folder / "other.onnx").write_bytes(b"another model")
    body = REPLAY.replace("python: 'tests.checks.recorder:scores'", "onnx: other.onnx")
    assert "pinned.model: is another file than other.onnx" in desk.run("replay", body).message


def test_a_model_and_what_pins_it_are_declared_together(desk: Desk, recorder: Recorder):
    recorder.record(0, 2)
    with pytest.raises(SuiteError, match="model and pinned together"):
        desk.run("replay", "batches: events/batch-*.json, pinned: {model: model.json, parameters: parameters.json}")
    found = desk.run("replay", "batches: events/batch-*.json")
    assert (found.verdict, told(found)["other_model"]) == (Verdict.FAIL, 2)


@pytest.mark.parametrize("line", [b"{", b"[]\n", b'{"counter": "x"}\n', b'{"counter": 0, "input": 7}\n', b"\xff\n"])
def test_a_line_that_holds_no_values_is_named(line: bytes, desk: Desk, recorder: Recorder):
    recorder.record(0, 2).with_suffix(".values.jsonl").write_bytes(line)
    assert "line 1: holds no values of an event" in replay(desk).message


@pytest.mark.parametrize("kind", ["replay", "log-chain", "log-completeness"])
def test_the_metrics_follow_from_the_counts_alone(kind: str, desk: Desk, recorder: Recorder):
    recorder.record(0, 40)
    body = {"replay": REPLAY, "log-chain": CHAIN, "log-completeness": "batches: events/batch-*.json"}[kind]
    found = desk.run(kind, body, data=decisions(desk, *range(40)))
    assert found.profile
    assert KINDS[kind].evaluate({}, found.profile.counts) == found.metrics
