"""When an acceptance of residual risk still stands. Pure.

Invariants: an acceptance speaks of the state that was shown on signing (the risk as worded, its residual judgement and
treatment, the criteria in force, the version of the threat model, how the leading check stood) and of no other. When
any of it changes, it lapses and says why. Only evidence that got better leaves it standing: nobody signs a risk away by
that, and the next run of a check should not punish having measured.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from assentian.ledger import canonical
from assentian.risk.rules import ORDER, Result, Status, shown, threat

State = Mapping[str, Any]
"""`risk`, `residual`, `treatments`, `criteria`, `threat_model` and `evidence`, as JSON values."""
FROM_THREAT = "threat"
"""The source of a risk that a threat of the library gave (`choices.Source.THREAT`)."""
_CHANGED = {
    "risk": "the risk was described anew or has another owner",
    "residual": "the residual risk was judged anew",
    "treatments": "its treatment changed",
}


def digest(state: State) -> str:
    """SHA-256 of the canonical form (RFC 8785), in hexadecimal."""
    return hashlib.sha256(canonical.encode(dict(state))).hexdigest()


def changed(accepted: State, current: State) -> str:
    """Why an acceptance of the one state does not speak for the other; empty where it does."""
    found = [words for part, words in _CHANGED.items() if accepted[part] != current[part]]
    for part, title in (("criteria", "the risk criteria"), ("threat_model", "the threat model")):
        if accepted[part] != current[part]:
            found.append(f"{title} went from version {accepted[part]} to {current[part]}")
    if worse := worsened(accepted["evidence"], current["evidence"]):
        found.append(worse)
    return "; ".join(found)


def worsened(accepted: str, current: str) -> str:
    """What became worse of the evidence; empty where nothing did, or where no check speaks of the risk."""
    if not accepted or not current or ORDER.index(Status(current)) >= ORDER.index(Status(accepted)):
        return ""
    return f"the leading check was {accepted} when it was accepted and is {current} now"


def lapsed(because: str, evidence: tuple[str, str], until: date, today: date) -> str:
    """Why an acceptance stands no more: what was written when it lapsed, evidence (then, now), or its last day."""
    return because or worsened(*evidence) or expired(until, today)


def evidence_of(source: str, key: str, results: Mapping[str, Result], now: datetime) -> str:
    """How the leading check of the threat behind a risk stands; empty for a risk that no threat gave."""
    known = threat(key) if source == FROM_THREAT else None
    return shown(results.get(known.checks[0]), now).value if known else ""


def expired(until: date, today: date) -> str:
    """The last day counts."""
    return f"it was accepted until {until:%Y-%m-%d}" if until < today else ""
