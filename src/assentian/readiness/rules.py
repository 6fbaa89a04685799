"""Pure decisions of readiness: claimed beside proved, and the difference between them.

effective = min(claimed, proved); the say-show gap = claimed - proved, never hidden in an average. The headline counts requirements at
the conform line (level 3) with proof; it is not a percentage.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assentian.catalogue.proof import Proof
from assentian.standards.vocabulary import ReadinessLevel, Standing

CONFORM_LINE = ReadinessLevel.OPERATING


@dataclass(frozen=True, slots=True)
class Position:
    """Where the organisation stands on one requirement. `claimed` is None where nobody has claimed a level."""

    requirement: str
    title: str
    claimed: ReadinessLevel | None
    proof: Proof

    @property
    def proved(self) -> ReadinessLevel:
        return self.proof.level

    @property
    def effective(self) -> ReadinessLevel:
        return min(self.claimed or ReadinessLevel.ABSENT, self.proved)

    @property
    def gap(self) -> int:
        return max((self.claimed or 0) - self.proved, 0)

    @property
    def conforms(self) -> bool:
        return self.effective >= CONFORM_LINE and self.proof.standing is not Standing.FAILING


@dataclass(frozen=True, slots=True)
class Chapter:
    """A clause or control group on the overview: how many of its requirements are claimed, and how many proved, at the conform line."""

    id: str
    title: str
    total: int
    claimed: int
    proved: int


def chapter(id_: str, title: str, positions: Iterable[Position]) -> Chapter:
    found = list(positions)
    return Chapter(
        id_,
        title,
        len(found),
        sum((position.claimed or 0) >= CONFORM_LINE for position in found),
        sum(position.conforms for position in found),
    )


def next_steps(positions: Iterable[Position], most: int = 5) -> list[Position]:
    """What to look at first: failing, then stale, then the widest gap; only what does not conform."""
    urgency = {Standing.FAILING: 0, Standing.STALE: 1}
    open_ = [
        position for position in positions if not position.conforms and (position.claimed or position.proof.evidence)
    ]
    return sorted(open_, key=lambda p: (urgency.get(p.proof.standing, 2), -p.gap, p.requirement))[:most]
