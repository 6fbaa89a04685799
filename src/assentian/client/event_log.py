"""Recording what a system decided, so that a missing or changed record shows.

Invariants: one writer for a stream; counters go up by one and continue after a restart; `durable` counts the records
that an fsync has reached. A record is written at once and synced by the first call 100 ms after the last sync, or by
`sync`: a killed process loses nothing it wrote, a power cut at most what `durable` does not count.
Does not: keep values, sync while nobody calls, or share one log between threads.
"""

import fcntl
import os
import secrets
import time
from pathlib import Path
from typing import Self

from assentian.client.event_batch import last_counter, sync_folder, write_batch
from assentian.client.event_record import (
    LAYOUT,
    RECORD_BYTES,
    REPLAY_CLASSES,
    SALT_BYTES,
    WITH_EXPLANATION,
    WITH_SEED,
    configuration_digest,
    counter_of,
    event_digest,
    salted,
)

_SYNC_SECONDS = 0.1


class EventLog:
    """The open end of a stream. `BlockingIOError` when another writer holds it."""

    def __init__(self, system: str, stream: str, folder: Path | str) -> None:
        self.system, self.stream, self.folder = system, stream, Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process = os.getpid()
        self._spool = os.open(self.folder / "spool", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._spool, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a crash releases it too
            self._resume()
            sync_folder(self.folder)
        except BaseException:
            os.close(self._spool)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _resume(self) -> None:
        size = os.fstat(self._spool).st_size
        os.ftruncate(self._spool, size - size % RECORD_BYTES)  # a record cut short was never acknowledged
        closed, records = last_counter(self.folder, self.system, self.stream), self._records()
        if records and counter_of(records[-1]) <= closed:  # stopped between closing the batch and emptying the spool
            os.ftruncate(self._spool, 0)
            records = []
        self._next = counter_of(records[-1]) + 1 if records else closed + 1
        self.sync()

    def _records(self) -> list[bytes]:
        spooled = (self.folder / "spool").read_bytes()
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

        `ValueError` for a word or seed that cannot be kept, `RuntimeError` in another process than opened the log.
        """
        if os.getpid() != self._process:
            raise RuntimeError("this log was opened in another process; open one after the fork, under its own stream")
        if seed is not None and not -(2**63) <= seed < 2**63:
            raise ValueError(f"a seed has 64 bits, with sign; {seed} has more")
        if replay not in REPLAY_CLASSES:
            raise ValueError(f"replay is one of {', '.join(REPLAY_CLASSES)}, not {replay!r}")
        salt, counter = secrets.token_bytes(SALT_BYTES), self._next
        flags = WITH_SEED * (seed is not None) + WITH_EXPLANATION * (explanation is not None)
        explained = bytes(32) if explanation is None else salted(salt, b"e", explanation)
        digests = salted(salt, b"i", input), salted(salt, b"o", output), explained
        configured = configuration_digest(model, parameters)
        head = counter, event_digest(event_id), time.time_ns(), seed or 0, salt
        self._write(LAYOUT.pack(*head, *digests, configured, REPLAY_CLASSES[replay] + flags))
        self._next += 1
        if time.monotonic() - self._synced_at >= _SYNC_SECONDS:
            self.sync()
        return counter

    def _write(self, record: bytes) -> None:
        size = os.fstat(self._spool).st_size
        if os.write(self._spool, record) != RECORD_BYTES:
            os.ftruncate(self._spool, size)
            raise OSError("the disk took only a part of a record; it was taken back")

    def sync(self) -> None:
        """Wait until every record so far is on the disk."""
        os.fsync(self._spool)
        self.durable, self._synced_at = self._next, time.monotonic()

    def close_batch(self) -> Path | None:
        """Close what was recorded since the last batch; the path of its `.json`, None when there is nothing."""
        self.sync()
        records = self._records()
        if not records:
            return None
        closed = write_batch(self.folder, self.system, self.stream, records)
        os.ftruncate(self._spool, 0)
        self.sync()
        return closed

    def close(self) -> None:
        self.sync()
        os.close(self._spool)
