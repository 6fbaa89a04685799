"""Writing an audit pack: everything a stranger needs to verify a ledger offline, in one zip.

Equal input gives equal bytes, and the whole ledger is never in memory: entries are written a file at a time. The writer
judges nothing: a pack of a ledger that was tampered with says so when it is verified. The layout is documented in
docs/reference/ledger-format.md and read by `verify`, of which every pack carries a copy.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from assentian.ledger import canonical
from assentian.ledger.verify import FORMAT, WORDS

ENTRIES_PER_FILE = 10_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
_README = """\
Audit pack of {organisation}, made on {created}: {size} entries of the ledger {origin}.

Verify it with any Python from 3.11 on; nothing is installed and no network is used:

    python3 -I verify.py PACK.zip --known CHECKPOINT

Take verify.py from a release of Assentian that you trust rather than from this pack; it is short enough to be read.
CHECKPOINT is a file with a signed checkpoint that you kept, were sent or saw printed. Without one, leave --known away:
the pack can then be verified, but not anchored.

Exit codes:
{codes}

What is proved: the entries are those under the signed checkpoints, in their order, none left out; the evidence is what
was sealed, and signed by keys that the organisation had accepted; the state is what the entries add up to.

What is not proved: that the entries tell the truth about the world; against whoever holds the log's key, anything after
the last checkpoint known from outside; whose key the one in keys.txt is; and the words of this file.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackContent:
    """What goes into a pack: `size` leaves, canonical bytes in their order, under the signed notes of checkpoints by size.

    `keys` are the log's verifier keys as text. `evidence` gives the SHA-256 and the bytes of envelopes, one by one. `state`
    maps a table to its rows by primary key, with commitments where the ledger holds commitments. `completeness` says what
    the pack is meant to be complete for, such as `{"controls": [...], "from": "2026-01-01", "to": "2026-06-30"}`.
    """

    organisation: str
    origin: str
    size: int
    created: datetime
    leaves: Iterable[bytes]
    notes: Mapping[int, str]
    keys: Sequence[str]
    evidence: Iterable[tuple[str, bytes]] = ()
    state: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    completeness: Mapping[str, Any] = field(default_factory=dict)


def write_pack(path: Path, content: PackContent) -> None:
    """Write the pack to `path`; what stands there is replaced once the pack is whole."""
    beside = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(beside, "w") as archive:
            digests = {}
            for name, data in _files(content):
                _put(archive, name, data)
                digests[name] = hashlib.sha256(data).hexdigest()
            _put(archive, "manifest.json", _manifest(content, digests))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _files(content: PackContent) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of all files but the manifest, made as they are asked for."""
    leaves, first = iter(content.leaves), 0
    while lines := list(islice(leaves, ENTRIES_PER_FILE)):
        yield f"entries/{first:08}.jsonl", b"".join(line + b"\n" for line in lines)
        first += len(lines)
    for size, note in sorted(content.notes.items()):
        yield f"checkpoints/{size:08}.txt", note.encode()
    yield "keys.txt", "".join(f"{key}\n" for key in content.keys).encode()
    for digest, envelope in content.evidence:
        yield f"evidence/{digest}.dsse.json", envelope
    for table, rows in sorted(content.state.items()):
        yield f"state/{table}.json", canonical.encode({key: dict(row) for key, row in rows.items()})
    yield "verify.py", files("assentian.ledger").joinpath("verify.py").read_bytes()
    yield "README.txt", _readme(content).encode()


def _readme(content: PackContent) -> str:
    return _README.format(
        organisation=content.organisation,
        origin=content.origin,
        size=content.size,
        created=_time(content.created),
        codes="\n".join(f"    {code:2}  {WORDS[code]}" for code in sorted(WORDS)),
    )


def _manifest(content: PackContent, digests: Mapping[str, str]) -> bytes:
    manifest = {
        "format": FORMAT,
        "organisation": content.organisation,
        "origin": content.origin,
        "size": content.size,
        "created": _time(content.created),
        "completeness": content.completeness,
        "files": digests,
    }
    return json.dumps(manifest, indent=1, sort_keys=True).encode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix, whatever the machine: bytes are equal, and the mode counts
    info.external_attr = (0o755 if name == "verify.py" else 0o644) << 16
    archive.writestr(info, data)
