"""A closed batch of an event log: records as Parquet, their leaf hashes beside it, and a head that binds both.

Invariant: the head, `batch-<first>.json`, is written last and in one move; files without a head are no batch.
Does not: sign the head; that is the ledger's work.
"""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assentian.client.event_record import counter_of
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import leaf_hash


def heads(folder: Path) -> list[dict[str, Any]]:
    """The heads of the batches in a folder, oldest first."""
    found = [json.loads(path.read_text("utf-8")) for path in folder.glob("batch-*.json")]
    return sorted(found, key=lambda head: int(head["first"]))


def last_counter(folder: Path, system: str, stream: str) -> int:
    """The last counter of the last batch, -1 before the first. `ValueError` when the folder is another stream's."""
    known = heads(folder)
    if any((head["system"], head["stream"]) != (system, stream) for head in known):
        raise ValueError(f"{folder} holds batches of another stream")
    return int(known[-1]["last"]) if known else -1


def write_batch(folder: Path, system: str, stream: str, records: list[bytes]) -> Path:
    """Write the three files of a batch and return the head's path. `ValueError` where counters are not contiguous."""
    known, first = heads(folder), counter_of(records[0])
    if [counter_of(record) for record in records] != list(range(first, first + len(records))):
        raise ValueError(f"{folder} holds records out of order; was the log written by two processes?")
    hashes = [leaf_hash(record) for record in records]
    tree = Frontier()
    tree.extend(hashes)
    name = folder / f"batch-{first}"
    _write_parquet(name.with_suffix(".parquet"), records)
    _durably(name.with_suffix(".leaves"), b"".join(hashes))
    head = {
        "v": 1,
        "system": system,
        "stream": stream,
        "n": len(records),
        "first": first,
        "last": counter_of(records[-1]),
        "root": tree.root().hex(),
        "file": hashlib.sha256(name.with_suffix(".parquet").read_bytes()).hexdigest(),
        "previous": known[-1]["root"] if known else None,
        "closed": datetime.now(UTC).isoformat(),
    }
    _durably(name.with_suffix(".json"), json.dumps(head, indent=1).encode())
    return name.with_suffix(".json")


def _write_parquet(path: Path, records: list[bytes]) -> None:
    import duckdb

    with TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        lines, written = Path(folder) / "records.csv", Path(folder) / "records.parquet"
        lines.write_text("".join(f"{counter_of(record)},{record.hex()}\n" for record in records), "ascii")
        rows = connection.read_csv(str(lines), header=False, columns={"counter": "UBIGINT", "record": "VARCHAR"})
        rows.project("counter, unhex(record) AS record").write_parquet(str(written))
        _durably(path, written.read_bytes())


def _durably(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names of a folder's files are on the disk, too: a move alone is not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
