"""Risk criteria as plain values: what is a level, and what the organisation does about it. Pure.

Invariants of `Criteria` that `problem` finds nothing wrong with: a higher step of either scale never lowers the level,
and a higher level is never answered more mildly, so a more careful judgement cannot make a risk look smaller. The level
of a risk is that of its worst consequence: what it does to society is not offset by what it does for the organisation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

FEWEST, MOST = 3, 7
PARTIES = ("organisation", "individuals", "groups", "society")
"""Those to whom consequences are judged, each by itself (6.1.2 and B.5)."""


class Level(StrEnum):
    """From the lowest."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Answer(StrEnum):
    """What the criteria say of a level, from the mildest."""

    ACCEPTABLE = "acceptable"
    TREAT = "treat"
    UNACCEPTABLE = "unacceptable"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]

    @property
    def rank(self) -> int:
        return list(Answer).index(self)


_MEANINGS = {
    Answer.ACCEPTABLE: "acceptable as it is",
    Answer.TREAT: "needs treatment; what remains must be accepted by its owner",
    Answer.UNACCEPTABLE: "must not be accepted",
}


@dataclass(frozen=True, slots=True)
class Likelihood:
    word: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """One step of the scale of consequences, with its anchor for each party."""

    word: str
    anchors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Worst:
    """The level of a judgement, and to whom the consequence is that makes it."""

    level: Level
    party: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """`matrix[likelihood][consequence]`, both from the lowest step."""

    likelihoods: Sequence[Likelihood]
    consequences: Sequence[Consequence]
    matrix: Sequence[Sequence[Level]]
    appetite: Mapping[Level, Answer]

    def level(self, likelihood: int, consequence: int) -> Level:
        """Of steps counted from 1. No consequence at all (0) is the lowest level."""
        return self.matrix[likelihood - 1][consequence - 1] if consequence else Level.LOW

    def worst(self, likelihood: int, consequences: Mapping[str, int]) -> Worst:
        """The level of the gravest consequence; of equal ones, that of the first of `PARTIES` counts."""
        party = max(PARTIES, key=lambda one: consequences[one])
        return Worst(self.level(likelihood, consequences[party]), party)

    def answer(self, level: Level) -> Answer:
        return self.appetite[level]

    def has(self, likelihood: int, consequences: Mapping[str, int]) -> bool:
        """Whether these are steps of the scales."""
        steps = len(self.consequences)
        return 1 <= likelihood <= len(self.likelihoods) and all(0 <= consequences[one] <= steps for one in PARTIES)


def of_document(content: Mapping[str, Any]) -> Criteria:
    """From the stored or offered document. KeyError, TypeError or ValueError for one of another shape."""
    return Criteria(
        tuple(Likelihood(word, anchor) for word, anchor in content["likelihoods"]),
        tuple(Consequence(row["word"], {one: row[one] for one in PARTIES}) for row in content["consequences"]),
        tuple(tuple(Level(word) for word in row) for row in content["matrix"]),
        {Level(level): Answer(word) for level, word in content["appetite"].items()},
    )


def document(criteria: Criteria) -> dict[str, Any]:
    """What is stored."""
    return {
        "likelihoods": [[one.word, one.anchor] for one in criteria.likelihoods],
        "consequences": [{"word": one.word, **one.anchors} for one in criteria.consequences],
        "matrix": [[level.value for level in row] for row in criteria.matrix],
        "appetite": {level.value: criteria.appetite[level].value for level in Level},
    }


def problem(criteria: Criteria) -> str:
    """What is wrong with criteria, for a person; empty when nothing is."""
    return _of_scales(criteria) or _of_matrix(criteria) or _of_appetite(criteria)


def _of_scales(criteria: Criteria) -> str:
    for title, scale in (("likelihood", criteria.likelihoods), ("consequence", criteria.consequences)):
        words = [one.word.strip().casefold() for one in scale]
        if not FEWEST <= len(words) <= MOST:
            return f"the scale of {title} needs {FEWEST} to {MOST} steps"
        if not all(words) or len(set(words)) < len(words):
            return f"each step of {title} needs a word of its own"
    anchors = [one.anchor for one in criteria.likelihoods]
    anchors += [anchor for one in criteria.consequences for anchor in one.anchors.values()]
    return "" if all(anchor.strip() for anchor in anchors) else "each step needs its anchor in words, for each party"


def _of_matrix(criteria: Criteria) -> str:
    rows, columns = len(criteria.likelihoods), len(criteria.consequences)
    if len(criteria.matrix) != rows or any(len(row) != columns for row in criteria.matrix):
        return f"the matrix needs {rows} rows of {columns} levels"
    along = [*criteria.matrix, *zip(*criteria.matrix, strict=True)]
    if any(lower.rank > higher.rank for line in along for lower, higher in pairwise(line)):
        return "a higher likelihood or a graver consequence must not lower the level"
    return ""


def _of_appetite(criteria: Criteria) -> str:
    answers = [criteria.appetite.get(level) for level in Level]
    known = [answer for answer in answers if answer is not None]
    if len(known) < len(answers):
        return "every level needs its answer"
    if any(lower.rank > higher.rank for lower, higher in pairwise(known)):
        return "a higher level must not be answered more mildly than a lower one"
    return "appetite without an end is none: the highest level cannot be acceptable" if known[-1].rank == 0 else ""
