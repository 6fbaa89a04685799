"""Pure decisions of readiness: claimed beside proved, and the difference between them.

effective = min(claimed, proved); the say-show gap = claimed - proved, never hidden in an average. The headline counts
requirements at the conform line (level 3) with proof; it is not a percentage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assentian.catalogue.proof import Proof
from assentian.standards.vocabulary import ReadinessLevel, Standing

CONFORM_LINE = ReadinessLevel.OPERATING
_URGENCY = {Standing.FAILING: 0, Standing.STALE: 1}


@dataclass(frozen=True, slots=True)
class Position:
    """Where the organisation stands on one requirement. `claimed` is None where nobody has claimed a level.

    `at_risk` says what happened that touches the proof and waits to be looked at; the proof itself it leaves alone.
    """

    requirement: str
    title: str
    claimed: ReadinessLevel | None
    proof: Proof
    owner: str = ""
    at_risk: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        return self.requirement.partition(":")[0]

    @property
    def id(self) -> str:
        """The number as the standard prints it: `A.7.4`."""
        return self.requirement.partition(":")[2]

    @property
    def chapter(self) -> str:
        """The clause or group of controls: `7` of `7.5.1`, `A.6` of `A.6.2.4`."""
        parts = self.id.split(".")
        return ".".join(parts[:2]) if parts[0] == "A" else parts[0]

    @property
    def is_control(self) -> bool:
        return self.id.startswith("A.")

    @property
    def proved(self) -> ReadinessLevel:
        return self.proof.level

    @property
    def shown(self) -> ReadinessLevel | None:
        """The proved level, or None where nothing is shown: 'not shown' and a shown 'absent' look different."""
        return None if self.proof.standing is Standing.NOT_SHOWN else self.proof.level

    @property
    def effective(self) -> ReadinessLevel:
        return min(self.claimed or ReadinessLevel.ABSENT, self.proved)

    @property
    def gap(self) -> int:
        return max((self.claimed or 0) - self.proved, 0)

    @property
    def conforms(self) -> bool:
        """At the conform line and shown for the whole scope: what is shown for a part proves nothing of the rest."""
        return self.effective >= CONFORM_LINE and self.proof.standing in (Standing.PROVED, Standing.STALE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A clause or control group: its requirements, and how many are claimed and how many proved at the conform line."""

    id: str
    title: str
    positions: tuple[Position, ...]

    @property
    def total(self) -> int:
        return len(self.positions)

    @property
    def claimed(self) -> int:
        return sum((position.claimed or 0) >= CONFORM_LINE for position in self.positions)

    @property
    def proved(self) -> int:
        return sum(position.conforms for position in self.positions)


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole in counts of requirements, and in one sentence."""

    total: int
    claimed: int
    proved: int
    failing: int
    stale: int

    @property
    def headline(self) -> str:
        return f"{self.proved} of {self.total} requirements stand at {CONFORM_LINE.label} or above with proof"


def summary(positions: Sequence[Position]) -> Summary:
    standings = [position.proof.standing for position in positions]
    return Summary(
        total=len(positions),
        claimed=sum((position.claimed or 0) >= CONFORM_LINE for position in positions),
        proved=sum(position.conforms for position in positions),
        failing=standings.count(Standing.FAILING),
        stale=standings.count(Standing.STALE),
    )


def _urgency(position: Position) -> int:
    return _URGENCY.get(position.proof.standing, len(_URGENCY))


def needs_a_look(position: Position) -> bool:
    """Failing or stale, whatever is claimed; else what is claimed or measured and does not conform."""
    if position.proof.standing in _URGENCY:
        return True
    return not position.conforms and (position.claimed is not None or bool(position.proof.evidence))


def next_steps(positions: Iterable[Position], most: int = 5) -> list[Position]:
    """What to look at first: failing, then stale, then the widest gap; within them the order of the standard."""
    open_ = filter(needs_a_look, positions)
    return sorted(open_, key=lambda p: (_urgency(p), -p.gap))[:most]


def widest_gaps(positions: Iterable[Position], most: int = 12) -> list[Position]:
    """The requirements where most is claimed beyond what is proved, widest first, the failing before others."""
    return sorted((p for p in positions if p.gap), key=lambda p: (-p.gap, _urgency(p)))[:most]


def would_close(position: Position, kinds: Sequence[str]) -> str:
    """The evidence that would close what is open, in a phrase; `kinds` are what shows the requirement at all."""
    wanted = " or ".join(kinds) or "a dated record that it is done"
    by_checks = bool(position.proof.evidence)
    match position.proof.standing:
        case Standing.FAILING:
            return (
                "New passing results of the checks that failed." if by_checks else "Putting right what is named here."
            )
        case Standing.STALE:
            return "Fresh results of the checks that expired." if by_checks else "A review of what is past its date."
        case Standing.PARTLY:
            return f"Evidence for all that is in scope: {wanted}."
        case Standing.NOT_SHOWN:
            return f"A first record: {wanted}."
        case _:
            return f"Evidence at the level claimed: {wanted}."
