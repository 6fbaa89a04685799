"""The gate: may a system enter a lifecycle stage, as far as executed checks tell? Pure.

The newest result of each check that could tell counts; one that could not (insufficient, error, not run) never hides an
earlier failure. Blocked outweighs "cannot tell", and without evidence nothing is clear: an empty policy fails. Every
stage is asked the same in this first form; approvals, threats and the impact assessment will add rules of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assentian.evidence.rules import KEPT, Result, newest
from assentian.standards.vocabulary import Stage, Verdict

TELLING = KEPT | {Verdict.FAIL}


class Answer(StrEnum):
    CLEAR = "clear"
    BLOCKED = "blocked"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Reason:
    """`rule` is stable, for scripts to look for: `E-FAIL:<check>`; `text` is for a person. `evidence` is an id."""

    rule: str
    text: str
    answer: Answer
    evidence: int | None = None


@dataclass(frozen=True, slots=True)
class GateAnswer:
    stage: Stage
    answer: Answer
    reasons: tuple[Reason, ...]


def gate(stage: Stage, results: Iterable[Result], now: datetime) -> GateAnswer:
    """What the results of one system, of any age, answer for `stage` at the moment `now`; blocking reasons first."""
    found = list(results)
    telling = {result.check: result for result in newest(r for r in found if r.verdict in TELLING)}
    reasons = [reason for result in newest(found) for reason in _judge(telling.get(result.check), result, now)]
    if not found:
        reasons = [Reason("E-NONE", "No evidence speaks for this system.", Answer.CANNOT_TELL)]
    reasons.sort(key=lambda reason: (reason.answer is not Answer.BLOCKED, reason.rule))
    return GateAnswer(stage, _worst(reasons), tuple(reasons))


def _judge(told: Result | None, last: Result, now: datetime) -> Sequence[Reason]:
    """What blocks by one check: `told` is its newest result that could tell, `last` its newest at all."""
    reasons = []
    if told is not None and not told.is_fresh(now):
        text = f"{told.check} was last measured on {told.measured_at:%Y-%m-%d}, good until {told.valid_until:%Y-%m-%d}."
        reasons.append(Reason(f"E-STALE:{told.check}", text, Answer.BLOCKED, told.id))
    elif told is not None and told.verdict == Verdict.FAIL:
        text = f"{told.check} failed on {told.measured_at:%Y-%m-%d}."
        reasons.append(Reason(f"E-FAIL:{told.check}", text, Answer.BLOCKED, told.id))
    if last is not told:
        word = Verdict.of(last.verdict).label.lower()
        text = f"{last.check} could not tell on {last.measured_at:%Y-%m-%d}: {word}."
        reasons.append(Reason(f"E-UNTOLD:{last.check}", text, Answer.CANNOT_TELL, last.id))
    return reasons


def _worst(reasons: Sequence[Reason]) -> Answer:
    return reasons[0].answer if reasons else Answer.CLEAR
