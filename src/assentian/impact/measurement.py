"""The newest measurement of one evidence source, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`value` is a number, a truth value, a text, or rows, as the source's type says; `lower` and `upper` are its 95 %
    interval where it has one, `baseline` what it is compared with. `evidence` names its record.
    """

    source: str
    value: Any
    at: datetime
    evidence: str
    lower: float | None = None
    upper: float | None = None
    baseline: float | None = None
