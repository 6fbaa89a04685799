"""What each requirement of ISO/IEC 42001:2023 asks in plain words, and what shows it at each level; read once.

Shown beside a claim, so that two people mean the same by a level. Does not: prove or claim anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assentian.readiness import content
from assentian.standards.vocabulary import ReadinessLevel


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement: `shown_by` says what shows it at Ad hoc, Defined, Operating and Measured; nothing shows Absent.

    `weight` is 1 to 3; nothing makes up for a missing `key` requirement. `sources` can show the highest level.
    """

    ask: str
    weight: int
    key: bool
    shown_by: tuple[tuple[ReadinessLevel, str], ...]
    sources: tuple[str, ...]


@cache
def asked() -> Mapping[str, Asked]:
    """By requirement. Invariant: every requirement of the edition stands once."""
    document = content.document("levels")
    found: dict[str, Asked] = {}
    for place, one in enumerate(document.content["requirements"]):
        shown_by = tuple(zip(list(ReadinessLevel)[1:], one["levels"], strict=True))
        said = Asked(one["ask"], one["weight"], one.get("key", False), shown_by, tuple(one["sources"]))
        for requirement in one["requirements"]:
            content.resolve(document, requirement, "requirements", place)
            if requirement in found:
                raise document.error(f"{requirement} stands twice", "requirements", place)
            found[requirement] = said
    return found
