"""How a risk stands: from its judgements, its treatment and its acceptance. Pure.

Invariants: an offered risk counts nowhere; nothing is judged without criteria in force; a residual level counts only
once every action of the treatment is done, for until then nothing remains of it but a plan; a level that must not be
accepted stands before any acceptance; an acceptance that lapsed is worse than none, and says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assentian.inventory.gates import Answer as GateAnswer
from assentian.inventory.gates import Reason
from assentian.risk.criteria.rules import Answer, Level
from assentian.standards.vocabulary import Stage

GUARDED = frozenset({Stage.DEPLOYMENT, Stage.OPERATION})
"""Stages in which the system meets people."""


class Standing(StrEnum):
    """Worst first."""

    UNACCEPTABLE = "unacceptable"
    LAPSED = "lapsed"
    UNTREATED = "untreated"
    NOT_JUDGED = "not_judged"
    OFFERED = "offered"
    IN_TREATMENT = "in_treatment"
    AWAITING = "awaiting_acceptance"
    ACCEPTED = "accepted"
    ACCEPTABLE = "acceptable"
    CLOSED = "closed"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def tone(self) -> str:
        return _TONES.get(self, "quiet")

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do about it."""
        return self not in _SETTLED


ORDER = tuple(Standing)
_SETTLED = frozenset({Standing.ACCEPTED, Standing.ACCEPTABLE, Standing.CLOSED, Standing.DECLINED})
_TONES = {
    Standing.UNACCEPTABLE: "bad",
    Standing.LAPSED: "bad",
    Standing.UNTREATED: "bad",
    Standing.NOT_JUDGED: "warn",
    Standing.OFFERED: "info",
    Standing.IN_TREATMENT: "info",
    Standing.AWAITING: "warn",
    Standing.ACCEPTED: "ok",
    Standing.ACCEPTABLE: "ok",
}
_MEANINGS = {
    Standing.UNACCEPTABLE: "Its level must not be accepted: treat it further, or avoid it.",
    Standing.LAPSED: "What was accepted is not what stands now: judge it again and have it accepted.",
    Standing.UNTREATED: "Its level needs treatment and nobody has decided on one.",
    Standing.NOT_JUDGED: "Nobody has judged it by the criteria in force.",
    Standing.OFFERED: "Found by another part of the system; somebody takes it in or declines it.",
    Standing.IN_TREATMENT: "Actions are under way, or what remains was not judged yet.",
    Standing.AWAITING: "Treated and judged again: its owner accepts what remains, or does not.",
    Standing.ACCEPTED: "Its owner accepted what remains; nothing of it has changed.",
    Standing.ACCEPTABLE: "Acceptable by the criteria as it is.",
    Standing.CLOSED: "The risk is gone.",
    Standing.DECLINED: "Looked at and not taken in.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the records of one risk say. `settled` is `offered`, `closed` or `declined`, or empty for one in the
    register; levels are None where nobody judged by the criteria in force. `lapsed` says why an acceptance lapsed,
    `is_judged_since` whether the risk was judged after that.
    """

    settled: str = ""
    inherent: Level | None = None
    residual: Level | None = None
    is_treated: bool = False
    open_actions: int = 0
    is_accepted: bool = False
    lapsed: str = ""
    is_judged_since: bool = False


def level(kept: Kept) -> Level | None:
    """The level that counts: what remains once all is done that was decided, the inherent level before that."""
    is_reached = kept.residual is not None and kept.is_treated and not kept.open_actions
    return kept.residual if is_reached else kept.inherent


def standing(kept: Kept, answers: Mapping[Level, Answer]) -> Standing:
    """The gravest that is true. `answers` is the appetite in force; empty without criteria in force."""
    if kept.settled:
        return Standing(kept.settled)
    counted = level(kept)
    answer = answers.get(counted) if counted is not None else None
    is_settled_since = kept.is_judged_since and answer is Answer.ACCEPTABLE
    gravest = (
        (answer is Answer.UNACCEPTABLE, Standing.UNACCEPTABLE),
        (bool(kept.lapsed) and not is_settled_since, Standing.LAPSED),
        (answer is None, Standing.NOT_JUDGED),
        (kept.is_accepted, Standing.ACCEPTED),
        (answer is Answer.ACCEPTABLE, Standing.ACCEPTABLE),
        (not kept.is_treated, Standing.UNTREATED),
        (bool(kept.open_actions) or kept.residual is None, Standing.IN_TREATMENT),
    )
    return next((found for is_true, found in gravest if is_true), Standing.AWAITING)


@dataclass(frozen=True, slots=True)
class Matter:
    """One risk of a system, as the gate asks for it."""

    reference: str
    event: str
    standing: Standing
    why: str = ""


_BLOCKS = {
    Standing.UNACCEPTABLE: ("R-UNACCEPTABLE", "must not be accepted at its level"),
    Standing.LAPSED: ("R-LAPSED", "was accepted and the acceptance lapsed"),
    Standing.UNTREATED: ("R-UNTREATED", "needs treatment and has none"),
}
_UNTOLD = {
    Standing.NOT_JUDGED: ("R-NOT-JUDGED", "was not judged"),
    Standing.IN_TREATMENT: ("R-NOT-ACCEPTED", "is still being treated"),
    Standing.AWAITING: ("R-NOT-ACCEPTED", "waits for its owner to accept what remains"),
}


def against(matters: Iterable[Matter], stage: Stage) -> list[Reason]:
    """What the risks of a system say against its entering a stage in which it meets people.

    A risk that is not judged or not accepted yet is "cannot tell", which opens nothing either.
    """
    if stage not in GUARDED:
        return []
    found = []
    for one in matters:
        for rules, answer in ((_BLOCKS, GateAnswer.BLOCKED), (_UNTOLD, GateAnswer.CANNOT_TELL)):
            if one.standing in rules:
                rule, words = rules[one.standing]
                why = f" ({one.why})" if one.why else ""
                text = f"{one.reference}, {one.event}: {words}{why}."
                found.append(Reason(f"{rule}:{one.reference}", text, answer))
    return found


def is_overdue(due: date | None, today: date) -> bool:
    return due is not None and due < today


ASSESSED = ("iso42001:6.1.2", "iso42001:8.2")
TREATED = ("iso42001:6.1.3", "iso42001:8.3")
"""What the register speaks for: the process and its being carried out, of assessment and of treatment."""
