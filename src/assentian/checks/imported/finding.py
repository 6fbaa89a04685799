"""What another tool found, and the parts of its file on the way there.

Invariant: a word that is not known here is insufficient, never a pass; a part that is missing, or of another kind, is
an error that names the way to it.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.standards.vocabulary import Verdict

_WORDS = {
    "success": Verdict.PASS,
    "pass": Verdict.PASS,
    "warning": Verdict.WARN,
    "warn": Verdict.WARN,
    "fail": Verdict.FAIL,
    "error": Verdict.ERROR,
}
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`value` is a number as text that reads back to it, or empty; `verdict` is None where the tool states none."""

    name: str
    value: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Part:
    """A value of the file, and the way to it."""

    value: Any
    place: str = ""

    def __getitem__(self, key: str) -> "Part":
        """The value under a key. `ValueError` where there is no such key."""
        members = self.members()
        if key not in members:
            raise ValueError(f"{self._below(key)} is missing")
        return Part(members[key], self._below(key))

    def get(self, key: str, default: "Part | None" = None) -> "Part":
        """The value under a key; where there is no such key, `default`, else a part that holds None."""
        return self[key] if key in self else default or Part(None, self._below(key))

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def rows(self) -> "Iterator[Part]":
        """The values of a list. `ValueError` where it is none."""
        if not isinstance(self.value, list):
            raise ValueError(f"{self.place or 'the whole'} is no list")  # noqa: TRY004
        return (Part(value, f"{self.place}[{index}]") for index, value in enumerate(self.value))

    def members(self) -> Mapping[str, Any]:
        """What an object holds. `ValueError` where it is none."""
        if not isinstance(self.value, Mapping):
            raise ValueError(f"{self.place or 'the whole'} is no object")  # noqa: TRY004 - told of a file, as the others
        return self.value

    def each(self) -> "Iterator[Part]":
        """The values of an object. `ValueError` where it is none."""
        return (self[key] for key in self.members())

    def flag(self) -> bool | None:
        """A yes or no; None where nothing is said. `ValueError` where it is neither."""
        if self.value is not None and not isinstance(self.value, bool):
            raise ValueError(f"{self.place} is {str(self.value)[:40]!r}; expected true or false")
        return self.value

    def text(self) -> str:
        """A text. `ValueError` where it is none."""
        if not isinstance(self.value, str):
            raise ValueError(f"{self.place} is {str(self.value)[:40]!r}; expected a text")  # noqa: TRY004
        return self.value

    def count(self) -> int:
        """A whole number from 0. `ValueError` where it is none."""
        if type(self.value) is not int or self.value < 0:
            raise ValueError(f"{self.place} is {str(self.value)[:40]!r}; expected a count")
        return self.value

    def of_version(self, *known: str) -> None:
        """`ValueError` unless the version that stands here, if any, begins with a known one."""
        if self.value is not None and not str(self.value).startswith(known):
            told = " and ".join(f"{version}x" for version in known)
            raise ValueError(f"{self.place} is {str(self.value)[:40]!r}; read here is {told}")

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def parse(text: str, place: str = "") -> Part:
    """The whole of a file of JSON, or of a line of one. `ValueError` for any other, and for a key that stands twice."""
    return Part(json.loads(text, object_pairs_hook=_once), place)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key in found if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {twice[:40]!r} stands twice in one object")
    return found


def word(said: Any) -> Verdict:
    """The verdict of a test in our words; insufficient for a test that was skipped, or whose word is not known."""
    return _WORDS.get(str(said).lower(), Verdict.INSUFFICIENT)


def name(*said: Any) -> str:
    return " ".join(" ".join(str(part) for part in said if part).split())[:LONGEST]


def text_of(value: Any) -> str:
    """A finite number as text; empty for anything else."""
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.nan
    return repr(number) if math.isfinite(number) else ""


def numbers(label: str, found: Any) -> Iterator[Finding]:
    """Every number below that has a name, named by the way to it.

    A number that stands in a list itself has none: it is a point of a curve, or a field of somebody's row.
    """
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from numbers(name(f"{label}.{key}" if label else key), value)
    elif isinstance(found, list):
        for index, value in enumerate(found):
            if isinstance(value, Mapping):
                yield from numbers(name(f"{label}[{index}]"), value)
    elif value := text_of(found):
        yield Finding(name=label, value=value)
