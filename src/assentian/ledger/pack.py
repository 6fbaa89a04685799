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


@dataclass(frozen=True, slots=True)
class PackContent:
    """What goes into a pack: canonical leaves in order, and the notes of checkpoints, of which the largest covers them.

    `keys` are the log's verifier keys as text. `evidence` maps the SHA-256 of an envelope to its bytes, and is read one
    by one. `state` maps a table to its rows by primary key, with commitments where the ledger holds commitments.
    `completeness` says what the pack is meant to be complete for.
    """

    organisation: str
    origin: str
    created: datetime
    leaves: Iterable[bytes]
    notes: Sequence[str]
    keys: Sequence[str]
    evidence: Mapping[str, bytes] = field(default_factory=dict)
    state: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    completeness: Mapping[str, Any] = field(default_factory=dict)


def write_pack(path: Path, content: PackContent) -> None:
    """Write the pack to `path`, replacing what stands there once it is whole. `ValueError` for a malformed note."""
    beside = path.with_name(f"{path.name}.part")
    digests: dict[str, str] = {}
    try:
        with zipfile.ZipFile(beside, "w") as archive:
            for name, data in _files(content, digests):
                _put(archive, name, data)
                digests[name] = hashlib.sha256(data).hexdigest()
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _files(content: PackContent, digests: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files, made as they are asked for; last the manifest, of the `digests` so far."""
    leaves, size = iter(content.leaves), 0
    while lines := list(islice(leaves, ENTRIES_PER_FILE)):
        yield f"entries/{size:08}.jsonl", b"".join(line + b"\n" for line in lines)
        size += len(lines)
    for note in content.notes:
        yield f"checkpoints/{parse_note(note)[0].size:08}.txt", note.encode()
    yield "keys.txt", "".join(f"{key}\n" for key in content.keys).encode()
    for digest in sorted(content.evidence):
        yield f"evidence/{digest}.dsse.json", content.evidence[digest]
    for table, rows in sorted(content.state.items()):
        yield f"state/{table}.json", canonical.encode({key: dict(row) for key, row in rows.items()})
    yield "verify.py", files("assentian.ledger").joinpath("verify.py").read_bytes()
    told = {
        "organisation": content.organisation,
        "origin": content.origin,
        "size": size,
        "created": content.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    codes = "\n".join(f"    {code:2}  {WORDS[code]}" for code in sorted(WORDS))
    yield "README.txt", _README.format(**told, codes=codes).encode()
    manifest = {"format": FORMAT, **told, "completeness": dict(content.completeness), "files": digests}
    yield "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix, whatever the machine: bytes are equal, and the mode counts
    info.external_attr = (0o755 if name == "verify.py" else 0o644) << 16
    archive.writestr(info, data)
