#!/usr/bin/env python3
"""Verify an audit pack, offline, with Python (3.11) alone: `python3 -I verify.py [PACK] [--known CHECKPOINT]`

PACK is the pack's zip or folder (default: this file's folder), CHECKPOINT a file with a signed checkpoint that you kept
or were sent. Without one a pack can be verified, not anchored: whoever holds the log's key could have rewritten all of
it, and the key itself comes from the pack. Compare what is printed with the key you know.

1. The manifest names every file with its SHA-256, and there is no other file.
2. Every checkpoint is signed by the log's key (C2SP signed note, Ed25519).
3. Every entry is canonical, well formed and of this organisation.
4. The Merkle tree over the entries (RFC 6962) has the root of every checkpoint; the last one covers the last entry.
5. Every sealed piece of evidence is here, unchanged, and signed by a key that an earlier entry accepted (DSSE).
6. The state of the records is what the entries add up to.
7. Each event log's batches continue each other and were opened in time; each file named with --batch is one of them.
8. The known checkpoint lies on the way to this tree.

Not checked: whether the entries tell the truth. README.txt and this file are sealed by nothing: take it from a release
that you trust. Exit code: 0 verified, 10 verified but unanchored, 20 gaps or erasures, 30 inconsistent with the known
checkpoint, 40 tampered, 50 cannot check. 40 outweighs 50, and 50 all others.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import IO, Any, NamedTuple

VERIFIED, UNANCHORED, GAPS, INCONSISTENT, CANNOT_CHECK, TAMPERED = 0, 10, 20, 30, 50, 40
WORDS = {VERIFIED: "verified", UNANCHORED: "verified but unanchored", GAPS: "verified, with gaps or erasures"}
WORDS |= {INCONSISTENT: "inconsistent with the known checkpoint", CANNOT_CHECK: "cannot check", TAMPERED: "TAMPERED"}
FORMAT, PAYLOAD_TYPE = "assentian-audit-pack/1", "application/vnd.in-toto+json"
LARGEST_INTEGER, _MOST_FILES, _MOST_BYTES, _MOST_FILE_BYTES = 2**53, 200_000, 4 << 30, 256 << 20
_NAME = re.compile(r"(entries|checkpoints|evidence|state)/\w[\w.-]*|(manifest\.json|keys\.txt|verify\.py|README\.txt)")


# --- JSON, read strictly; canonical form (RFC 8785 on a restricted domain) --------------------------------------------
def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) != len(pairs) or not "".join(found).isascii():
        raise ValueError("a key stands twice in one object, or is not ASCII")
    return found


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,16}", text) or abs(number := int(text)) >= LARGEST_INTEGER:
        raise ValueError(f"the number {text[:20]} is not whole, or not below 2^53")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_whole, parse_constant=_whole, parse_int=_whole)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse_json(data: bytes) -> Any:
    """The value of UTF-8 JSON. `ValueError` for what could be read in two ways, or exhausts the reader."""
    try:
        return _DECODER.decode(data.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None


def parse_canonical(data: bytes) -> Any:
    """The value of canonical bytes: sorted keys, no spaces, shortest escapes. `ValueError` for any other bytes."""
    if _ENCODER.encode(value := parse_json(data)).encode() != data:
        raise ValueError("the bytes are JSON, but not in canonical form")
    return value


# --- The Merkle tree (RFC 6962 section 2.1, RFC 9162 section 2.1) -----------------------------------------------------
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def push(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Grow a tree of `size` leaves by a leaf hash: each 1 bit of `size` is a complete subtree on its right `edge`."""
    while size & 1:
        leaf = node_hash(edge.pop(), leaf)
        size >>= 1
    edge.append(leaf)


def edge_root(edge: Sequence[bytes]) -> bytes:
    """Root of the tree whose complete subtrees, largest first, are `edge`."""
    return reduce(lambda right, left: node_hash(left, right), reversed(edge[:-1]), edge[-1]) if edge else EMPTY_ROOT


# --- Ed25519 (RFC 8032 section 5.1.7, without cofactor), in extended coordinates --------------------------------------
_P, _L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D, _SQRT_M1 = -121665 * pow(121666, -1, _P) % _P, pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_BASE_X, _BASE_Y = 0x216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A, 4 * pow(5, -1, _P) % _P
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def _decode_point(data: bytes) -> _Point | None:
    """Section 5.1.3; None for what is no point, or not its only encoding."""
    sign, y = divmod(int.from_bytes(data, "little"), 1 << 255)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    x = x if x * x % _P == square else x * _SQRT_M1 % _P
    if y >= _P or x * x % _P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else _P - x
    return x, y, 1, x * y % _P


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] % _P * _D, 2 * p[2] * q[2]
    e, f, g, h = (b - a) % _P, (d - c) % _P, (d + c) % _P, (b + a) % _P
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _combine(m: int, p: _Point, n: int, q: _Point) -> _Point:
    """The point m p + n q, by Straus's method: both scalars share one chain of doublings."""
    table, found = (None, p, q, _add(p, q)), (0, 1, 1, 0)
    for bit in reversed(range(max(m.bit_length(), n.bit_length()))):
        found = _add(found, found)
        if chosen := table[m >> bit & 1 | (n >> bit & 1) << 1]:
            found = _add(found, chosen)
    return found


def verify_ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of the public `key` over `message`. No key of small order fits (OpenSSL: may)."""
    scalar, point = int.from_bytes(signature[32:], "little"), _decode_point(key)
    if len(key) != 32 or len(signature) != 64 or scalar >= _L or point is None or _combine(8, point, 0, point)[0] == 0:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    x, y, z, _ = _combine(scalar, _BASE, challenge, (_P - point[0], point[1], 1, _P - point[3]))
    inverse = pow(z, -1, _P)
    return signature[:32] == (y * inverse % _P | (x * inverse % _P & 1) << 255).to_bytes(32, "little")


# --- Verifier keys, signed notes and checkpoints (C2SP signed-note, tlog-checkpoint); DSSE ----------------------------
_NOTE = re.compile(  # 1. the signed text: 2. origin, 3. size, 4. root, and what extends them; 5. the signatures
    r"(([^\x00-\x1f]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n(?:[^\x00-\x1f]+\n)*)\n"
    "((?:\N{EM DASH} [^\\s+]+ [A-Za-z0-9+/]+=*\\n){1,64})"
)


@dataclass(frozen=True)
class VerifierKey:
    """An Ed25519 public key (type 0x01) with the name under which it signs; as text `<name>+<key hash>+<base64>`."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]

    @property
    def id(self) -> str:
        return hashlib.sha256(self.public).hexdigest()

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(bytes([1]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        name, _, rest = text.partition("+")
        key = cls(name, base64.b64decode(rest.partition("+")[2])[1:])
        if not name or re.search(r"\s", name) or len(key.public) != 32 or str(key) != text:
            raise ValueError("not an Ed25519 verifier key (<name>+<hash of name and key>+<base64>)")
        return key


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


def parse_note(note: str) -> tuple[Checkpoint, str, list[tuple[tuple[str, bytes], bytes]]]:
    """Checkpoint, signed text, ((key name, key hash), signature) of a note, unverified. `ValueError` when malformed."""
    if not (match := _NOTE.fullmatch(note)):
        raise ValueError("not a signed note with origin, size and root")
    text, origin, size, root, signatures = match.groups()
    signed = [(name, base64.b64decode(data)) for name, data in re.findall(r" (\S+) (\S+)\n", signatures)]
    return Checkpoint(origin, int(size), base64.b64decode(root)), text, [((n, s[:4]), s[4:]) for n, s in signed]


def read_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note. `ValueError` when malformed, or not signed, or wrongly, by the `keys` of its origin."""
    checkpoint, text, signatures = parse_note(note)
    wanted = {(key.name, key.hash): key for key in keys if key.name == checkpoint.origin}
    valid = [verify_ed25519(wanted[key].public, text.encode(), signed) for key, signed in signatures if key in wanted]
    if not valid or not all(valid):
        raise ValueError(f"no valid signature of {checkpoint.origin} over the checkpoint of size {checkpoint.size}")
    return checkpoint


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """What a DSSE signature is over (DSSE protocol, PAE)."""
    return b"DSSEv1 %d %s %d %s" % (len(kind := payload_type.encode()), kind, len(payload), payload)


def open_envelope(data: bytes, keys: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Payload and key id of a DSSE envelope around an in-toto statement, signed by one of `keys` (id to public key)."""
    envelope, decode = parse_json(data), base64.urlsafe_b64decode  # which reads both alphabets, as DSSE demands
    try:
        payload, kind = decode(envelope["payload"]), envelope["payloadType"]
        signed = [(item["keyid"], decode(item["sig"])) for item in envelope["signatures"] if item["keyid"] in keys]
    except (KeyError, TypeError, AttributeError):
        raise ValueError("not a DSSE envelope") from None
    if kind != PAYLOAD_TYPE:
        raise ValueError("the payload is not an in-toto statement")
    for key_id, signature in signed[:64]:
        if verify_ed25519(keys[key_id], pre_authentication(kind, payload), signature):
            return payload, key_id
    raise ValueError("signed by none of the accepted keys")


class PackError(Exception):
    """What ends the verification; its arguments are the exit code and the finding."""


@contextmanager
def _blame(code: int, what: str) -> Iterator[None]:
    """Tell what was being read when it turned out not to be readable as such."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        told = f": {error}" if isinstance(error, ValueError) else f" is not of its form ({error})"
        raise PackError(code, what + told) from None


@dataclass
class Report:
    """`code` is the exit code, `findings` say why it is neither 0 nor 10, `remarks` what else to know."""

    code: int = UNANCHORED
    origin: str = ""
    size: int = 0
    root: bytes = EMPTY_ROOT
    evidence: int = 0
    findings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def worsen(self, code: int, finding: str) -> None:
        self.findings.append(finding)
        self.code = max(self.code, code, key=list(WORDS).index)

    def text(self) -> str:
        """For a terminal: what a pack made up is escaped, so that it can draw nothing there."""
        head = f"{WORDS[self.code]}: {self.origin or 'pack'}, {self.size} entries, {self.evidence} pieces of evidence"
        lines = [head, f"root {self.root.hex()}", *self.remarks, *(f"- {finding}" for finding in self.findings)]
        return "\n".join(line[:1000].encode("unicode_escape").decode() for line in lines)


class Pack:
    """The files of a pack, folder or zip, behind limits that a hostile pack cannot pass. Nothing is ever extracted."""

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            files = [item for item in path.rglob("*") if item.is_file() and not item.is_symlink()]
            members = [(item.relative_to(path).as_posix(), item.stat().st_size) for item in files]
            self._open: Callable[[str], IO[bytes]] = lambda name: (path / name).open("rb")
            self.close: Callable[[], None] = lambda: None
        else:
            archive = zipfile.ZipFile(path)
            self._open, self.close = archive.open, archive.close
            if any(item.flag_bits & 1 or item.compress_type not in (0, 8) for item in archive.infolist()):
                raise PackError(CANNOT_CHECK, "the zip is encrypted, or packed in a way that is not read here")
            members = [(item.filename, item.file_size) for item in archive.infolist() if not item.is_dir()]
        self.sizes = dict(members)
        if strange := [name for name, _ in members if not _NAME.fullmatch(name)]:
            raise PackError(TAMPERED, f"{min(strange)} is no part of a pack")
        if len(self.sizes) != len(members) or len(members) > _MOST_FILES or sum(self.sizes.values()) > _MOST_BYTES:
            raise PackError(CANNOT_CHECK, "the pack holds a file twice, or more than this verifier reads")

    def read(self, name: str) -> bytes:
        if name not in self.sizes or self.sizes[name] > _MOST_FILE_BYTES:
            raise PackError(CANNOT_CHECK, f"{name} is missing, or larger than this verifier reads")
        try:
            with self._open(name) as file:
                return file.read(self.sizes[name])  # a zip that lies about sizes is cut here
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise PackError(TAMPERED, f"{name} is damaged: {error}") from None

    def under(self, folder: str) -> list[str]:
        return sorted(name for name in self.sizes if name.startswith(folder + "/"))


def broken_streams(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Where the batches of event logs do not continue each other or, once a stream opens them (`n` is 0), one was not
    opened in the day of its first event. Told are batches as sealed, with `digest` and the time `at` of their entry.
    """
    streams, name_of = dict[str, dict[int, set[str | None]]](), "events of {system}/{stream}".format_map
    opened = {(name_of(one), one["first"], one["previous"]): one["at"] for one in reversed(told) if one["n"] == 0}
    began = {name: first for name, first, _ in opened}  # the first that the ledger has: it comes last here
    for head in sorted((one for one in told if one["n"]), key=lambda one: (name_of(one), one["first"], one["last"])):
        name, first, last = name_of(head), head["first"], head["last"]
        ends = streams.setdefault(name, {-1: {None}})
        if first > (reached := max(ends)) + 1:
            yield f"{name}: {reached + 1} to {first - 1} are in no batch"
        elif first <= reached:
            yield f"{name}: {first} to {min(last, reached)} are in two batches"
        elif head["previous"] not in ends[reached]:
            yield f"{name}: the batch from {first} does not name the batch before it"
        ends.setdefault(last, set()).add(head["digest"])
        at = datetime.fromisoformat(opened.pop((name, first, head["previous"]), "9999-12-31T00:00:00Z"))
        if first >= began.get(name, last + 1) and at - datetime.fromisoformat(head["since"]) > timedelta(days=1):
            yield f"{name}: the batch from {first} was not opened within a day of its first event"
    for (name, first, previous), opening in opened.items():
        if previous not in (ends := streams.get(name, {-1: {None}}))[max(ends)]:
            yield f"{name}: the batch from {first}, opened on {opening[:10]}, does not continue what is sealed"


class _Verification:
    """One run over one pack. Each step leaves what the later ones need; what no later step could mend ends the run."""

    def __init__(self, pack: Pack, report: Report) -> None:
        self.pack, self.report, self.batches = pack, report, list[dict[str, Any]]()
        self.organisation, self.keys, self.signed = "", list[VerifierKey](), list[Checkpoint]()
        self.roots, self.rows = {0: EMPTY_ROOT}, dict[str, dict[str, dict[str, Any]]]()
        self.seals, self.accepted = dict[str, tuple[int, str]](), dict[str, tuple[int, bytes]]()

    def run(self, known: str | None, files: Sequence[Path]) -> None:
        with _blame(CANNOT_CHECK, "manifest.json"):
            self.step_1_manifest()
        self.step_2_checkpoints()
        anchor = None
        if known is not None:
            with _blame(CANNOT_CHECK, "the known checkpoint"):
                parse_note(known)
            with _blame(INCONSISTENT, "the known checkpoint"):  # what no key of this pack signed is none of this log
                anchor = read_checkpoint(known, self.keys)
        self.steps_3_and_4_entries({checkpoint.size for checkpoint in [*self.signed, anchor or self.signed[-1]]})
        self.step_5_evidence()
        self.step_6_state()
        self.step_7_batches(files)
        if anchor:
            self.step_8_anchor(anchor)

    def step_1_manifest(self) -> None:
        """Nobody signs the manifest: it finds damage. What proves is the signed tree of the later steps."""
        manifest, here = parse_json(self.pack.read("manifest.json")), set(self.pack.sizes) - {"manifest.json"}
        if manifest["format"] != FORMAT:
            raise ValueError(f"the format is {manifest['format']}; this verifier reads {FORMAT}")
        self.organisation, self.report.origin = str(manifest["organisation"]), str(manifest["origin"])
        self.report.size = int(manifest["size"])
        if alone := sorted(here ^ set(manifest["files"])):
            raise PackError(TAMPERED, f"{alone[0]} stands only in the {'pack' if alone[0] in here else 'manifest'}")
        for name, digest in manifest["files"].items():
            if hashlib.sha256(self.pack.read(name)).hexdigest() != digest:
                raise PackError(TAMPERED, f"{name} is not what the manifest says")
        if stated := manifest.get("completeness"):
            self.report.remarks.append(f"stated by who made the pack: complete for {json.dumps(stated)}")

    def step_2_checkpoints(self) -> None:
        with _blame(CANNOT_CHECK, "keys.txt"):
            keys = map(VerifierKey.parse, self.pack.read("keys.txt").decode().splitlines())
            self.keys = [key for key in keys if key.name == self.report.origin]
        self.report.remarks += [f"log key {key}" for key in self.keys]
        for name in self.pack.under("checkpoints"):
            with _blame(TAMPERED, name):
                self.signed.append(read_checkpoint(self.pack.read(name).decode(), self.keys))
        if max((checkpoint.size for checkpoint in self.signed), default=-1) != self.report.size:
            raise PackError(TAMPERED, f"no signed checkpoint covers just the {self.report.size} entries")

    def steps_3_and_4_entries(self, sizes: set[int]) -> None:
        edge, seq, signed = list[bytes](), 0, dict[str, str]()
        for name in self.pack.under("entries"):
            for line in self.pack.read(name).splitlines():
                with _blame(TAMPERED, f"entry {seq}"):
                    self.take(seq, leaf := parse_canonical(line))
                    if leaf["t"] == "approval":
                        signed[leaf["tx"]] = f"by {leaf['auth']['level']}, within {leaf['auth']['age'] // 60 + 1} min"
                    elif leaf.get("act", "").startswith(("approve ", "accept ", "close nonconf")):
                        signed.setdefault(leaf["tx"], "not recorded")
                push(edge, seq, leaf_hash(line))
                if (seq := seq + 1) in sizes:
                    self.roots[seq] = edge_root(edge)
        if seq != self.report.size:
            raise PackError(TAMPERED, f"the pack holds {seq} entries, not {self.report.size}")
        for how in sorted(set(told := list(signed.values()))):
            self.report.remarks.append(f"{told.count(how)} approvals, identity of the signer {how}")
        self.report.root = edge_root(edge)
        for wrong in (one.size for one in self.signed if self.roots[one.size] != one.root):
            self.report.worsen(TAMPERED, f"the root signed at size {wrong} is not that of the entries")

    def take(self, seq: int, leaf: Mapping[str, Any]) -> None:
        """Take one leaf in. An exception that `_blame` knows when it is no leaf, version 1, of the organisation."""
        kind, day = leaf["t"], leaf["at"][:10]
        if leaf["v"] != 1 or leaf["org"] != self.organisation:
            raise ValueError(f"not a leaf, version 1, of {self.organisation}")
        if kind == "evidence":
            for reference in leaf["ref"]:
                self.seals.setdefault(reference["sha256"], (seq, day))
        elif kind == "key" and leaf["purpose"] == "evidence":
            key = VerifierKey.parse(leaf["key"])
            self.accepted.setdefault(key.id, (seq, key.public))
        elif kind in ("event-batch", "batch-open"):
            batch, digest = leaf["batch"], hashlib.sha256(_ENCODER.encode(leaf["batch"]).encode()).hexdigest()
            if digest != leaf["ref"][0]["sha256"] or batch["last"] - batch["first"] + 1 != batch["n"]:
                raise ValueError("the batch is not the one that is named, or its counters are not as many")
            self.batches.append({**batch, "at": leaf["at"], "seq": seq, "digest": digest})
        elif kind == "erasure":
            self.report.worsen(GAPS, f"erased on {day}: {', '.join(leaf['paths'])} (entry {seq})")
        elif kind == "state-change":
            table, key_text, _ = leaf["obj"]
            rows = self.rows.setdefault(table, {})
            rows.setdefault(key_text, {}).update({column: new for column, _, new in leaf["ch"]})
            if leaf["op"] == "delete":
                del rows[key_text]

    def step_5_evidence(self) -> None:
        """A seal without its piece is a gap; a piece without a seal, or not as sealed and signed, is tampering."""
        here = set(self.pack.under("evidence"))
        for digest, (seq, day) in self.seals.items():
            name, sealed = f"evidence/{digest}.dsse.json", f"the evidence that entry {seq} sealed on {day}"
            if name not in here:
                self.report.worsen(GAPS, f"{sealed} is not in the pack: {name}")
                continue
            here.remove(name)
            data, accepted = self.pack.read(name), {k: key for k, (since, key) in self.accepted.items() if since < seq}
            with _blame(TAMPERED, sealed):
                if hashlib.sha256(data).hexdigest() != digest:
                    raise ValueError(f"{name} is not what was sealed")
                open_envelope(data, accepted)
            self.report.evidence += 1
        for name in sorted(here):
            self.report.worsen(TAMPERED, f"{name} is sealed by no entry")

    def step_6_state(self) -> None:
        for name in self.pack.under("state"):
            with _blame(CANNOT_CHECK, name):
                if parse_json(self.pack.read(name)) != self.rows.get(name[6:].removesuffix(".json"), {}):
                    self.report.worsen(TAMPERED, f"{name} is not the state that the entries add up to")

    def step_7_batches(self, files: Sequence[Path]) -> None:
        """Files of batches are no part of a pack: `.leaves` are known by root and number, others by their digest."""
        for finding in broken_streams(self.batches):
            self.report.worsen(GAPS, finding)
        for path in files:
            data, edge = path.read_bytes(), list[bytes]()
            for at in (leaves := range(0, len(data) if path.suffix == ".leaves" else 0, 32)):
                push(edge, at // 32, data[at : at + 32])
            tree, file = {"n": len(leaves), "root": edge_root(edge).hex()}, {"file": hashlib.sha256(data).hexdigest()}
            if sealed := [one["seq"] for one in self.batches if (tree if edge else file).items() <= one.items()]:
                self.report.remarks.append(f"{path.name} is what entry {sealed[0]} sealed")
            else:
                self.report.worsen(TAMPERED, f"{path.name} is no batch that an entry sealed")

    def step_8_anchor(self, anchor: Checkpoint) -> None:
        if self.roots.get(anchor.size) != anchor.root:
            self.report.worsen(INCONSISTENT, f"the known checkpoint of {anchor.size} entries is not of this tree")
        elif anchor.size > 0:  # a checkpoint of the empty tree anchors nothing
            self.report.remarks.append(f"anchored: the first {anchor.size} of {self.report.size} entries")
            self.report.code = VERIFIED if self.report.code == UNANCHORED else self.report.code


def verify_pack(path: Path, known: str | None = None, files: Sequence[Path] = ()) -> Report:
    """Verify the pack at `path`, a `known` note and `files` of batches. Never raises for what they hold."""
    report = Report()
    try:
        with closing(Pack(path)) as pack:
            _Verification(pack, report).run(None if known is None else known.strip() + "\n", files)
    except PackError as found:
        report.worsen(*found.args)
    except Exception as found:  # noqa: BLE001  # whatever a hostile pack provokes is a finding, and never "verified"
        report.worsen(CANNOT_CHECK, f"{type(found).__name__}: {found}")
    return report


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--known", type=Path, metavar="CHECKPOINT")
    parser.add_argument("--batch", type=Path, metavar="FILE", action="append", default=[])
    try:
        options = parser.parse_args(arguments)
        known = options.known and options.known.read_text(encoding="utf-8")
    except (SystemExit, OSError, ValueError) as error:  # SystemExit: a wrong option, or a request for help
        print(f"{WORDS[CANNOT_CHECK]}: {error}")
        return CANNOT_CHECK
    print((report := verify_pack(options.pack, known, options.batch)).text())
    return report.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
