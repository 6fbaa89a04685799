"""Scans serialized models for what they would import when loaded, through archives and compression; loads nothing.

Invariants: what cannot be read to its end is a fault; what is unpacked is bounded in size, number and depth.
"""

import bz2
import gzip
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from assentian.checks.faults import evaluator, measures, written
from assentian.checks.inputs import Inputs
from assentian.checks.integrity.pickles import DEEPEST, IncompleteError, Walk
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite

LARGEST = 1 << 30
"""Bytes that are read of one file with all that is packed in it."""
MOST_MEMBERS = 10_000
PICKLED = frozenset({".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin", ".ckpt", ".sav", ".p"})
NEWEST_PROTOCOL = 5
ARRAY = b"\x93NUMPY"
LEGACY_TORCH = b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
OPENERS: dict[bytes, Callable[[BytesIO], Any]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"]\x00\x00": lzma.LZMAFile,
}


def foreign_globals(found: Sequence[str]) -> float:
    """Names outside the allow-list that a file would import when loaded, from its opcodes. Unit: names by file.

    Does not show: what the allowed classes do with their parameters, or code that is not reached by unpickling.
    """
    return float(len(found))


def unread_files(found: Sequence[str]) -> float:
    """Files, or parts of them, that could not be followed to their end: damaged, too large, too deep. Unit: parts.

    Does not show: whether a loader would get further.
    """
    return float(len(found))


MEASURES = measures(foreign_globals, unread_files)


@cache
def _listed() -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    from assentian.standards.strict_yaml import parse

    text = resources.files("assentian.checks").joinpath("data", "globals.yaml").read_text("utf-8")
    content = parse(text, Path("globals.yaml")).content
    exact = {(entry["module"], name) for entry in content["names"] for name in entry["names"]}
    return frozenset(exact), tuple(content["classes"])


@dataclass
class Scan:
    """What was found in one file; `left` is how much may still be unpacked."""

    more: frozenset[str] = frozenset()
    left: int = LARGEST
    foreign: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def allows(self, module: str, name: str) -> bool:
        exact, classes = _listed()
        below = any(module == one or module.startswith(f"{one}.") for one in classes)
        return (
            (module, name) in exact
            or f"{module}.{name}" in self.more
            or (below and re.fullmatch(r"[A-Z]\w*", name) is not None)
        )

    def read(self, name: str, data: bytes, depth: int = 0) -> None:
        """Look into one file or member."""
        self.left -= len(data)
        if depth > DEEPEST or self.left < 0:
            self.unread.append(f"{name}: is too large or nested too deeply")
            return
        try:
            parts = list(self._parts(data))
        except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError,
                zipfile.BadZipFile, tarfile.TarError) as error:  # fmt: skip
            self.unread.append(f"{name}: cannot be unpacked: {error}")
            return
        for part, inner in parts:
            self.read(f"{name}/{part}", inner, depth + 1)
        self._pickles(name, data, packed=bool(parts))  # an archive may stand behind a pickle in the same file

    def _parts(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        opener = next((one for magic, one in OPENERS.items() if data.startswith(magic)), None)
        if opener:
            yield "unpacked", self._bounded(opener(BytesIO(data)).read)
        elif data[:1] == b"\x78" and len(data) > 1 and int.from_bytes(data[:2], "big") % 31 == 0:
            yield "unpacked", self._bounded(lambda most: zlib.decompressobj().decompress(data, most))
        elif data.startswith(ARRAY):
            yield from self._object_array(data)
        elif zipfile.is_zipfile(BytesIO(data)):
            yield from self._zip(data)
        elif data[257:262] == b"ustar":
            yield from self._tar(data)
        elif data.startswith(b"\x04\x22M\x18"):
            raise ValueError("lz4 is not known here")

    def _zip(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            torch = any(one.filename.endswith("/data.pkl") for one in members)
            if len(members) > MOST_MEMBERS:
                raise ValueError("more members than are read")
            for one in members:
                with archive.open(one) as member:
                    inner = self._bounded(member.read)
                raw = torch and re.search(r"/data/\d+$", one.filename)  # a storage, which torch never unpickles
                if not raw or inner.startswith(ARRAY):
                    yield one.filename, inner

    def _tar(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        with tarfile.open(fileobj=BytesIO(data), mode="r:") as archive:
            for number, one in enumerate(archive):
                if number > MOST_MEMBERS:
                    raise ValueError("more members than are read")
                if member := archive.extractfile(one) if one.isfile() else None:
                    yield one.name, self._bounded(member.read)

    def _object_array(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """The pickle of an array of objects; an array of numbers holds none."""
        wide = 2 if data[6] == 1 else 4
        start = 8 + wide + int.from_bytes(data[8 : 8 + wide], "little")
        if b"O" in re.sub(rb"'(descr|fortran_order|shape)'|True|False", b"", data[8 + wide : start]):
            yield "objects.pkl", data[start:]

    def _bounded(self, read: Callable[[int], bytes]) -> bytes:
        found = read(max(self.left, 0) + 1)
        if len(found) > self.left:
            raise ValueError("unpacks to more than is read")
        return found

    def _pickles(self, name: str, data: bytes, *, packed: bool) -> None:
        """Every pickle in a file, one after the other."""
        sure = Path(name).suffix.lower() in PICKLED or (data[:1] == b"\x80" and data[1:2] <= bytes([NEWEST_PROTOCOL]))
        sure = not packed and (sure or "/unpacked" in name)
        file, number = BytesIO(data), 0
        while file.tell() < len(data) or (sure and not number):
            walk, number = Walk(file, self.allows), number + 1
            try:
                walk.run()
            except IncompleteError as error:
                legacy = LEGACY_TORCH in data[:32] and number > len("torch")  # then raw storages follow
                if (sure or walk.faults) and not legacy:
                    self.unread.append(f"{name}: {error}")
                if sure or walk.faults:
                    self.foreign += [f"{name}: {fault}" for fault in walk.faults]
                return
            self.foreign += [f"{name}: {fault}" for fault in walk.faults]


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, faults}`, where rows are files; DataError where no file matches."""
    found: dict[str, list[str]] = {name: [] for name in MEASURES}
    files = inputs.each(check.parameters["path"])
    for path in files:
        scan = Scan(more=frozenset(check.parameters.get("allow", ())))
        name = path.relative_to(suite.folder).as_posix() if path.is_relative_to(suite.folder) else path.as_posix()
        if path.stat().st_size > LARGEST:
            scan.unread.append(f"{name}: is too large")
        else:
            scan.read(name, path.read_bytes())
        found["foreign_globals"] += map(written, scan.foreign)
        found["unread_files"] += map(written, scan.unread)
    return {"rows": len(files), "faults": found}


KIND = Kind(
    name="artifact-scan",
    title="Serialized models import nothing outside the allow-list",
    speaks_for={
        "iso42001:A.6.2.4": "Verifies that loading the model runs no code that nobody approved.",
        "iso42001:A.10.3": "Tests what a supplier delivers before it is loaded.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
