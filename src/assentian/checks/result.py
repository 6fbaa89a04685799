"""What a check found: metrics with their intervals and limits, and one verdict.

Invariants: a verdict is the gravest status of the judged metrics, and a result without a judged metric never passes;
numbers leave as decimal strings (`repr`, which reads back to the same double), because signed bytes hold no floats.
Does not: decide what to measure, or open anything; a breach over several windows is monitoring's rule.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assentian.standards.vocabulary import Verdict

if TYPE_CHECKING:
    from assentian.checks.tables import DataFile, Table

# Gravest first. A known failure outweighs what could not be told; what could not be told outweighs every pass.
GRAVITY = (Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN, Verdict.INSUFFICIENT, Verdict.WARN, Verdict.PASS)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number about one place.

    `where` names the column, or the group as `race=Caucasian`. `lower` and `upper` are an interval that holds the true
    value (95 % where it is sampled, certain where it comes from binning). `floor` is the bound that chance alone stays
    within 99 times in 100. `n` counts the rows behind the number. `status` is None where nothing is judged.
    """

    name: str
    where: str
    value: float | None
    n: int
    lower: float | None = None
    upper: float | None = None
    floor: float | None = None
    warn: float | None = None
    breach: float | None = None
    status: Verdict | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        numbers = ("value", "lower", "upper", "floor", "warn", "breach")
        return {
            "name": self.name,
            "where": self.where,
            "n": self.n,
            **{name: decimal(getattr(self, name)) for name in numbers},
            "status": self.status.value if self.status else None,
            "note": self.note,
        }


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The integer counts of one check on one set of data, as plain JSON values, and the digest that names them."""

    counts: dict[str, Any]
    digest: str
    sql_digest: str


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """`controls` are short keys with edition; `n` counts the rows (or items) tested; `tables` and `files` are what was
    looked at; `seconds` is the CPU time it took.
    """

    check_id: str
    kind: str
    verdict: Verdict
    controls: tuple[str, ...]
    metrics: tuple[Metric, ...] = ()
    n: int = 0
    profile: Profile | None = None
    tables: tuple["Table", ...] = field(default=(), compare=False)
    files: tuple["DataFile", ...] = ()
    message: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def profile_digest(self) -> str | None:
        return self.profile.digest if self.profile else None

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check_id,
            "kind": self.kind,
            "verdict": self.verdict.value,
            "controls": list(self.controls),
            "n": self.n,
            "profile": self.profile_digest,
            "message": self.message,
            "metrics": [metric.as_json() for metric in self.metrics],
        }


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that stands for all; `insufficient` where there are none, since an empty judgement is no pass."""
    return min(verdicts, key=GRAVITY.index, default=Verdict.INSUFFICIENT)


def decimal(number: float | None) -> str | None:
    """A number as the shortest text that reads back to it; None where there is none, or where it is not finite."""
    if number is None or not math.isfinite(number):
        return None
    return repr(number)
