"""How results stand at a moment: one past its validity is stale, a system stands as its worst newest result. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from assentian.checks.result import GRAVITY
from assentian.standards.vocabulary import Verdict

STALE = "stale"
# As grave as what could not be told, and before what is near a limit: it was shown once.
ORDER: tuple[str, ...] = tuple(
    word for verdict in GRAVITY for word in ((STALE, verdict.value) if verdict is Verdict.WARN else (verdict.value,))
)
_SAID = {
    Verdict.FAIL: ("fails", "fail"),
    Verdict.ERROR: ("could not finish", "could not finish"),
    Verdict.NOT_RUN: ("not run", "not run"),
    Verdict.INSUFFICIENT: ("cannot tell", "cannot tell"),
    STALE: ("stale", "stale"),
    Verdict.WARN: ("near its limit", "near their limits"),
    Verdict.PASS: ("passes", "pass"),
}


def state(verdict: str, valid_until: datetime, now: datetime) -> str:
    """The verdict while it holds, `stale` afterwards; a failure stays one until something newer is measured."""
    return STALE if now > valid_until and verdict in {Verdict.PASS, Verdict.WARN} else verdict


def worst(states: Sequence[str]) -> tuple[str, str]:
    """The gravest state, and how many of all are in it, in words: ("fail", "1 of 3 fails"). At least one state."""
    word = min(states, key=ORDER.index)
    number = Counter(states)[word]
    one, more = _SAID[word]
    return word, f"{number} of {len(states)} {one if number == 1 else more}"
