"""Builds audit packs by hand, honest or not: any part can be changed before what vouches for it is made anew."""

import hashlib
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assentian.ledger import canonical
from assentian.ledger.checkpoint import sign_note
from assentian.ledger.envelope import seal, statement
from assentian.ledger.keys import SigningKey
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import FORMAT, Checkpoint, leaf_hash

ORGANISATION, ORIGIN = "northwind", "ledger.example/northwind"
LOG_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\1" * 32), ORIGIN)
EVIDENCE_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\2" * 32), "checks.example")
STOLEN_KEY = LOG_KEY
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\3" * 32), ORIGIN)
SUBJECT = {"name": "scores.parquet", "digest": {"sha256": "ab" * 32}}


def leaf(kind: str, **content: Any) -> dict[str, Any]:
    at = {"v": 1, "t": kind, "at": "2026-11-23T22:00:00Z", "org": ORGANISATION, "actor": "p:7", "act": "test"}
    return {**at, **content}


def change(op: str, key: str, revision: int, *columns: list[Any]) -> dict[str, Any]:
    return leaf("state-change", op=op, obj=["inventory_aisystem", key, revision], ch=list(columns))


def envelope(result: str, key: SigningKey = EVIDENCE_KEY) -> bytes:
    return seal(statement([SUBJECT], "https://in-toto.io/attestation/test-result/v0.1", {"result": result}), key)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sealing(data: bytes) -> dict[str, Any]:
    return leaf("evidence", ref=[{"sha256": digest(data), "media": "application/vnd.dsse+json"}])


@dataclass
class Forger:
    """The parts of a pack; `files` makes what vouches for them. `extra` replaces or adds files last, None removes."""

    leaves: list[Any] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    keys: list[SigningKey] = field(default_factory=lambda: [LOG_KEY])
    signer: SigningKey = LOG_KEY
    evidence: dict[str, bytes] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, bytes | None] = field(default_factory=dict)

    def lines(self) -> list[bytes]:
        return [item if isinstance(item, bytes) else canonical.encode(item) for item in self.leaves]

    def note(self, size: int) -> str:
        frontier = Frontier()
        frontier.extend(leaf_hash(line) for line in self.lines()[:size])
        return sign_note(Checkpoint(self.signer.verifier.name, size, frontier.root()), self.signer)

    def files(self) -> dict[str, bytes]:
        files = {
            "entries/00000000.jsonl": b"".join(line + b"\n" for line in self.lines()),
            "keys.txt": "".join(f"{key.verifier}\n" for key in self.keys).encode(),
            "README.txt": b"for people",
        }
        files |= {f"checkpoints/{size:020}.txt": self.note(size).encode() for size in self.sizes}
        files |= {f"evidence/{name}.dsse.json": data for name, data in self.evidence.items()}
        files |= {f"state/{table}.json": canonical.encode(rows) for table, rows in self.state.items()}
        made = {
            "format": FORMAT,
            "organisation": ORGANISATION,
            "origin": ORIGIN,
            "size": len(self.leaves),
            "created": "2026-11-23T22:00:00Z",
            "files": {name: digest(data) for name, data in {**files, **self.extra}.items() if data is not None},
        }
        files["manifest.json"] = json.dumps({**made, **self.manifest}).encode()
        return {name: data for name, data in {**files, **self.extra}.items() if data is not None}

    def folder(self, path: Path) -> Path:
        for name, data in self.files().items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
        return path

    def zip(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files().items():
                archive.writestr(name, data)
        return path


def honest() -> Forger:
    """A pack as an organisation would export it: nothing erased, nothing missing, two checkpoints."""
    passed, failed = envelope("PASSED"), envelope("FAILED")
    return Forger(
        leaves=[
            leaf("key", key=str(EVIDENCE_KEY.verifier), purpose="evidence"),
            change("insert", "1", 1, ["name", None, "credit-scoring"], ["stage", None, "design"]),
            sealing(passed),
            change("update", "1", 2, ["stage", "design", "deployment"]),
            change("insert", "2", 1, ["name", None, "retired"], ["stage", None, "design"]),
            change("delete", "2", 2, ["name", "retired", None], ["stage", "design", None]),
            sealing(failed),
        ],
        sizes=[3, 7],
        evidence={digest(passed): passed, digest(failed): failed},
        state={"inventory_aisystem": {"1": {"name": "credit-scoring", "stage": "deployment"}}},
    )
