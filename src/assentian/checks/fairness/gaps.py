"""How far the groups of one attribute lie apart in one rate, and whether chance could have put them there.

The value is that of the two extreme groups, as is usual; every pair is judged, so that a small group at the edge, whose
own difference means little, cannot hide a sure difference between two large ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from assentian.checks.fairness.rates import Share
from assentian.checks.intervals import chance_of_difference, chance_of_ratio, difference, ratio
from assentian.checks.measure import Limit
from assentian.checks.result import GRAVITY
from assentian.standards.vocabulary import Verdict


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The gap or ratio of the extreme groups, and the pair that decided the verdict."""

    value: float | None
    lower: float | None = None
    upper: float | None = None
    floor: float | None = None
    verdict: Verdict
    note: str = ""


def gap(low: Share, high: Share) -> float:
    """Difference of the highest and the lowest rate: max - min.

    Source: fairlearn's `difference(method="between_groups")`. Unit: share. 95 % interval by Newcombe; 99 % bound of
    chance from the pooled rate, widened for the number of pairs.
    Does not show: who is disadvantaged, or why; small groups are left out as insufficient.
    """
    return high[0] / high[1] - low[0] / low[1]


def quotient(low: Share, high: Share) -> float:
    """Ratio of the lowest to the highest rate: min / max.

    Source: fairlearn's `ratio(method="between_groups")`; for selection the four-fifths rule asks at least 0.8. Unit: 1.
    95 % interval by Katz; 99 % bound of chance by the delta method, widened for the number of pairs.
    Does not show: how large the rates are; two tiny rates can have any ratio.
    """
    return (low[0] / low[1]) / (high[0] / high[1])


@dataclass(frozen=True)
class _Way:
    """One way to compare: its value, 95 % interval and 99 % bound of chance."""

    value: Callable[[Share, Share], float]
    interval: Callable[[Share, Share], tuple[float, float | None]]
    chance: Callable[..., float]


GAP = _Way(gap, lambda low, high: difference(high, low), chance_of_difference)
QUOTIENT = _Way(quotient, ratio, chance_of_ratio)


def spread(shares: Mapping[str, Share], limit: Limit, way: _Way) -> Spread:
    """Compare every two groups; insufficient where fewer than two can be measured, or no rate is above zero."""
    ordered = sorted(shares, key=lambda group: (shares[group][0] / shares[group][1], group))
    if len(ordered) < 2:  # noqa: PLR2004 - a comparison takes two
        return Spread(value=None, verdict=Verdict.INSUFFICIENT, note="fewer than two groups can be measured")
    if way is QUOTIENT and shares[ordered[-1]][0] == 0:
        return Spread(value=None, verdict=Verdict.INSUFFICIENT, note="the rate is zero in every group")
    pairs = len(ordered) * (len(ordered) - 1) // 2
    verdicts = {
        pair: limit.judge(
            way.value(shares[pair[0]], shares[pair[1]]),
            floor=way.chance(shares[pair[0]], shares[pair[1]], pairs=pairs),
        )
        for pair in combinations(ordered, 2)
        if shares[pair[1]][0] or way is GAP
    }
    extreme = (ordered[0], ordered[-1])
    worst = min(verdicts, key=lambda pair: (GRAVITY.index(verdicts[pair]), pair != extreme))
    low, high = (shares[group] for group in extreme)
    lower, upper = way.interval(low, high)
    note = f"{extreme[0]} lowest, {extreme[1]} highest"
    if verdicts[worst] is Verdict.FAIL and worst != extreme:
        note += f"; surely apart: {worst[0]} and {worst[1]}"
    return Spread(
        value=way.value(low, high),
        lower=lower,
        upper=upper,
        floor=way.chance(low, high, pairs=pairs),
        verdict=verdicts[worst],
        note=note,
    )
