"""One reading: what a source of evidence says at a moment, and what of it could be an answer. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from assentian.impact.measurement import Measurement


class Freshness(StrEnum):
    """Whether a reading may carry an answer."""

    FRESH = "fresh"
    STALE = "stale"
    FAILED = "failed"

    @property
    def tone(self) -> str:
        return {"fresh": "ok", "stale": "warn", "failed": "bad"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`value` as a person reads it, with its 95 % interval, n, place, time and digest where it was measured.

    `number` is the value as a decimal text where it is one number; `rows` what a table would take over; `text` what a
    free text would. `fact` is the plain value that challenges compare with an answer (None: it contradicts nothing).
    """

    source: str
    what: str
    value: str
    unit: str = ""
    lower: str = ""
    upper: str = ""
    n: int | None = None
    where: str = ""
    at: datetime | None = None
    freshness: Freshness = Freshness.FRESH
    evidence: int | None = None
    digest: str = ""
    number: str = ""
    text: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    fact: Any = field(default=None, hash=False)

    @property
    def interval(self) -> str:
        return f"{self.lower} to {self.upper}" if self.lower and self.upper else ""

    def proposal(self, kind: str) -> Any:
        """What an answer of this type could take over; None where nothing fits."""
        return {"number": self.number, "metric": self.number, "text": self.text}.get(kind) or None

    def measurement(self) -> Measurement | None:
        """As challenges read it; None where there is nothing to compare."""
        if self.fact is None or self.at is None or self.freshness is Freshness.STALE:
            return None
        lower, upper = (float(told) if told else None for told in (self.lower, self.upper))
        behind = f"evidence/{self.evidence}" if self.evidence else self.source
        return Measurement(source=self.source, value=self.fact, at=self.at, evidence=behind, lower=lower, upper=upper)

    def as_kept(self) -> dict[str, Any]:
        """As it is kept beside an answer that was taken from it (no floats, no objects)."""
        return {
            "source": self.source,
            "value": self.value,
            "unit": self.unit,
            "lower": self.lower,
            "upper": self.upper,
            "n": self.n,
            "where": self.where,
            "at": self.at.isoformat() if self.at else None,
            "digest": self.digest,
        }
