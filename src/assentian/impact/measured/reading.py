"""One reading: what a source of evidence says at a moment, and what of it could be an answer. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from assentian.impact.measurement import Measurement
from assentian.ledger import canonical
from assentian.standards.vocabulary import ProofGrade


class Freshness(StrEnum):
    """Whether a reading may carry an answer; one that failed its limit was measured all the same."""

    FRESH = "fresh"
    STALE = "stale"
    FAILED = "failed"

    @property
    def tone(self) -> str:
        return {"fresh": "ok", "stale": "warn", "failed": "bad"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One metric behind a reading that has several: a group, an attack, a slice."""

    kind: str
    metric: str
    where: str
    value: str
    interval: str
    n: int
    is_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`value` as a person reads it, with its 95 % interval, n, place, time and digest where it was measured.

    `number` is the value as a decimal text where it is one number; `rows` what a table would take over; `text` what a
    free text would; `option` the word that a choice would; `is_none` says that the register holds nothing, which is an
    answer too. `page` names the page that shows the records, where no sealed result is behind it. `fact` is the plain
    value that challenges compare with an answer (None: it contradicts nothing).
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
    grade: ProofGrade = ProofGrade.A1
    evidence: int | None = None
    digest: str = ""
    page: str = ""
    number: str = ""
    text: str = ""
    option: str = ""
    is_none: bool = False
    rows: tuple[Mapping[str, Any], ...] = ()
    parts: tuple[Part, ...] = ()
    fact: Any = field(default=None, hash=False)

    @property
    def interval(self) -> str:
        return f"{self.lower} to {self.upper}" if self.lower and self.upper else ""

    @property
    def has_value(self) -> bool:
        """Whether it says more than that something ran: stale, foreign and insufficient results do not."""
        told = self.number or self.text or self.option or self.rows or self.parts or self.is_none
        is_told = bool(told) or self.fact is not None
        return is_told and self.freshness is not Freshness.STALE and self.at is not None

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
            "grade": self.grade.value,
        }

    def seal(self) -> str:
        """SHA-256 of what a register says here, in canonical JSON: what was read can be told from what it says now."""
        read = {"source": self.source, "value": self.value, "n": self.n, "rows": [dict(row) for row in self.rows]}
        return sha256(canonical.encode(read)).hexdigest()
