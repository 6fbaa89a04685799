"""Makes a screenshot small: an 8-bit RGB PNG becomes one of at most 256 colours, with the strongest compression.

PNG (Third edition), sections 9 (filters) and 11 (chunks). Pages have few colours; only edges of letters have many, and
those are joined by dropping low bits until the palette is enough. Does not read palettes, alpha or interlaced pictures.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_COLOURS, WIDTH_OF_RGB, RGB = 256, 3, 2


def shrink(data: bytes) -> bytes:
    chunks = list(_chunks(data))
    width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", chunks[0][1])
    if (depth, colour) != (8, RGB):
        raise ValueError("not an 8-bit RGB picture")
    rows = _rows(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), width, height)
    pixels = [[row[i : i + 3] for i in range(0, len(row), 3)] for row in rows]
    names = _palette(Counter(pixel for row in pixels for pixel in row))
    palette = list(dict.fromkeys(names.values()))
    index = {pixel: palette.index(name) for pixel, name in names.items()}
    packed = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in pixels)
    return SIGNATURE + b"".join(
        _chunk(kind, body)
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(packed, 9)),
            (b"IEND", b""),
        )
    )


def _palette(colours: Counter[bytes]) -> dict[bytes, bytes]:
    """Each colour with the one that stands for it: itself, or the commonest of its neighbours."""
    groups: dict[bytes, list[bytes]] = {}
    for kept in (0xFF, 0xFC, 0xF8, 0xF0, 0xE0):
        groups = {}
        for colour, _ in colours.most_common():
            groups.setdefault(bytes(part & kept for part in colour), []).append(colour)
        if len(groups) <= MOST_COLOURS:
            break
    return {colour: group[0] for group in groups.values() for colour in group}


def _rows(raw: bytes, width: int, height: int) -> Iterator[bytes]:
    """The rows with their filters undone."""
    stride = width * WIDTH_OF_RGB
    above = bytearray(stride)
    for number in range(height):
        start = number * (stride + 1)
        kind, row = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i, byte in enumerate(row):
            left = row[i - 3] if i >= WIDTH_OF_RGB else 0
            corner = above[i - 3] if i >= WIDTH_OF_RGB else 0
            guess = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind] if kind else 0
            row[i] = (byte + guess) & 0xFF
        yield bytes(row)
        above = row


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        yield kind, data[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
