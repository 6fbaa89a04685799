"""A closed batch of an event log: records as Parquet, their leaf hashes beside it, and a head that binds both.

Invariants: the head, `batch-<first>.json`, is written last and in one move; files without a head are no batch; a head
names the digest of the head before it. An opening, `batch-<first>.open`, is on the disk before the first record is.
Does not: sign either, or submit it.
"""

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assentian.ledger.events import Event, Head, Opening, counter_of
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import leaf_hash

_HEAD, _OPENING = re.compile(r"batch-(\d{1,16})\.json"), re.compile(r"batch-(\d{1,16})\.open")


def heads(folder: Path) -> list[Path]:
    """The heads of the batches in a folder, oldest first."""
    return _of_form(folder, _HEAD)


def openings(folder: Path) -> list[Path]:
    """The openings of the batches in a folder, oldest first."""
    return _of_form(folder, _OPENING)


def _of_form(folder: Path, form: re.Pattern[str]) -> list[Path]:
    found = [(int(match[1]), path) for path in folder.iterdir() if (match := form.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def newest(folder: Path, system: str, stream: str) -> Head | None:
    """The head of the last batch. `ValueError` when it is another stream's, or no head."""
    known = heads(folder)
    if not known:
        return None
    head = Head.parse(known[-1].read_bytes())
    if (head.system, head.stream) != (system, stream):
        raise ValueError(f"{folder} holds batches of another stream, {head.system}/{head.stream}")
    return head


def open_batch(folder: Path, system: str, stream: str, first: int) -> Path:
    """The opening of the batch that will begin at `first`, written where it is not there yet."""
    path = folder / f"batch-{first}.open"
    if not path.exists():
        before = newest(folder, system, stream)
        previous = before.digest if before else ""
        opening = Opening(system=system, stream=stream, first=first, previous=previous, opened=datetime.now(UTC))
        _durably(path, opening.encode())
    return path


def write_batch(folder: Path, system: str, stream: str, records: list[bytes], values: Path | None = None) -> Path:
    """Write the files of a batch and return the head's path. `ValueError` where counters are not contiguous."""
    before, first = newest(folder, system, stream), counter_of(records[0])
    if [counter_of(record) for record in records] != list(range(first, first + len(records))):
        raise ValueError(f"{folder} holds records out of order; was the log written by two processes?")
    hashes = [leaf_hash(record) for record in records]
    tree = Frontier()
    tree.extend(hashes)
    name = folder / f"batch-{first}"
    _write_parquet(name.with_suffix(".parquet"), records)
    _durably(name.with_suffix(".leaves"), b"".join(hashes))
    if values and values.stat().st_size:
        _durably(name.with_suffix(".values.jsonl"), values.read_bytes(), mode=values.stat().st_mode & 0o777)
    times = [Event.parse(record).at for record in (records[0], records[-1])]
    head = Head(
        system=system,
        stream=stream,
        first=first,
        last=first + len(records) - 1,
        root=tree.root().hex(),
        file=hashlib.sha256(name.with_suffix(".parquet").read_bytes()).hexdigest(),
        previous=before.digest if before else "",
        since=times[0],
        until=times[1],
        closed=datetime.now(UTC),
    )
    _durably(name.with_suffix(".json"), head.encode())
    return name.with_suffix(".json")


def _write_parquet(path: Path, records: list[bytes]) -> None:
    import duckdb

    with TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        lines, written = Path(folder) / "records.csv", Path(folder) / "records.parquet"
        lines.write_text("".join(f"{counter_of(record)},{record.hex()}\n" for record in records), "ascii")
        rows = connection.read_csv(str(lines), header=False, columns={"counter": "UBIGINT", "record": "VARCHAR"})
        rows.project("counter, unhex(record) AS record").write_parquet(str(written))
        _durably(path, written.read_bytes())


def _durably(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    partial = path.with_name(path.name + ".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def stream_key(path: Path, size: int, *, is_new: bool) -> bytes:
    """The secret under which a stream's event ids are digested, made once. `ValueError` where it is lost."""
    if not path.exists():
        if not is_new:
            raise ValueError(f"{path} is gone, without which no later event could be found by its id; put it back")
        _durably(path, os.urandom(size), mode=0o600)
    key = path.read_bytes()
    if len(key) != size:
        raise ValueError(f"{path} is no key of a stream; it has {size} bytes")
    return key


def sync_folder(folder: Path) -> None:
    """Wait until the names of a folder's files are on the disk, too: a move alone is not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
