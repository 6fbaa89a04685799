"""Who may accept what remains of a risk, and when; what the controls of a treatment are. Pure.

Invariants: only the owner accepts, and not their own judgement, unless the level is acceptable by the criteria anyway;
what must not be accepted is not; nothing is accepted while actions are open, for what remains is not reached then.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assentian.risk.criteria.rules import Answer, Level
from assentian.standards.catalogue import catalogue

LONGEST = timedelta(days=366)
"""After a year at most, somebody looks again (8.2 asks for planned intervals)."""
_KEY = re.compile(r"iso\d+(?:-\d+)*:\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks to accept what; level and answer are None where nobody judged what remains by the criteria in force."""

    is_owner: bool
    is_assessor: bool
    residual: Level | None
    answer: Answer | None
    is_treated: bool
    open_actions: int


def in_the_way(asked: Asked) -> str:
    """What keeps the residual risk from being accepted; empty when nothing does."""
    reasons = (
        (not asked.is_owner, "what remains of a risk is accepted by the risk's owner"),
        (not asked.is_treated, "decide on a treatment first; to retain a risk is one"),
        (asked.open_actions > 0, f"{asked.open_actions} of its actions are not done; what remains is not reached yet"),
        (asked.answer is None, "nobody has judged what remains by the criteria in force"),
        (asked.answer is Answer.UNACCEPTABLE, f"the level {asked.residual} must not be accepted by these criteria"),
        (
            asked.is_assessor and asked.answer is Answer.TREAT,
            "who judged what remains does not accept it at this level; another person judges it, or owns the risk",
        ),
    )
    return next((words for is_true, words in reasons if is_true), "")


def wrong_day(until: date, today: date) -> str:
    if until <= today:
        return "an acceptance ends on a day to come"
    return "an acceptance holds for a year at most" if until - today > LONGEST else ""


def controls(given: Sequence[str]) -> list[str]:
    """Without blanks and repetitions, in their order."""
    return list(dict.fromkeys(one.strip() for one in given if one.strip()))


def unknown_keys(given: Sequence[str]) -> list[str]:
    """Keys that look like a standard's and are in no edition of the catalogue; an own name is never unknown."""
    return [one for one in given if _KEY.fullmatch(one) and catalogue().find(one) is None]
