"""The wire format of Protocol Buffers, read field by field: enough to walk a message whose schema is known.

Source: "Encoding" (protobuf.dev). Does not: know any schema; groups, which nobody writes any more, are refused.
"""

import struct
from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10


class WireError(ValueError):
    """Bytes that are no message; says at which place."""


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """(number, value) of every field in order: a whole number, or the bytes of a text, a message or packed values."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = _varint(message, at)
            yield number, value
        elif wire == BYTES:
            length, at = _varint(message, at)
            if at + length > len(message):
                raise WireError(f"a field at byte {at} is longer than the message")
            yield number, message[at : at + length]
            at += length
        elif wire in {FIXED32, FIXED64}:
            size = 4 if wire == FIXED32 else 8
            if at + size > len(message):
                raise WireError(f"a number at byte {at} is cut off")
            yield number, message[at : at + size]
            at += size
        else:
            raise WireError(f"the field at byte {at} is of an unknown wire type, {wire}")


def numbers(value: int | memoryview) -> list[int]:
    """Whole numbers of a repeated field, packed or one of many; as signed numbers of 64 bits."""
    if isinstance(value, int):
        return [_signed(value)]
    found, at = [], 0
    while at < len(value):
        one, at = _varint(value, at)
        found.append(_signed(one))
    return found


def text(value: int | memoryview) -> str:
    """A field as text; WireError where it is a number."""
    if isinstance(value, int):
        raise WireError("a number stands where a text belongs")
    return bytes(value).decode("utf-8", "backslashreplace")


def message(value: int | memoryview) -> memoryview:
    """A field as a message; WireError where it is a number."""
    if isinstance(value, int):
        raise WireError("a number stands where a message belongs")
    return value


def float_text(value: int | memoryview) -> str:
    """A 32-bit floating-point number as the shortest text of its double."""
    if isinstance(value, int) or len(value) != 4:  # noqa: PLR2004 - 32 bits
        raise WireError("no 32-bit number stands where one belongs")
    return repr(struct.unpack("<f", value)[0])


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place in range(LONGEST_VARINT):
        if at + place >= len(data):
            raise WireError(f"a number at byte {at} is cut off")
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:  # noqa: PLR2004 - the last byte has no continuation bit
            return value & ((1 << 64) - 1), at + place + 1
    raise WireError(f"a number at byte {at} is too long")
