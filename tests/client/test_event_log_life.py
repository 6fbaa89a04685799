"""An event log through a life of recording, closing, stopping and tearing: nothing acknowledged is lost or doubled."""

import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assentian.checks.trace.batches import read_batch
from assentian.client import EventLog
from assentian.client.event_batch import heads
from assentian.ledger.events import RECORD_BYTES, Event, Opening
from assentian.ledger.verify import broken_streams

DIGEST = "ab" * 32


class Life(RuleBasedStateMachine):
    """`told` holds the output of every decision that the log acknowledged, by its counter."""

    @initialize(batch_events=st.integers(1, 7))
    def begin(self, batch_events: int) -> None:
        self.folder, self.batch_events, self.told = Path(tempfile.mkdtemp()), batch_events, list[str]()
        self.log = self.opened()

    def opened(self) -> EventLog:
        return EventLog("scoring", "live", self.folder, keep_values=True, batch_events=self.batch_events)

    @rule(output=st.text(max_size=20))
    def record(self, output: str) -> None:
        counter = self.log.record("e", input=b"i", output=output.encode(), model=DIGEST, parameters=DIGEST)
        assert counter == len(self.told)
        self.told.append(output)

    @rule()
    def close_batch(self) -> None:
        self.log.close_batch()

    @rule()
    def reopen(self) -> None:
        self.log.close()
        self.log = self.opened()

    @rule(cut=st.integers(1, RECORD_BYTES - 1))
    def tear(self, cut: int) -> None:
        """Stop while a record is being written: its values stand, the record in part."""
        self.log.close()
        with (self.folder / "values.spool").open("ab") as values:
            values.write(json.dumps({"counter": len(self.told), "event": "e", "output": "lost"}).encode() + b"\n{")
        with (self.folder / "spool").open("ab") as spool:
            spool.write(bytes(cut))
        self.log = self.opened()

    @rule()
    def stop_before_emptying(self) -> None:
        """Stop after the head of a batch was written, before the spool was emptied."""
        spooled = {name: (self.folder / name).read_bytes() for name in ("spool", "values.spool")}
        closed = self.log.close_batch()
        self.log.close()
        if closed:
            for name, data in spooled.items():
                (self.folder / name).write_bytes(data)
        self.log = self.opened()

    @invariant()
    def batches_are_whole_and_everything_acknowledged_is_kept_once(self) -> None:
        batches = [read_batch(path) for path in heads(self.folder)]
        assert not [problem for batch in batches for problem in batch.problems]
        assert not list(broken_streams([{**one.head.content(), "digest": one.head.digest} for one in batches]))
        for batch in batches:
            opening = Opening.parse(batch.beside(".open").read_bytes())
            assert opening.opens(batch.head)
            assert opening.opened <= batch.head.since
        spool = (self.folder / "spool").read_bytes()
        open_ones = [spool[at : at + RECORD_BYTES] for at in range(0, len(spool), RECORD_BYTES)]
        records = [*(record for batch in batches for record in batch.records), *open_ones]
        assert [Event.parse(record).counter for record in records] == list(range(len(self.told)))
        kept = [self.folder / "values.spool", *(one.beside(".values.jsonl") for one in batches)]
        lines = [json.loads(line) for path in kept for line in path.read_text("utf-8").split("\n") if line]
        assert {line["counter"]: line["output"] for line in lines} == dict(enumerate(self.told))
        assert len(lines) == len(self.told)

    def teardown(self) -> None:
        self.log.close()
        shutil.rmtree(self.folder)


Life.TestCase.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
TestLife = Life.TestCase
