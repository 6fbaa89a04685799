#!/usr/bin/env python3
"""Verify an audit pack, offline, with nothing but Python's standard library: `python3 -I verify.py [PACK] [--known CHECKPOINT]`.

PACK is the pack's folder or zip (default: the folder of this file). `--known` names a checkpoint that you kept, were sent or saw printed:
without one from outside, a pack can be verified but not anchored, since whoever holds the signing key could have rewritten everything.

What is checked: 1. the manifest names every file and its digest; 2. every entry is canonical and in its place; 3. the Merkle tree over
the entries (RFC 6962) has the root of every checkpoint; 4. every checkpoint is signed by the log's key (C2SP signed note, Ed25519); 5. every
sealed piece of evidence is here, unchanged, and signed by a key that the ledger accepted (DSSE); 6. the state of the records is what the entries
say; 7. the known checkpoint lies on the way to this tree. Not checked: whether the entries tell the truth about the world.

Exit: 0 verified, 10 verified but unanchored, 20 gaps or erasures, 30 inconsistent with the known checkpoint, 40 tampered, 50 cannot check.
"""

import base64
import binascii
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

VERIFIED, UNANCHORED, GAPS, INCONSISTENT, TAMPERED, CANNOT_CHECK = 0, 10, 20, 30, 40, 50
WORDS = {
    VERIFIED: "verified",
    UNANCHORED: "verified but unanchored",
    GAPS: "verified, with gaps or erasures listed",
    INCONSISTENT: "inconsistent with the known checkpoint",
    TAMPERED: "TAMPERED",
    CANNOT_CHECK: "cannot check",
}
FORMAT = "assentian-audit-pack/1"
ENTRIES_PER_FILE = 10_000
LARGEST_INTEGER = 2**53
_MOST_FILES, _MOST_BYTES, _MOST_FILE_BYTES = 200_000, 4 << 30, 1 << 30


class Tampered(Exception):  # noqa: N818  # what it says, not that something went wrong
    """Something in the pack is not what it was."""


class CannotCheck(Exception):  # noqa: N818
    """The pack cannot be read well enough to say anything about it."""


class Inconsistent(Exception):  # noqa: N818
    """A known checkpoint does not lie on the way to this tree."""


# --- 1. JSON, strictly: no duplicate keys, no floats, no huge numbers, no endless nesting -------------------------------------------


def parse_json(data: bytes) -> Any:
    """The value of UTF-8 JSON. `ValueError` for anything that could be read in two ways, or that exhausts the reader."""
    try:
        return json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_float=_refuse,
            parse_constant=_refuse,
            parse_int=_integer,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"the number {text[:20]} is not a whole number")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) >= LARGEST_INTEGER:
        raise ValueError("an integer of 2^53 or more")
    return number


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes, for values that `parse_json` returned."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# --- 2. The Merkle tree (RFC 6962 section 2.1; verification as in RFC 9162 section 2.1) ---------------------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


def push(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Grow the right edge of a tree of `size` leaves by one leaf hash: each 1 bit of `size` is a complete subtree in `edge`."""
    while size & 1:
        leaf = node_hash(edge.pop(), leaf)
        size >>= 1
    edge.append(leaf)


def edge_root(edge: Sequence[bytes]) -> bytes:
    """Root of the tree whose complete subtrees, largest first, are `edge`."""
    if not edge:
        return EMPTY_ROOT
    root = edge[-1]
    for subtree in edge[-2::-1]:
        root = node_hash(subtree, root)
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf hash at `index` in the tree of `size` with `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and found == root


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether `proof` shows that the tree of `first` leaves is the beginning of that of `second` (RFC 9162 section 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root


# --- 3. Ed25519 verification (RFC 8032 section 5.1.7, without cofactor), in extended coordinates -------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_M1 = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _decode_point(data: bytes) -> _Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_M1 % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _add(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _multiply(scalar: int, point: _Point) -> _Point:
    product: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            product = _add(product, point)
        point = _add(point, point)
        scalar >>= 1
    return product


def _encode_point(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE = _decode_point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is that of `public_key` (32 bytes) over `message`; False for anything malformed."""
    if len(public_key) != 32 or len(signature) != 64 or _BASE is None:
        return False
    point, scalar = _decode_point(public_key), int.from_bytes(signature[32:], "little")
    if point is None or scalar >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % _L
    negative = (_P - point[0], point[1], 1, _P - point[3])
    return _encode_point(_add(_multiply(scalar, _BASE), _multiply(challenge, negative))) == signature[:32]


# --- 4. Verifier keys, signed notes, checkpoints (C2SP signed-note, tlog-checkpoint), DSSE ------------------------------------------

_ED25519 = b"\x01"


@dataclass(frozen=True)
class VerifierKey:
    """An Ed25519 public key with the name under which it signs; as text `<name>+<key hash>+<base64>`."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def id(self) -> str:
        return hashlib.sha256(self.public).hexdigest()

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """`ValueError` for a key that is not Ed25519, or whose hash is not that of name and key."""
        name, _, rest = text.partition("+")
        hash_text, _, encoded = rest.partition("+")
        raw = _from_base64(encoded)
        if not name or len(raw) != 33 or raw[:1] != _ED25519:
            raise ValueError("not an Ed25519 verifier key (<name>+<hash>+<base64>)")
        key = cls(name, raw[1:])
        if key.hash.hex() != hash_text:
            raise ValueError(f"the hash in the verifier key of {name} is not that of the key")
        return key


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a signed note that one of `keys` signed. `ValueError` when malformed, or signed by none of them."""
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not separator or len(lines) < 4 or not signatures.endswith("\n"):
        raise ValueError("not a signed note with origin, size and root")
    origin, size, root = lines[0], lines[1], _from_base64(lines[2])
    if not size.isascii() or not size.isdigit() or size != str(int(size[:20])) or len(root) != 32:
        raise ValueError("the size or the root of the checkpoint is malformed")
    wanted = {(key.name, key.hash): key for key in keys if key.name == origin}
    for line in signatures[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        raw = _from_base64(encoded)
        key = wanted.get((name, raw[:4]))
        if dash == "\N{EM DASH}" and key and verify_ed25519(key.public, text.encode(), raw[4:]):
            return Checkpoint(origin, int(size), root)
    raise ValueError(f"the checkpoint of size {size} carries no valid signature of a key of {origin}")


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """What a DSSE signature is over (DSSE protocol, PAE)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def open_envelope(data: bytes, keys: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Payload and key id of a DSSE envelope that one of `keys` (id to public key) signed. `ValueError` otherwise."""
    envelope = json.loads(data, object_pairs_hook=_object)
    try:
        payload, kind = _from_base64(envelope["payload"]), envelope["payloadType"]
        signed = pre_authentication(kind, payload)
        signatures = [(item["keyid"], _from_base64(item["sig"])) for item in envelope["signatures"]]
    except (KeyError, TypeError, AttributeError):
        raise ValueError("not a DSSE envelope") from None
    for key_id, signature in signatures:
        if key_id in keys and verify_ed25519(keys[key_id], signed, signature):
            return payload, key_id
    raise ValueError("signed by none of the accepted keys")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None


# --- 5. The pack ----------------------------------------------------------------------------------------------------------------------


class Pack:
    """The files of a pack, in a folder or a zip, behind limits that a hostile pack cannot pass."""

    def __init__(self, path: Path) -> None:
        self._folder = path
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        if self._zip:
            members = [item for item in self._zip.infolist() if not item.is_dir()]
            self.sizes = {item.filename: item.file_size for item in members}
            if len(self.sizes) != len(members):
                raise CannotCheck("a file stands twice in the zip")
        else:
            found = (item for item in path.rglob("*") if item.is_file() and "__pycache__" not in item.parts)
            self.sizes = {item.relative_to(path).as_posix(): item.stat().st_size for item in found}
        if len(self.sizes) > _MOST_FILES or sum(self.sizes.values()) > _MOST_BYTES:
            raise CannotCheck("the pack is larger than this verifier reads")

    def read(self, name: str) -> bytes:
        size = self.sizes.get(name)
        if size is None:
            raise CannotCheck(f"{name} is missing")
        if size > _MOST_FILE_BYTES:
            raise CannotCheck(f"{name} is larger than this verifier reads")
        if self._zip is None:
            return (self._folder / name).read_bytes()
        with self._zip.open(name) as file:
            data = file.read(size + 1)  # a zip that lies about sizes is cut here
        if len(data) != size:
            raise CannotCheck(f"{name} is not as large as the zip says")
        return data

    def under(self, folder: str) -> list[str]:
        return sorted(name for name in self.sizes if name.startswith(folder + "/"))


@dataclass
class Report:
    """What the verification found; `code` is the exit code, `findings` say why it is not 0."""

    code: int = UNANCHORED
    origin: str = ""
    size: int = 0
    root: bytes = EMPTY_ROOT
    evidence: int = 0
    findings: list[str] = field(default_factory=list)

    def worsen(self, code: int, finding: str) -> None:
        self.findings.append(finding)
        self.code = code if self.code in (VERIFIED, UNANCHORED) else max(self.code, code)

    def text(self) -> str:
        head = f"{WORDS[self.code]}: {self.origin or 'pack'}, {self.size} entries, {self.evidence} sealed pieces of evidence"
        return "\n".join([head, f"root {self.root.hex()}", *(f"- {finding}" for finding in self.findings)])


@dataclass
class _Entries:
    """What one pass over the entries leaves: roots at the checkpoints' sizes, seals, accepted keys, erasures, replayed rows."""

    roots: dict[int, bytes] = field(default_factory=dict)
    seals: dict[str, int] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    erasures: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


def verify_pack(path: Path, known: str | None = None) -> Report:
    """Verify the pack at `path`, against the `known` checkpoint note if there is one. Never raises for what a pack holds."""
    report = Report()
    try:
        pack = Pack(path)
        manifest = _manifest(pack)
        report.origin, report.size = manifest["origin"], manifest["size"]
        log_keys = [VerifierKey.parse(line) for line in pack.read("keys.txt").decode().splitlines() if line]
        notes = [read_note(pack, name, log_keys, report.origin) for name in pack.under("checkpoints")]
        anchor = read_checkpoint(known, log_keys) if known else None
        sizes = {note.size for note in notes} | ({anchor.size} if anchor else set()) | {report.size}
        entries = _read_entries(pack, manifest, sizes)
        report.root = entries.roots[report.size]
        _check_roots(notes, entries, report.size)
        _check_evidence(pack, entries, report)
        _check_state(pack, entries)
        for erasure in entries.erasures:
            report.worsen(GAPS, erasure)
        if anchor:
            if entries.roots.get(anchor.size) != anchor.root:
                raise Inconsistent(f"the known checkpoint of size {anchor.size} is not on the way to this tree")
            report.code = VERIFIED if report.code == UNANCHORED else report.code
    except Tampered as found:
        report.worsen(TAMPERED, str(found))
    except Inconsistent as found:
        report.worsen(INCONSISTENT, str(found))
    except (CannotCheck, OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, NotImplementedError, RecursionError) as found:
        report.worsen(CANNOT_CHECK, f"{type(found).__name__}: {found}" if not isinstance(found, CannotCheck) else str(found))
    return report


def _manifest(pack: Pack) -> dict[str, Any]:
    """Step 1: the format is ours, and files and digests are exactly those that the manifest names."""
    manifest = parse_json(pack.read("manifest.json"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CannotCheck(f"not an {FORMAT} manifest")
    named = manifest["files"]
    if extra := sorted(set(pack.sizes) - set(named) - {"manifest.json"}):
        raise Tampered(f"{extra[0]} is not in the manifest")
    for name, digest in named.items():
        if name not in pack.sizes:
            raise Tampered(f"{name} is in the manifest and not in the pack")
        if hashlib.sha256(pack.read(name)).hexdigest() != digest:
            raise Tampered(f"{name} is not what the manifest says")
    return manifest


def read_note(pack: Pack, name: str, keys: Sequence[VerifierKey], origin: str) -> Checkpoint:
    """Step 4: a checkpoint of this log, signed by its key."""
    try:
        checkpoint = read_checkpoint(pack.read(name).decode(), keys)
    except ValueError as error:
        raise Tampered(f"{name}: {error}") from None
    if checkpoint.origin != origin:
        raise Tampered(f"{name} is a checkpoint of {checkpoint.origin}")
    return checkpoint


def _lines(pack: Pack) -> Iterator[bytes]:
    for name in pack.under("entries"):
        yield from pack.read(name).splitlines()


def _read_entries(pack: Pack, manifest: Mapping[str, Any], sizes: set[int]) -> _Entries:
    """Steps 2 and 3: every entry canonical and of this organisation; the root of the tree at each of `sizes`."""
    found, edge, seq = _Entries(), list[bytes](), 0
    found.roots[0] = EMPTY_ROOT
    for line in _lines(pack):
        try:
            leaf = parse_json(line)
        except ValueError as error:
            raise Tampered(f"entry {seq}: {error}") from None
        if not isinstance(leaf, dict) or canonical(leaf) != line or leaf.get("org") != manifest["organisation"]:
            raise Tampered(f"entry {seq} is not a canonical entry of {manifest['organisation']}")
        push(edge, seq, leaf_hash(line))
        _note_entry(found, seq, leaf)
        seq += 1
        if seq in sizes:
            found.roots[seq] = edge_root(edge)
    if seq != manifest["size"]:
        raise Tampered(f"the manifest says {manifest['size']} entries, the pack holds {seq}")
    return found


def _note_entry(found: _Entries, seq: int, leaf: Mapping[str, Any]) -> None:
    kind = leaf.get("t")
    if kind == "evidence":
        for reference in leaf["ref"]:
            found.seals[reference["sha256"]] = seq
    elif kind == "key":
        key = VerifierKey.parse(leaf["key"])
        found.keys[key.id] = key.public
    elif kind == "erasure":
        found.erasures.append(f"erased on {leaf['at'][:10]}: {', '.join(leaf['paths'])} (entry {seq})")
    elif kind == "state-change":
        table, key_text, _ = leaf["obj"]
        row = found.rows.setdefault((table, key_text), {})
        row.update({column: new for column, _, new in leaf["ch"]})
        if leaf["op"] == "delete":
            del found.rows[table, key_text]


def _check_roots(notes: Sequence[Checkpoint], entries: _Entries, size: int) -> None:
    for note in notes:
        if entries.roots.get(note.size) != note.root:
            raise Tampered(f"the entries do not have the root of the signed checkpoint of size {note.size}")
    if max((note.size for note in notes), default=-1) != size:
        raise Tampered("the last entries are under no signed checkpoint")


def _check_evidence(pack: Pack, entries: _Entries, report: Report) -> None:
    """Step 5: what is sealed is here and signed; what is here is sealed."""
    here = {name.split("/")[1].partition(".")[0]: name for name in pack.under("evidence")}
    for digest, seq in entries.seals.items():
        if digest not in here:
            report.worsen(GAPS, f"the evidence sealed by entry {seq} ({digest[:12]}...) is not in the pack")
            continue
        data = pack.read(here.pop(digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise Tampered(f"the evidence sealed by entry {seq} is not what was sealed")
        try:
            open_envelope(data, entries.keys)
        except ValueError as error:
            raise Tampered(f"the evidence sealed by entry {seq}: {error}") from None
        report.evidence += 1
    if here:
        raise Tampered(f"{min(here.values())} is sealed by no entry")


def _check_state(pack: Pack, entries: _Entries) -> None:
    """Step 6: each row in state/ is what the entries add up to, and no row is left out of a table that is there."""
    for name in pack.under("state"):
        table = name.split("/")[1].removesuffix(".json")
        said = {key: row for (where, key), row in entries.rows.items() if where == table}
        if parse_json(pack.read(name)) != said:
            raise Tampered(f"{name} is not the state that the entries say")


def main(arguments: Sequence[str]) -> int:
    known, rest = None, list(arguments)
    if "--known" in rest:
        at = rest.index("--known")
        try:
            known = Path(rest[at + 1]).read_text(encoding="utf-8")
        except (IndexError, OSError, ValueError) as error:
            print(f"{WORDS[CANNOT_CHECK]}: --known needs a readable checkpoint file: {error}")
            return CANNOT_CHECK
        del rest[at : at + 2]
    report = verify_pack(Path(rest[0]) if rest else Path(__file__).resolve().parent, known)
    print(report.text())
    return report.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
