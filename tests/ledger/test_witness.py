"""An event log beside a witness's ledger: what was rewritten, dropped or never sent shows."""

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assentian.cli.main import main
from assentian.client import EventLog
from assentian.client.event_batch import heads, openings
from assentian.ledger.events import Head, Opening
from tests.ledger.forger import Forger, leaf
from tests.ledger.test_batch_openings import opened
from tests.ledger.test_sealed_batches import sealed

DIGEST = "ab" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two closed batches and the opening of a third."""
    with EventLog("credit", "live", tmp_path / "events") as log:
        for _ in range(2):
            log.record("e", input=b"1", output=b"2", model=DIGEST, parameters=DIGEST)
            log.close_batch()
    return tmp_path / "events"


def seen(folder: Path) -> list[dict[str, object]]:
    """The entries of a witness that was sent everything at once."""
    told = [opened(Opening.parse(path.read_bytes())) for path in openings(folder)]
    return told + [sealed(Head.parse(path.read_bytes())) for path in heads(folder)]


def compare(folder: Path, entries: list[dict[str, object]], *more: str) -> Result:
    pack = folder.parent / "witness"
    Forger(leaves=entries, sizes=[len(entries)]).folder(pack)
    return CliRunner().invoke(main, ["events", "compare", str(folder), "--witness", str(pack), *more])


def test_a_log_that_the_witness_saw_whole_is_the_same(folder: Path):
    result = compare(folder, seen(folder))
    assert (result.exit_code, "sealed all 5 openings and heads that are here" in result.output) == (10, True)
    known = folder.parent / "known.txt"
    known.write_text((folder.parent / "witness" / "checkpoints" / f"{5:020}.txt").read_text())
    assert compare(folder, seen(folder), "--known", str(known)).exit_code == 0


def test_what_the_witness_was_never_sent_is_a_gap(folder: Path):
    result = compare(folder, seen(folder)[:-1])
    assert result.exit_code == 20
    assert "-: events of credit/live: the batch from 1 was not seen by the witness" in result.output


def test_a_batch_that_was_rewritten_here_contradicts_the_witness(folder: Path):
    entries = seen(folder)
    path = folder / "batch-1.json"
    path.write_bytes(dataclasses.replace(Head.parse(path.read_bytes()), root="00" * 32).encode())
    result = compare(folder, entries)
    assert result.exit_code == 40
    assert "TAMPERED: events of credit/live: the batch from 1 that the witness sealed here is another" in result.output


def test_a_batch_that_was_dropped_here_contradicts_the_witness(folder: Path):
    entries = seen(folder)
    (folder / "batch-1.json").unlink()
    result = compare(folder, entries)
    assert (result.exit_code, "the batch from 1 that the witness sealed is not here" in result.output) == (40, True)


def test_streams_that_are_not_here_are_none_of_this_log(folder: Path):
    entries = seen(folder)
    more = dataclasses.replace(Head.parse((folder / "batch-0.json").read_bytes()), stream="shadow")
    assert compare(folder, [*entries, sealed(more), leaf("schema", triggers="5f2b6d1c")]).exit_code == 10


def test_a_witness_that_is_not_what_it_says_is_told_first(folder: Path):
    pack = folder.parent / "witness"
    compare(folder, seen(folder))
    file = pack / "entries" / "00000000.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"first":1', b'"first":2'))
    called = ["events", "compare", str(folder), "--witness", str(pack)]
    assert CliRunner().invoke(main, called).exit_code == 40


def test_a_folder_without_batches_cannot_be_compared(folder: Path, tmp_path: Path):
    (tmp_path / "none").mkdir()
    compare(folder, seen(folder))
    for empty in (tmp_path / "none", folder):
        called = ["events", "compare", str(empty), "--witness", str(tmp_path / "witness")]
        if empty == folder:
            (folder / "batch-0.json").write_text("{}")
        assert CliRunner().invoke(main, called).exit_code == 50
