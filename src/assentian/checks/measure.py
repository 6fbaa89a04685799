"""A measure: a named number with its default limits, and the rule by which a value is judged.

The rule: a value fails only when it is beyond the limit *and* beyond what chance explains; a value beyond the limit
that chance could explain is insufficient, never a pass; a value within the limit passes whatever chance says.
"""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assentian.checks.result import Metric
from assentian.standards.vocabulary import Verdict


class Worse(StrEnum):
    """On which side of the limit the harm lies."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Where a warning and a failure begin; both limits themselves are still kept."""

    warn: float
    breach: float
    worse: Worse = Worse.ABOVE

    def judge(self, value: float | None, *, floor: float | None = None, significant: bool = True) -> Verdict:
        """`floor` is the 99 % bound of chance; `significant` is false where a test of many columns at once forgives."""
        if value is None or not math.isfinite(value):
            return Verdict.INSUFFICIENT
        beyond_chance = significant and (floor is None or self.is_beyond(value, floor))
        if self.is_beyond(value, self.breach):
            return Verdict.FAIL if beyond_chance else Verdict.INSUFFICIENT
        return Verdict.WARN if self.is_beyond(value, self.warn) and beyond_chance else Verdict.PASS

    def is_beyond(self, value: float, bound: float) -> bool:
        """Whether the value lies on the harmful side of a bound."""
        return value > bound if self.worse is Worse.ABOVE else value < bound


NONE_ALLOWED = Limit(warn=0, breach=0)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """`limit` is None for a number that is shown and not judged unless the suite gives it a limit."""

    name: str
    function: Callable[..., Any]
    limit: Limit
    default: bool = True
    """Whether the measure is judged when a suite names none."""

    def explanation(self) -> str:
        """Formula, source, unit and what the measure does not show: the docstring of the function itself."""
        return inspect.getdoc(self.function) or ""

    def limit_of(self, asked: Mapping[str, Any]) -> Limit:
        """The limit with what a suite asks; a breach without a warning warns half-way between ideal and breach."""
        breach = float(asked.get("breach", self.limit.breach))
        ideal = 1.0 if self.limit.worse is Worse.BELOW else 0.0
        warn = float(asked.get("warn", (breach + ideal) / 2 if "breach" in asked else self.limit.warn))
        return Limit(warn=warn, breach=breach, worse=self.limit.worse)


def judged(
    name: str,
    value: float | None,
    limit: Limit,
    *,
    n: int,
    where: str = "",
    note: str = "",
    lower: float | None = None,
    upper: float | None = None,
) -> Metric:
    """A metric that describes exactly what was looked at, and so is judged by its limit alone."""
    return Metric(
        name=name,
        where=where,
        value=value,
        lower=lower,
        upper=upper,
        warn=limit.warn,
        breach=limit.breach,
        status=limit.judge(value),
        n=n,
        note=note,
    )


def chosen(measures: Mapping[str, Measure], asked: Mapping[str, Any]) -> dict[str, Limit]:
    """The limits by which a check judges: those that it names, else every default one."""
    names = asked or {name for name, measure in measures.items() if measure.default}
    return {name: measure.limit_of(asked.get(name, {})) for name, measure in measures.items() if name in names}
