"""Pure decisions about impact assessments (ISO/IEC 42001:2023 6.1.4, 8.4): standing, deadlines, and the gate.

The record here says who assessed what, where it is kept, at which level, and who approved it; it does not assess.
Invariants: nothing counts as assessed before another person approved it; a trigger waits until an approver answered
it, or approved a version that was recorded after it; an unknown word of hold holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assentian.inventory.gates import Answer, Reason
from assentian.standards.vocabulary import Stage

GUARDED = frozenset({Stage.DEPLOYMENT, Stage.OPERATION})
"""Stages in which the system meets people: 8.4 asks for an assessment by then. Earlier ones are where it is made."""
REQUIREMENTS = ("iso42001:8.4", "iso42001:A.5.2", "iso42001:A.5.3", "iso42001:A.5.4", "iso42001:A.5.5")
"""What an assessment speaks for: the clause, its process, its record, and impacts on individuals and on society."""
DAYS_TO_ANSWER: Mapping[str, int] = {"stop": 0, "mandatory": 14, "targeted": 30}
AGAINST = frozenset({"hold", "stop", "retire"})
"""Decisions under which nothing is deployed or runs on; a version that only records an assessment tells none."""
_NO_HOLD = frozenset({"", "none"})


class Standing(StrEnum):
    """Where the assessment of one system stands; computed, never kept."""

    NOT_ASSESSED = "not_assessed"
    AWAITING = "awaiting_approval"
    APPROVED = "approved"
    UPDATE_DUE = "update_due"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def is_at_risk(self) -> bool:
        return self in {Standing.UPDATE_DUE, Standing.OVERDUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrigger:
    """A trigger that nobody answered yet: the rule that fired, why, until when it wants an answer, and its hold."""

    rule: str
    reason: str
    hold: str
    due_at: datetime

    @property
    def holds(self) -> bool:
        return is_hold(self.hold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the records of one system say: an approved version, its next review and decision, one awaiting, triggers."""

    is_approved: bool = False
    is_awaiting: bool = False
    review_due: datetime | None = None
    decision: str = ""
    triggers: Sequence[OpenTrigger] = ()


def is_hold(word: str) -> bool:
    return word not in _NO_HOLD


def due(trigger_class: str, at: datetime) -> datetime:
    """When a trigger wants its answer: at once, in 14 or in 30 days; an unknown class at once."""
    return at + timedelta(days=DAYS_TO_ANSWER.get(trigger_class, 0))


def standing(kept: Kept, now: datetime) -> Standing:
    """The gravest that is true: a past deadline, an open trigger, no approval."""
    if not kept.is_approved:
        return Standing.AWAITING if kept.is_awaiting else Standing.NOT_ASSESSED
    is_late = kept.review_due is not None and kept.review_due < now
    if is_late or any(trigger.due_at < now for trigger in kept.triggers):
        return Standing.OVERDUE
    return Standing.UPDATE_DUE if kept.triggers else Standing.APPROVED


def against(kept: Kept, stage: Stage, now: datetime) -> list[Reason]:
    """What the assessment says at a gate.

    A trigger with a hold blocks every stage until it is answered; one without blocks when its deadline has passed, as
    does a review that is due. What nobody assessed is not known to be harmful, so it is "cannot tell", which opens
    nothing either.
    """
    found = [_triggered(trigger, now) for trigger in kept.triggers if trigger.holds or trigger.due_at < now]
    if stage not in GUARDED:
        return found
    if not kept.is_approved:
        missing = "The impact assessment awaits its approval." if kept.is_awaiting else "No impact assessment stands."
        found.append(Reason("A-UNAPPROVED" if kept.is_awaiting else "A-NONE", missing, Answer.CANNOT_TELL))
    elif kept.review_due is not None and kept.review_due < now:
        text = f"The review of the impact assessment was due on {kept.review_due:%Y-%m-%d}."
        found.append(Reason("A-REVIEW-DUE", text, Answer.BLOCKED))
    if kept.is_approved and kept.decision in AGAINST:
        text = f"The approved impact assessment decides: {kept.decision.replace('_', ' ')}."
        found.append(Reason("A-DECISION", text, Answer.BLOCKED))
    return found


def _triggered(trigger: OpenTrigger, now: datetime) -> Reason:
    late = "was" if trigger.due_at < now else "is"
    text = f"The impact assessment {late} to be reviewed by {trigger.due_at:%Y-%m-%d}: {trigger.reason}"
    return Reason(f"A-UPDATE-DUE:{trigger.rule}", text, Answer.BLOCKED)


def named(names: Iterable[str], most: int = 3) -> str:
    found = sorted(names)
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")
