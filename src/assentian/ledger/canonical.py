"""Canonical JSON: one value, one sequence of bytes (RFC 8785 on a restricted domain).

Keys are ASCII; values are strings, booleans, null, integers below 2^53, lists and objects. No floats: numbers with a
fraction travel as decimal strings. On this domain the standard library's sorted, compact JSON is canonical, so a
verifier needs no other library.
"""

import json
from collections.abc import Sequence
from typing import Any

from assentian.ledger.verify import LARGEST_INTEGER, parse_json


class CanonicalError(ValueError):
    """A value outside the domain, or bytes that are not the canonical form of what they say."""


def encode(value: Any) -> bytes:
    """The canonical bytes of `value`. `CanonicalError` names the path of what is outside the domain."""
    try:
        _check(value, "$")
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except RecursionError:
        raise CanonicalError("the value is nested too deeply") from None


def decode(data: bytes) -> Any:
    """The value of canonical bytes. `CanonicalError` when they are not the canonical form of any value."""
    try:
        value = parse_json(data)
    except ValueError as error:
        raise CanonicalError(str(error)) from None
    if encode(value) != data:
        raise CanonicalError("the bytes are JSON, but not in canonical form")
    return value


def _check(value: Any, path: str) -> None:
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise CanonicalError(f"{path} has the key {key!r}; keys are ASCII text")
            _check(item, f"{path}.{key}")
    elif kind in (list, tuple):
        # a long list of counts would take longer to look at one by one than to count
        for index, item in enumerate(() if _are_plain_integers(value) else value):
            _check(item, f"{path}[{index}]")
    elif kind is int:
        if abs(value) >= LARGEST_INTEGER:
            raise CanonicalError(f"{path} is an integer of 2^53 or more; write it as a string")
    elif kind is str:
        _check_text(value, path)
    elif value is not None and kind is not bool:
        raise CanonicalError(
            f"{path} is a {kind.__name__}; write it as text, a whole number, a boolean, null, a list or an object"
        )


def _are_plain_integers(values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {int} and -LARGEST_INTEGER < min(values) <= max(values) < LARGEST_INTEGER


def _check_text(value: str, path: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise CanonicalError(f"{path} holds half of a surrogate pair") from None
