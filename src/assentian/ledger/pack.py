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
from assentian.ledger.verify import FORMAT, WORDS, parse_note

ENTRIES_PER_FILE = 10_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
_README = """\
Audit pack of {organisation}, made on {created}: {size} entries of the ledger {origin}.

Verify it with any Python from 3.11 on; nothing is installed and no network is used:

    python3 -I verify.py {name} --known CHECKPOINT

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


@dataclass(frozen=True, slots=True)
class PackContent:
    """What goes into a pack. `leaves` are canonical bytes in their order; the last of `notes` covers them all.

    `keys` are the log's verifier keys as text. `evidence` maps the SHA-256 of an envelope to its bytes, and is read one
    by one; `state` maps a table to its rows by primary key, with commitments where the ledger holds commitments.
    `completeness` says what the pack is meant to be complete for: `{"controls": [...], "from": "2026-01-01", "to": ...}`.
    """

    organisation: str
    origin: str
    created: datetime
    leaves: Iterable[bytes]
    notes: Sequence[str]
    keys: Sequence[str]
    evidence: Mapping[str, bytes] = field(default_factory=dict)
    state: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    completeness: Mapping[str, Any] | None = None


def write_pack(path: Path, content: PackContent) -> None:
    """Write the pack to `path`, replacing what stands there once it is whole. `ValueError` for a malformed note or state."""
    beside = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(beside, "w") as archive:
            _Writer(archive, path.name).write(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


class _Writer:
    """Puts files into the zip and remembers their digests for the manifest, which comes last."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._digests: dict[str, str] = {}

    def write(self, content: PackContent) -> None:
        size = self._entries(content.leaves)
        for note in content.notes:
            self._put(f"checkpoints/{parse_note(note)[0].size:08}.txt", note.encode())
        self._put("keys.txt", "".join(f"{key}\n" for key in content.keys).encode())
        for digest in sorted(content.evidence):
            self._put(f"evidence/{digest}.dsse.json", content.evidence[digest])
        for table in sorted(content.state):
            self._put(
                f"state/{table}.json", canonical.encode({key: dict(row) for key, row in content.state[table].items()})
            )
        self._put("verify.py", files("assentian.ledger").joinpath("verify.py").read_bytes(), mode=0o755)
        created = content.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._put("README.txt", self._readme(content, size, created).encode())
        manifest = {
            "format": FORMAT,
            "organisation": content.organisation,
            "origin": content.origin,
            "size": size,
            "created": created,
            "completeness": dict(content.completeness or {}),
            "files": self._digests,
        }
        self._put("manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())

    def _entries(self, leaves: Iterable[bytes]) -> int:
        size = 0
        for lines in _batches(leaves):
            self._put(f"entries/{size:08}.jsonl", b"".join(line + b"\n" for line in lines))
            size += len(lines)
        return size

    def _readme(self, content: PackContent, size: int, created: str) -> str:
        codes = "\n".join(f"    {code:2}  {WORDS[code]}" for code in sorted(WORDS))
        return _README.format(
            organisation=content.organisation,
            created=created,
            size=size,
            origin=content.origin,
            name=self._name,
            codes=codes,
        )

    def _put(self, name: str, data: bytes, mode: int = 0o644) -> None:
        info = zipfile.ZipInfo(name, date_time=_EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3  # Unix, on every machine, so that the mode counts and bytes are equal
        info.external_attr = mode << 16
        self._archive.writestr(info, data)
        self._digests[name] = hashlib.sha256(data).hexdigest()


def _batches(leaves: Iterable[bytes]) -> Iterator[list[bytes]]:
    remaining = iter(leaves)
    while batch := list(islice(remaining, ENTRIES_PER_FILE)):
        yield batch
