"""The register as a table that any enterprise risk register can take in, in the words of ISO 31000:2018.

A failure mode of AI stands as the source of its risk, by the name that it has in the library of threats or in Annex C.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from assentian.risk.choices import Source
from assentian.risk.criteria.rules import PARTIES
from assentian.risk.models import Risk
from assentian.risk.register.queries import Entry, Judged
from assentian.risk.rules import threat
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import Stage, Stride

COLUMNS = (
    "Risk",
    "AI system",
    "Kind of source",
    "Risk source",
    "Cause",
    "Event",
    "Consequence",
    "Likelihood",
    *(f"Consequence to {party}" for party in PARTIES),
    "Inherent level",
    "Treatment",
    "Controls",
    "Open actions",
    "Residual level",
    "Level that counts",
    "Standing",
    "Why the acceptance lapsed",
    "Accepted until",
    "Risk owner",
    "Next review",
)


def source_of(risk: Risk) -> str:
    """What the risk came from, in words with its key."""
    if risk.source == Source.THREAT and (known := threat(risk.source_key)):
        stage, letter, _ = known.id.split("-", 2)
        place = risk.source_key.partition("@")[2] or "the system"
        return f"AI failure mode {known.id}: {known.title} ({Stage.of(stage).label}, {Stride(letter).label}; {place})"
    if risk.source == Source.RISK_SOURCE and (node := catalogue().find(risk.source_key)):
        return f"{catalogue().edition(node.key.edition).designation} {node.key.id}: {node.title}"
    if risk.source == Source.IMPACT:
        return f"Impact assessment, {risk.source_key.partition('@')[0]}"
    return risk.source_key or "Own finding"


def rows(entries: Iterable[Entry]) -> list[Sequence[object]]:
    return [list(told(entry).values()) for entry in entries]


def told(entry: Entry) -> dict[str, Any]:
    """One risk by column; numbers stay numbers, days stay days, and what is not known is None."""
    risk, inherent, residual = entry.risk, entry.inherent, entry.residual
    values = (
        risk.reference,
        risk.system.name if risk.system else None,
        risk.get_source_display(),
        source_of(risk),
        risk.cause,
        risk.event,
        risk.consequence,
        inherent.likelihood if inherent else None,
        *_consequences(inherent),
        _level(inherent),
        "; ".join(entry.options) or None,
        "; ".join(entry.controls) or None,
        entry.open_actions,
        _level(residual),
        entry.level.value if entry.level else None,
        entry.standing.label,
        entry.lapsed or None,
        entry.acceptance.until if entry.acceptance and not entry.lapsed else None,
        risk.owner.name if risk.owner else None,
        risk.review_due,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _consequences(judged: Judged | None) -> list[str | None]:
    return [word for _, word in judged.consequences] if judged else [None for _ in PARTIES]


def _level(judged: Judged | None) -> str | None:
    """A level by criteria that are not in force any more says so."""
    if judged is None:
        return None
    return judged.level.value if judged.is_current else f"{judged.level.value} (by earlier criteria)"
