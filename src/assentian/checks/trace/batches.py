"""Batches of recorded decisions as files: the head, the Parquet file with the records, what seals the head.

Invariant: every record is hashed again; `problems` say, in words, in what the files are not those of the head.
Does not: judge, or follow a head to the one before it.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assentian.checks.errors import DataError
from assentian.checks.tables import matching
from assentian.ledger.batch_seal import BatchSeal, read_seal
from assentian.ledger.events import RECORD_BYTES, Event, Head, counter_of
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import VerifierKey, leaf_hash

SEAL, VALUES, LEAVES = ".seal", ".values.jsonl", ".leaves"
MOST_EVENTS = 10_000_000
_HEAD = re.compile(r"batch-\d{1,16}\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch with its records in the order of the file."""

    path: Path
    head: Head
    records: Sequence[bytes]
    problems: Sequence[str]

    def events(self) -> list[Event]:
        return [Event.parse(record) for record in self.records]

    def beside(self, suffix: str) -> Path:
        return self.path.with_suffix(suffix)


def heads(pattern: str, folder: Path) -> list[Path]:
    """The heads among the files of a path or glob, by their counters; DataError where there is none."""
    found = [path for path in matching(pattern, folder) if _HEAD.fullmatch(path.name)]
    if not found:
        raise DataError("names no head of a batch, batch-<first>.json", file=pattern)
    return sorted(found, key=lambda path: int(path.stem.partition("-")[2]))


def read_batch(path: Path) -> Batch:
    """The batch whose head lies at `path`. DataError for what cannot be read as such; what differs is a problem."""
    try:
        data = path.read_bytes()
        head = Head.parse(data)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error
    except ValueError as error:
        raise DataError(str(error), file=str(path)) from error
    records, problems = _records(path.with_suffix(".parquet"), head)
    if not problems:
        problems = list(_differences(head, records))
    leaves = path.with_suffix(LEAVES)
    if leaves.exists() and not problems and leaves.read_bytes() != b"".join(map(leaf_hash, records)):
        problems = [f"{leaves.name} are not the hashes of the records"]
    return Batch(path=path, head=head, records=records, problems=problems)


def read_seal_of(batch: Batch, keys: Sequence[VerifierKey] | None) -> BatchSeal:
    """What seals a batch, from the file beside it. `ValueError` says why it does not."""
    path = batch.beside(SEAL)
    if not path.exists():
        raise ValueError(f"there is no {path.name}; assentian events submit writes it")
    seal = read_seal(path.read_bytes(), keys)
    if seal.head.digest != batch.head.digest:
        raise ValueError(f"{path.name} seals another head")
    return seal


def _records(path: Path, head: Head) -> tuple[list[bytes], list[str]]:
    """The records of a Parquet file, or what is wrong with it as a whole."""
    import duckdb

    if not path.exists():
        return [], [f"{path.name} is missing"]
    if hashlib.sha256(path.read_bytes()).hexdigest() != head.file:
        return [], [f"{path.name} is not the file that the head names"]
    if head.n > MOST_EVENTS:
        return [], [f"{path.name} holds more than {MOST_EVENTS:,} events"]
    try:
        with duckdb.connect() as connection:
            rows = connection.read_parquet(str(path)).project("record").fetchall()
    except duckdb.Error as error:
        return [], [f"{path.name} cannot be read: {str(error).splitlines()[0]}"]
    records = [record for (record,) in rows]
    if not all(isinstance(record, bytes) and len(record) == RECORD_BYTES for record in records):
        return [], [f"{path.name} holds what is no record of {RECORD_BYTES} bytes"]
    return records, []


def _differences(head: Head, records: Sequence[bytes]) -> list[str]:
    counters = [counter_of(record) for record in records]
    if counters != list(range(head.first, head.last + 1)):
        return ["the counters of the records are not those of the head"]
    tree = Frontier()
    tree.extend(map(leaf_hash, records))
    return [] if tree.root().hex() == head.root else ["the records do not have the root of the head"]
