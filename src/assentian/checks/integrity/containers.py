"""The pickles inside an artefact, whatever holds them: plain files, compressed ones, zip and tar archives, arrays.

What a file is is told by its first bytes, not by its name. Nothing is written to disk and nothing is loaded; how much
is unpacked is limited, so that a bomb is a finding and not a full memory.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

LARGEST = 2 * 1024**3
"""Bytes that are unpacked of one artefact at most."""
DEEPEST = 5
MOST_MEMBERS = 20_000
PICKLE_NAMES = (".pkl", ".pickle", ".p", ".joblib", ".pt", ".pth", ".bin", ".ckpt", ".sav", ".model", ".dat")
_COMPRESSED: tuple[tuple[bytes, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
    (b"]\x00\x00", lzma.LZMAFile),
)
_ZLIB = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
_NUMPY, _ZIP, _HDF5 = b"\x93NUMPY", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,
)


@dataclass(frozen=True)
class Content:
    """Something inside an artefact: its place, what it is, and its stream where it is a pickle. `problem` says what
    keeps it from being looked at.
    """

    place: str
    form: str
    stream: BinaryIO | None = None
    problem: str = ""


def contents(path: Path) -> Iterator[Content]:
    """Everything in an artefact that could matter, place by place."""
    with path.open("rb") as stream:
        yield from _inside(stream, path.name, depth=0)


def _inside(stream: BinaryIO, place: str, *, depth: int) -> Iterator[Content]:
    if depth > DEEPEST:
        yield Content(place, "archive", problem=f"is packed more than {DEEPEST} times")
        return
    head = stream.read(512)
    stream.seek(0)
    try:
        if head.startswith(_ZIP):
            yield from _zip(stream, place, depth)
        elif head.startswith(_NUMPY):
            yield from _numpy(stream, place)
        elif head.startswith(_HDF5):
            yield Content(place, "hdf5", problem="HDF5 may carry code in Lambda layers and is not read here")
        elif unpacked := _decompressed(stream, head):
            yield from _inside(unpacked, place, depth=depth + 1)
        elif head[257:262] == b"ustar":
            yield from _tar(stream, place, depth)
        elif _is_pickle(head, place):
            yield Content(place, "pickle", stream)
        else:
            yield Content(place, _form(head, place))
    except _BROKEN as error:
        yield Content(place, "broken", problem=f"cannot be unpacked ({error!s:.80})")


def _decompressed(stream: BinaryIO, head: bytes) -> BinaryIO | None:
    for magic, opened in _COMPRESSED:
        if head.startswith(magic):
            with opened(stream) as packed:
                return io.BytesIO(_limited(packed))
    if head.startswith(_ZLIB):
        machine = zlib.decompressobj()
        data = machine.decompress(stream.read(), LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"unpacks to more than {LARGEST:,} bytes")
        return io.BytesIO(data)
    return None


def _limited(stream: BinaryIO) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"unpacks to more than {LARGEST:,} bytes")
    return data


def _zip(stream: BinaryIO, place: str, depth: int) -> Iterator[Content]:
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST:
            raise ValueError(f"unpacks to more than {LARGEST:,} bytes or {MOST_MEMBERS:,} files")
        names = {one.filename for one in members}
        if "schema.json" in names and all("\\" not in name for name in names):
            yield Content(place, "skops")
        if "metadata.json" in names and "config.json" in names:
            yield from _keras(archive.read("config.json"), place)
        for one in members:
            if one.is_dir():
                continue
            with archive.open(one) as member:
                if not _is_tensor(one.filename) or member.read(8).startswith((_NUMPY, _ZIP)):
                    member.seek(0)
                    yield from _inside(io.BytesIO(_limited(member)), f"{place}/{one.filename}", depth=depth + 1)  # type: ignore[arg-type]


def _is_tensor(name: str) -> bool:
    """Raw bytes of a tensor in a torch archive."""
    return "/data/" in name and name.rpartition("/")[2].isdigit()


def _keras(config: bytes, place: str) -> Iterator[Content]:
    """A saved Keras model: its layers are data, but for a Lambda, which is code."""
    if b'"Lambda"' in config:
        yield Content(place, "keras", problem="has a Lambda layer, which is code that loading runs")
    else:
        yield Content(place, "keras")


def _tar(stream: BinaryIO, place: str, depth: int) -> Iterator[Content]:
    with tarfile.open(fileobj=stream) as archive:
        for number, one in enumerate(archive):
            if number > MOST_MEMBERS or one.size > LARGEST:
                raise ValueError("unpacks to too much")
            member = archive.extractfile(one) if one.isfile() else None
            if member:
                yield from _inside(io.BytesIO(_limited(member)), f"{place}/{one.name}", depth=depth + 1)  # type: ignore[arg-type]


def _numpy(stream: BinaryIO, place: str) -> Iterator[Content]:
    """An array; one of objects is a pickle behind its header."""
    major = stream.read(8)[6]
    length = int.from_bytes(stream.read(2 if major == 1 else 4), "little")
    header = stream.read(min(length, 1_000_000))
    yield Content(place, "pickle", stream) if b"'|O'" in header or b"'O'" in header else Content(place, "npy")


def _is_pickle(head: bytes, place: str) -> bool:
    """Protocol 2 and later say so themselves; earlier ones only by name or by how they begin."""
    if head[:1] == b"\x80" and len(head) > 1 and head[1] <= 5:  # noqa: PLR2004 - the newest protocol
        return True
    begins = (
        head[:1] in {b"(", b"c", b"]", b"}"} and (b"\n" in head or b"." in head) and not head.lstrip().startswith(b"{")
    )
    return place.lower().endswith(PICKLE_NAMES) or (begins and not _is_text(place))


def _is_text(place: str) -> bool:
    return place.lower().endswith((".json", ".txt", ".md", ".csv", ".yaml", ".yml", ".toml", ".xml", ".onnx"))


def _form(head: bytes, place: str) -> str:
    if len(head) > 8 and head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 100_000_000:  # noqa: PLR2004
        return "safetensors"
    suffix = Path(place).suffix.lower().lstrip(".")
    return suffix if suffix in {"onnx", "json", "txt", "csv", "gguf", "md", "yaml"} else "other"
