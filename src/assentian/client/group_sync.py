"""Syncing files for many writes at once, soon after the first of them, though nobody calls again.

Invariants: `durable` counts only what an fsync has reached; a sync that failed is raised to the next writer.
"""

import os
import threading
from collections.abc import Sequence

SECONDS = 0.05
"""From the first write to the sync that covers it: with the sync itself, well within 100 ms."""


class GroupSync:
    """Syncs `descriptors` in their order, from a thread that sleeps while nothing is written."""

    def __init__(self, descriptors: Sequence[int]) -> None:
        self.written = self.durable = 0
        self._descriptors = descriptors
        self._due, self._ended = threading.Event(), threading.Event()
        self._failed: OSError | None = None
        self._one_at_a_time = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="event-log-sync", daemon=True)
        self._thread.start()

    def wrote(self, count: int) -> None:
        """Note that `count` records are written; raises what an earlier sync met."""
        self.written = count
        if not self._due.is_set():
            self._due.set()
        if self._failed:
            raise self._failed

    def now(self) -> None:
        """Wait until all that is written is on the disk."""
        with self._one_at_a_time:
            count = self.written
            for descriptor in self._descriptors:
                os.fsync(descriptor)
            self.durable = count

    def end(self) -> None:
        """Stop the thread, after a last sync."""
        self._ended.set()
        self._due.set()
        self._thread.join()
        self.now()

    def _watch(self) -> None:
        while True:
            self._due.wait()
            if self._ended.wait(SECONDS):
                return
            self._due.clear()
            try:
                self.now()
            except OSError as error:
                self._failed = error
                return
