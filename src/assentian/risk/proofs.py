"""What the register of risks proves of 6.1.2, 6.1.3, 8.2 and 8.3: that risks were judged, treated and accepted.

Records show that it is done (level 3 at most), not that it was done well. An acceptance that lapsed, a risk that must
not be borne and is, or an action past its day shows that treatment is not as it should be.
"""

from collections.abc import Sequence
from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.inventory import queries as inventory
from assentian.risk.choices import RiskState
from assentian.risk.criteria import queries as criteria
from assentian.risk.register import queries, rules
from assentian.risk.register.queries import Entry
from assentian.risk.register.rules import ASSESSED, TREATED, Standing
from assentian.standards.vocabulary import ReadinessLevel
from assentian.standards.vocabulary import Standing as Shown

_BROKEN = (Standing.UNACCEPTABLE, Standing.LAPSED, Standing.UNTREATED)
_MOST_NAMED = 4


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof for each of the four once criteria are in force. At most eleven queries."""
    standing = criteria.in_force(organisation)
    if standing is None:
        return []
    scope = inventory.systems_in_scope(organisation)
    live = queries.entries(organisation, queries.risks(organisation).filter(state=RiskState.OPEN), now)
    return [
        *_assessed(f"Risk criteria version {standing.record.version} are approved", scope, live, now),
        *_treated(live, now),
    ]


def _assessed(said: str, scope: dict[int, str], live: Sequence[Entry], now: datetime) -> list[Proof]:
    """The process is defined by approved criteria; it is carried out where each system in scope has judged risks."""
    judged = [one for one in live if one.level is not None]
    covered = scope.keys() & {one.risk.system_id for one in judged}
    late = [one for one in live if rules.is_overdue(one.risk.review_due, now.date())]
    is_complete = bool(scope) and len(covered) == len(scope) and len(judged) == len(live)
    reason = (
        f"{said}; {len(judged)} of {len(live)} risks are judged by them, in {len(covered)} of {len(scope)} AI systems."
    )
    done = ReadinessLevel.OPERATING if is_complete else ReadinessLevel.DEFINED
    shown = Shown.PROVED if is_complete else Shown.PARTLY
    process, carried_out = ASSESSED
    if late:
        words = f"{reason} Past their review: {_named(late)}."
        return [Proof(process, done, shown, reason), Proof(carried_out, done, Shown.STALE, words)]
    if not judged:
        return [Proof(process, ReadinessLevel.DEFINED, Shown.PARTLY, reason)]
    return [Proof(key, done, shown, reason) for key in ASSESSED]


def _treated(live: Sequence[Entry], now: datetime) -> list[Proof]:
    treated = [one for one in live if one.plans]
    if not treated:
        return []
    broken = [one for one in live if one.standing in _BROKEN]
    late = [one for one in treated if _has_late_action(one, now)]
    settled = [one for one in treated if not one.standing.is_open]
    reason = f"{len(treated)} risks are treated; what remains of {len(settled)} of them is accepted or acceptable."
    is_complete = len(settled) == len(treated)
    done = ReadinessLevel.OPERATING if is_complete else ReadinessLevel.DEFINED
    shown = Shown.PROVED if is_complete else Shown.PARTLY
    found = []
    for key, wrong, words in zip(TREATED, (broken, late), ("Not borne as it should be", "Late actions"), strict=True):
        if wrong:
            told = f"{reason} {words}: {_named(wrong)}."
            found.append(Proof(key, ReadinessLevel.AD_HOC, Shown.FAILING, told))
        else:
            found.append(Proof(key, done, shown, reason))
    return found


def _has_late_action(one: Entry, now: datetime) -> bool:
    actions = (action for plan in one.plans for action in plan.actions)
    return any(action.done_at is None and rules.is_overdue(action.due, now.date()) for action in actions)


def _named(wrong: Sequence[Entry]) -> str:
    more = len(wrong) - _MOST_NAMED
    return ", ".join(one.risk.reference for one in wrong[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
