"""The gate: may a system enter a lifecycle stage, as far as executed checks tell? Pure.

The newest result of each check that could tell counts; one that could not (insufficient, error, not run) never hides an
earlier failure. Blocked outweighs "cannot tell", and without evidence nothing is clear: an empty policy fails. Every
stage is asked the same in this first form; approvals, threats and the impact assessment will add rules of their own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from assentian.evidence.rules import KEPT, Result, newest
from assentian.inventory.gates import Answer, Reason
from assentian.standards.vocabulary import Verdict

TELLING = KEPT | {Verdict.FAIL}


def reasons(results: Iterable[Result], now: datetime) -> list[Reason]:
    """What the results of one system, of any age, say against it at the moment `now`."""
    found = list(results)
    telling = {result.check: result for result in newest(r for r in found if r.verdict in TELLING)}
    if not found:
        return [Reason("E-NONE", "No evidence speaks for this system.", Answer.CANNOT_TELL)]
    return [reason for result in newest(found) for reason in _judge(telling.get(result.check), result, now)]


def _judge(told: Result | None, last: Result, now: datetime) -> Sequence[Reason]:
    """What blocks by one check: `told` is its newest result that could tell, `last` its newest at all."""
    against = []
    if told is not None and not told.is_fresh(now):
        text = f"{told.check} was last measured on {told.measured_at:%Y-%m-%d}, good until {told.valid_until:%Y-%m-%d}."
        against.append(Reason(f"E-STALE:{told.check}", text, Answer.BLOCKED, told.id))
    elif told is not None and told.verdict == Verdict.FAIL:
        text = f"{told.check} failed on {told.measured_at:%Y-%m-%d}."
        against.append(Reason(f"E-FAIL:{told.check}", text, Answer.BLOCKED, told.id))
    if last is not told:
        word = Verdict.of(last.verdict).label.lower()
        text = f"{last.check} could not tell on {last.measured_at:%Y-%m-%d}: {word}."
        against.append(Reason(f"E-UNTOLD:{last.check}", text, Answer.CANNOT_TELL, last.id))
    return against
