"""What recording a decision costs, beside a plain write and fsync of the same bytes.

    python benchmarks/event_log.py [EVENTS]

Both sides write 193 bytes for each event by a call of their own and sync about every 50 ms, in one run, taking turns;
CPU is that of the process (user and system), medians of five turns are compared, and only the ratios mean anything on
another machine. What the event log does beside writing is five SHA-256, a HMAC, a salt from the system and a lock. The
cost of closing a batch is told apart: Parquet, leaf hashes, Merkle root. Bytes are those on the disk after closing.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, process_time

from assentian.client import EventLog
from assentian.client.group_sync import SECONDS
from assentian.ledger.events import RECORD_BYTES

EVENTS, TURNS = 100_000, 3
INPUT, OUTPUT = b'{"age": 41, "income": 52000, "debt_ratio": 0.31, "term_months": 48}', b'{"score": 0.182734}'
CONFIGURATION = {"model": "ab" * 32, "parameters": "cd" * 32}


def plain(folder: Path, events: int) -> None:
    """Write as many bytes, in as many calls, and sync as often."""
    record, synced = b"x" * RECORD_BYTES, monotonic()
    descriptor = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for _ in range(events):
        os.write(descriptor, record)
        if monotonic() - synced >= SECONDS:
            os.fsync(descriptor)
            synced = monotonic()
    os.fsync(descriptor)
    os.close(descriptor)


def recorded(folder: Path, events: int, *, keep_values: bool = False) -> None:
    """Record as many events and leave the batch open."""
    with EventLog("bench", "live", folder, keep_values=keep_values, batch_events=events + 1) as log:
        for number in range(events):
            log.record(f"case-{number}", input=INPUT, output=OUTPUT, explanation=b"age", **CONFIGURATION)


def closed(folder: Path, _events: int) -> None:
    """Close the batch that `recorded` left open."""
    with EventLog("bench", "live", folder) as log:
        log.close_batch()


def turn(work: Callable[[Path, int], None], folder: Path, events: int) -> tuple[float, float]:
    """Microseconds of CPU and of the clock on the wall, for each event."""
    cpu, wall = process_time(), perf_counter()
    work(folder, events)
    return (process_time() - cpu) / events * 1e6, (perf_counter() - wall) / events * 1e6


def main(events: int) -> None:
    told: dict[str, list[tuple[float, float]]] = {}
    sizes = (0, 0)
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            log, kept = folder / "log", folder / "kept"
            told.setdefault("plain write and fsync", []).append(turn(plain, folder, events))
            told.setdefault("event log, record", []).append(turn(recorded, log, events))
            keeping = lambda path, number: recorded(path, number, keep_values=True)  # noqa: E731
            told.setdefault("event log, record and keep values", []).append(turn(keeping, kept, events))
            told.setdefault("event log, close the batch", []).append(turn(closed, log, events))
            sizes = tuple((log / f"batch-0.{suffix}").stat().st_size for suffix in ("parquet", "leaves"))
    base = median(cpu for cpu, _ in told["plain write and fsync"])
    print(f"{events:,} events, {TURNS} turns, medians for each event")
    print(f"{'':<36} {'CPU us':>8} {'wall us':>8} {'CPU ratio':>10}")
    for what, took in told.items():
        cpu, wall = (median(column) for column in zip(*took, strict=True))
        print(f"{what:<36} {cpu:8.2f} {wall:8.2f} {cpu / base:10.2f}")
    parquet, leaves = (size / events for size in sizes)
    print(f"bytes for each event: Parquet {parquet:.1f}, leaves {leaves:.1f}; the records themselves {RECORD_BYTES}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
