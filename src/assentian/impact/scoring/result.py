"""What scoring says: two levels, each with its reasons, and all that a person needs to question them. Plain values."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assentian.impact.answering import Row
from assentian.impact.bank.facts import Depth, Duties
from assentian.impact.scoring.exposure import Exposure
from assentian.impact.scoring.harms import Harm
from assentian.impact.scoring.readiness import Credit
from assentian.standards.vocabulary import ImpactLevel


class State(StrEnum):
    """What follows before anybody decides; only the first four hold it back."""

    STOP_PROHIBITED = "stop_prohibited"
    NEEDS_ASSESSMENT = "needs_assessment"
    HOLD_UNKNOWNS = "hold_unknowns"
    HOLD_MITIGATION = "hold_mitigation"
    SCREENED_OUT = "screened_out"
    READY_FOR_DECISION = "ready_for_decision"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    State.STOP_PROHIBITED: "Stop: a prohibited practice",
    State.NEEDS_ASSESSMENT: "Needs the full assessment",
    State.HOLD_UNKNOWNS: "Hold: too much is not known",
    State.HOLD_MITIGATION: "Hold: mitigation is not ready",
    State.SCREENED_OUT: "Screened out",
    State.READY_FOR_DECISION: "Ready for a decision",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a level is no lower: a floor, a row (`rule` is `row`), a row rule or a cumulative rule, with its subject.

    `behind` are the answers that fired it.
    """

    rule: str
    level: ImpactLevel
    subject: str = ""
    say: str = ""
    behind: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}:{self.subject}->{self.level}" if self.subject else f"{self.rule}->{self.level}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedHarm:
    """`judged` is the level as people rated it, `inherent` what stands after a worse measurement, `residual` what
    controls leave. It is challenged where the measurement is worse than the rating.
    """

    harm: Harm
    severity: int
    judged: ImpactLevel
    inherent: ImpactLevel
    residual: ImpactLevel

    @property
    def is_challenged(self) -> bool:
        return self.inherent > self.judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of one set of answers under one bank.

    `unknown` names what nobody answered and the level rests on; `open` says in sentences what holds a decision back.
    `benefits` are rows as they stand: they are beside the harms and lower nothing.
    """

    bank: str
    bank_version: str
    depth: Depth
    inherent: ImpactLevel
    residual: ImpactLevel
    state: State
    because: tuple[Reason, ...]
    residual_because: tuple[Reason, ...]
    duties: Duties
    exposures: tuple[Exposure, ...]
    harms: tuple[RatedHarm, ...]
    benefits: tuple[Row, ...]
    readiness: Fraction
    credits: tuple[Credit, ...]
    unknown: tuple[str, ...]
    challenged: tuple[str, ...]
    waived: tuple[str, ...]
    asked: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def readiness_percent(self) -> int:
        """Rounded down, so that it never shows a mark that was not reached."""
        return int(self.readiness)
