"""JSON that other programs wrote: read whole, each key once, with a largest size.

Does not: know any form of document; what is read may hold any text and any finite number.
"""

import json
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError


def read_json(path: Path, name: str, *, most: int) -> Any:
    """The content of a file of at most `most` bytes; DataError for what is no JSON, or could be read in two ways."""
    try:
        if path.stat().st_size > most:
            raise DataError(f"is larger than {most:,} bytes", file=name)
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=name) from error
    try:
        return _DECODER.decode(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataError(f"is no JSON: {error}", file=name) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)
