"""Batches of recorded decisions as files: the head, the Parquet file with the records, what seals the head.

Invariant: every record is hashed again; `problems` say, in words, in what the files are not those of the head.
Does not: judge, or follow a head to the one before it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import DataFile, file_digest, matching, named
from assentian.ledger.batch_seal import OPENING_SUFFIX, BatchSeal, SealedOpening, read_opening, read_seal
from assentian.ledger.batch_seal import SUFFIX as SEAL
from assentian.ledger.events import RECORD_BYTES, Event, Head, counter_of
from assentian.ledger.tree import HASH_BYTES, Frontier
from assentian.ledger.verify import VerifierKey, leaf_hash

if TYPE_CHECKING:
    import duckdb

VALUES, LEAVES = ".values.jsonl", ".leaves"
MOST_EVENTS, LARGEST_SEAL, LONGEST_LINE = 2_000_000, 1 << 20, 16 << 20
_SIZES = "SELECT count(*), min(octet_length(record)), max(octet_length(record)) FROM read_parquet(?)"
_ROWS = "SELECT record FROM read_parquet(?)"
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


def read_head(path: Path) -> Head:
    """The head that lies at `path`; DataError where it is none."""
    try:
        return Head.parse(path.read_bytes())
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error
    except ValueError as error:
        raise DataError(str(error), file=str(path)) from error


def of_system(check: CheckSpec, suite: Suite, inputs: Inputs, *, since: date | None = None) -> Iterator[Batch]:
    """The batches that a check names, noted by the digests of what lies there; of one that ended before `since` the
    head alone. DataError for a batch of another system than the suite's.
    """
    for path in heads(check.parameters["batches"], suite.folder):
        head = read_head(path)
        if head.system != suite.system:
            raise DataError(f"holds decisions of {head.system}, not of {suite.system}", file=str(path))
        if is_whole := since is None or head.until.date() >= since:
            batch = read_batch(path)
        else:
            batch = Batch(path=path, head=head, records=(), problems=())
        for file in (path, batch.beside(".parquet"))[: 1 + is_whole]:
            if file.exists():
                inputs.note(DataFile(name=named(file, suite.folder), digest=file_digest(file), record=True))
        yield batch


def whole(batches: Iterable[Batch]) -> Iterator[Batch]:
    """These batches, for a check that works on their records; DataError for one that is not what its head says."""
    for batch in batches:
        if batch.problems:
            raise DataError(f"{batch.problems[0]}; log-chain tells more", file=str(batch.path))
        yield batch


def read_batch(path: Path) -> Batch:
    """The batch whose head lies at `path`. DataError for what cannot be read as such; what differs is a problem."""
    head = read_head(path)
    records, problems = _records(path.with_suffix(".parquet"), head)
    if not problems:
        problems = list(_differences(head, records))
    leaves = path.with_suffix(LEAVES)
    if leaves.exists() and not problems and not _are_hashes(leaves, records):
        problems = [f"{leaves.name} are not the hashes of the records"]
    return Batch(path=path, head=head, records=records, problems=problems)


def read_seal_of(batch: Batch, keys: Sequence[VerifierKey] | None) -> BatchSeal:
    """What seals a batch, from the file beside it. `ValueError` says why it does not."""
    path = batch.beside(SEAL)
    if not path.exists():
        raise ValueError(f"there is no {path.name}; assentian events submit writes it")
    if path.stat().st_size > LARGEST_SEAL:
        raise ValueError(f"{path.name} is longer than any seal")
    seal = read_seal(path.read_bytes(), keys)
    if seal.head.digest != batch.head.digest:
        raise ValueError(f"{path.name} seals another head")
    return seal


def sealed_openings(batches: Sequence[Batch]) -> list[Path]:
    """What seals the openings in the folders of these batches, those of batches that are open yet among them."""
    folders = {batch.path.parent for batch in batches}
    return sorted(path for folder in folders for path in folder.glob(f"batch-*{OPENING_SUFFIX}"))


def read_opening_at(path: Path, keys: Sequence[VerifierKey] | None) -> SealedOpening:
    """The sealed opening that lies at `path`. `ValueError` says why it is none."""
    if path.stat().st_size > LARGEST_SEAL:
        raise ValueError(f"{path.name} is longer than any seal")
    return read_opening(path.read_bytes(), keys)


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file of values; DataError for one that is longer than any value needs."""
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise DataError(f"has a line of more than {LONGEST_LINE >> 20} MiB", file=str(path))
            yield line


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
        with _engine().cursor() as connection:
            sizes = connection.execute(_SIZES, [str(path)]).fetchone()
            if sizes != (head.n, RECORD_BYTES, RECORD_BYTES):  # asked first: a file may unpack to more than fits
                return [], [f"{path.name} does not hold {head.n} records of {RECORD_BYTES} bytes"]
            return [record for (record,) in connection.execute(_ROWS, [str(path)]).fetchall()], []
    except duckdb.Error as error:
        return [], [f"{path.name} cannot be read: {str(error).splitlines()[0]}"]


@cache
def _engine() -> "duckdb.DuckDBPyConnection":
    """One engine for all batches: opening one costs more than reading a small batch."""
    import duckdb

    return duckdb.connect()


def _are_hashes(path: Path, records: Sequence[bytes]) -> bool:
    is_as_long = path.stat().st_size == HASH_BYTES * len(records)
    return is_as_long and path.read_bytes() == b"".join(map(leaf_hash, records))


def _differences(head: Head, records: Sequence[bytes]) -> list[str]:
    counters = [counter_of(record) for record in records]
    if counters != list(range(head.first, head.last + 1)):
        return ["the counters of the records are not those of the head"]
    tree = Frontier()
    tree.extend(map(leaf_hash, records))
    return [] if tree.root().hex() == head.root else ["the records do not have the root of the head"]
