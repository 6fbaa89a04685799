"""Other vocabularies of threats, each at the version whose ids are pinned: MITRE ATLAS, the OWASP lists, NIST AI 100-2.

Invariants: a reference is framework, version and id together, never a bare id; an id that a newer version renamed leads
to its new name. Does not: carry anybody's prose, or say which of our threats name an id (the library does).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parent / "data" / "references.json"
_BARE = re.compile(r"(LLM|ML)\d{2}", re.IGNORECASE)


class UnknownReferenceError(ValueError):
    """No pinned vocabulary has this id; or its meaning hangs on a year that was not written."""


@dataclass(frozen=True, slots=True)
class Framework:
    """Another vocabulary of threats, at the version whose ids we name."""

    key: str
    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One id of one version. `successor` is its id in the newer version `since`; both are empty while it stands."""

    framework: Framework
    id: str
    title: str
    successor: str = ""
    since: str = ""

    @property
    def words(self) -> str:
        renamed = f" ({self.successor} in {self.since})" if self.successor else ""
        return f"{self.framework.name} {self.framework.version}: {self.id} {self.title}{renamed}"


def frameworks() -> tuple[Framework, ...]:
    return tuple(Framework(**row) for row in _pinned()["frameworks"])


def reference(framework: str, id_: str) -> Reference:
    """The pinned reference. KeyError for one that is not pinned: the library is compiled against the same table."""
    return _table()[framework, id_]


def named(spelling: str) -> Reference:
    """The reference that an id means, an old or a new one: `LLM03:2025` and its new name `LLM04:2026` are the same.

    UnknownReferenceError for an id that no version has, and for one whose meaning changed, written without its year.
    """
    wanted = spelling.strip().casefold()
    for one in _table().values():
        if wanted in {one.id.casefold(), one.successor.casefold()} - {""}:
            return one
    if _BARE.fullmatch(wanted):
        raise UnknownReferenceError(f"{spelling} means another thing each year; write it with its year, as LLM03:2025")
    raise UnknownReferenceError(
        f"no pinned vocabulary has {spelling}: " + ", ".join(f"{one.name} {one.version}" for one in frameworks())
    )


@cache
def _table() -> Mapping[tuple[str, str], Reference]:
    known = {one.key: one for one in frameworks()}
    renamed = {
        (row["framework"], old): (new, row["version"])
        for row in _pinned()["superseded"]
        for old, new in row["ids"].items()
    }
    return {
        (key, id_): Reference(known[key], id_, title, *renamed.get((key, id_), ("", "")))
        for key, ids in _pinned()["ids"].items()
        for id_, title in ids.items()
    }


@cache
def _pinned() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PINNED.read_text(encoding="utf-8"))
    return found
