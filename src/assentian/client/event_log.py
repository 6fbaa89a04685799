"""Recording what a system decided, so that a missing or changed record shows.

Invariants: one writer for a stream; counters go up by one and continue after a restart; `durable` counts the records
that an fsync has reached, which happens within 100 ms though nobody calls again. A record is written at once: a killed
process loses nothing, a power cut at most what `durable` does not count. A batch that holds `batch_events`
records, or whose first is `batch_seconds` old, closes before the next one is written. No record is written before the
opening of its batch is on the disk. What `record` raises, it did not write.
Does not: run on Windows, where no lock that a crash releases keeps a second writer out; nor keep values unless asked.
"""

import os
import secrets
import threading
from pathlib import Path
from time import time_ns
from typing import Self

from assentian.client import event_values
from assentian.client.event_batch import newest, open_batch, stream_key, sync_folder, write_batch
from assentian.client.group_sync import GroupSync
from assentian.ledger.events import (
    KEY_BYTES,
    LAYOUT,
    RECORD_BYTES,
    REPLAY_CLASSES,
    SALT_BYTES,
    WITH_EXPLANATION,
    WITH_SEED,
    Event,
    configuration_digest,
    counter_of,
    event_digest,
    is_name,
    salted,
)

BATCH_EVENTS, BATCH_SECONDS = 100_000, 3600.0


class EventLog:
    """The open end of a stream. `BlockingIOError` when another writer holds it."""

    def __init__(
        self,
        system: str,
        stream: str,
        folder: Path | str,
        *,
        keep_values: bool = False,
        batch_events: int = BATCH_EVENTS,
        batch_seconds: float = BATCH_SECONDS,
    ) -> None:
        if not (is_name(system) and is_name(stream)):
            raise ValueError(f"{system!r}, {stream!r}: a system and a stream have letters, digits, - and _, at most 63")
        self.system, self.stream, self.folder = system, stream, Path(folder)
        self.batch_events, self.batch_seconds = batch_events, batch_seconds
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process, self._lock = os.getpid(), threading.RLock()
        self._spool_path, values_path = self.folder / "spool", self.folder / "values.spool"
        self._spool = os.open(self._spool_path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _hold(self._spool)
            self._values_path = values_path if keep_values or values_path.exists() else None
            self._keeps_values = keep_values
            self._resume()
            sync_folder(self.folder)
        except BaseException:
            os.close(self._spool)
            raise
        self._values = event_values.open_values(self._values_path) if self._values_path else None
        # Values first: a record on the disk has its values there.
        self._sync = GroupSync([self._spool] if self._values is None else [self._values, self._spool])
        self._sync.wrote(self._next)
        self._sync.now()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def durable(self) -> int:
        """How many records of the stream are on the disk."""
        return self._sync.durable

    def _resume(self) -> None:
        size = os.fstat(self._spool).st_size
        os.ftruncate(self._spool, size - size % RECORD_BYTES)  # a record cut short was never acknowledged
        last, records = newest(self.folder, self.system, self.stream), self._records()
        closed = last.last if last else -1
        if records and counter_of(records[-1]) <= closed:  # stopped between closing the batch and emptying the spool
            self._empty()
            records = []
        self._next = counter_of(records[-1]) + 1 if records else closed + 1
        self._first = counter_of(records[0]) if records else self._next
        self._opened = Event.parse(records[0]).nanoseconds if records else 0
        self._is_open = bool(records)
        self._key = stream_key(self.folder / "stream.key", KEY_BYTES, is_new=self._next == 0)
        if self._values_path and self._values_path.exists():
            event_values.trim(self._values_path, self._next)
        self._open()

    def _records(self) -> list[bytes]:
        spooled = self._spool_path.read_bytes()
        return [spooled[at : at + RECORD_BYTES] for at in range(0, len(spooled), RECORD_BYTES)]

    def record(
        self,
        event_id: str,
        *,
        input: bytes,  # noqa: A002 - the word of the record
        output: bytes,
        model: str,
        parameters: str,
        explanation: bytes | None = None,
        seed: int | None = None,
        replay: str = "exact",
    ) -> int:
        """Write one decision and return its counter; `model` and `parameters` are SHA-256 digests in hex.

        `ValueError` for what cannot be kept, `RuntimeError` in another process than opened the log.
        """
        if os.getpid() != self._process:
            raise RuntimeError("this log was opened in another process; open one after the fork, under its own stream")
        if seed is not None and not -(2**63) <= seed < 2**63:
            raise ValueError(f"a seed has 64 bits, with sign; {seed} has more")
        if replay not in REPLAY_CLASSES:
            raise ValueError(f"replay is one of {', '.join(REPLAY_CLASSES)}, not {replay!r}")
        salt, configured = secrets.token_bytes(SALT_BYTES), configuration_digest(model, parameters)
        flags = WITH_SEED * (seed is not None) + WITH_EXPLANATION * (explanation is not None)
        explained = bytes(32) if explanation is None else salted(salt, b"e", explanation)
        digests = salted(salt, b"i", input), salted(salt, b"o", output), explained
        with self._lock:
            self._sync.raise_failure()
            self._rotate()
            self._open()
            counter, line = self._next, b""
            head = counter, event_digest(self._key, event_id), time_ns(), seed or 0, salt
            record = LAYOUT.pack(*head, *digests, configured, REPLAY_CLASSES[replay] + flags)
            if self._keeps_values:
                values = {"input": input, "output": output, "explanation": explanation}
                line = event_values.line_of(counter, event_id, values)
            self._write(record, line)
            self._next += 1
            self._sync.wrote(self._next)
            self._opened = self._opened or head[2]
        return counter

    def _rotate(self) -> None:
        """Close the batch where it is full, or its time is over."""
        is_late = self._opened and time_ns() - self._opened >= self.batch_seconds * 10**9
        if is_late or self._next - self._first >= self.batch_events:
            self.close_batch()

    def _open(self) -> None:
        """Open the batch that the next record begins, unless it is open."""
        if not self._is_open:
            open_batch(self.folder, self.system, self.stream, self._next)
            self._is_open = True

    def _write(self, record: bytes, line: bytes) -> None:
        """Values first; both or neither."""
        if self._values is None or not line:
            _append(self._spool, record)
            return
        _append(self._values, line)
        try:
            _append(self._spool, record)
        except OSError:
            os.ftruncate(self._values, os.fstat(self._values).st_size - len(line))
            raise

    def sync(self) -> None:
        """Wait until every record so far is on the disk."""
        self._sync.now()

    def close_batch(self) -> Path | None:
        """Close what was recorded since the last batch; the path of its head, None when there is nothing."""
        with self._lock:
            self.sync()
            records = self._records()
            if not records:
                return None
            closed = write_batch(self.folder, self.system, self.stream, records, self._values_path)
            self._empty()
            self.sync()
            self._first, self._opened, self._is_open = self._next, 0, False
            self._open()
            return closed

    def _empty(self) -> None:
        os.ftruncate(self._spool, 0)
        if self._values_path and self._values_path.exists():
            os.truncate(self._values_path, 0)

    def close(self) -> None:
        if os.getpid() == self._process:  # after a fork the syncing thread is the parent's
            self._sync.end()
        os.close(self._spool)
        if self._values is not None:
            os.close(self._values)


def _hold(descriptor: int) -> None:
    """Keep every other writer out until this process ends, in whatever way."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover  # Windows
        raise OSError("an event log is written on Linux or macOS, not on Windows; run the writer under WSL") from None
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _append(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    if written != len(data):
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - written)
        raise OSError("the disk took only a part of a record; it was taken back")
