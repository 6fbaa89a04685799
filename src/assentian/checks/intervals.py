"""Intervals of shares and their differences, and the bounds of chance. Standard library only.

All take counts; `successes` of `n` cases. Confidence is two-sided.
"""

import math
from statistics import NormalDist

CONFIDENCE = 0.95
CHANCE = 0.01
"""How often chance alone may pass a floor: once in a hundred."""


def wilson(successes: float, n: float) -> tuple[float, float]:
    """Score interval of a share (Wilson, 1927), 95 %; (0, 1) where there are no cases.

    Does not show: bias in how the cases were chosen.
    """
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share, spread = successes / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def difference(high: tuple[int, int], low: tuple[int, int]) -> tuple[float, float]:
    """Interval of a difference of two shares (Newcombe, 1998, method 10), 95 %; each is (successes, n)."""
    (p, (p_low, p_high)), (q, (q_low, q_high)) = ((s / n, wilson(s, n)) for s, n in (high, low))
    return p - q - math.hypot(p - p_low, q_high - q), p - q + math.hypot(p_high - p, q - q_low)


def ratio(low: tuple[int, int], high: tuple[int, int]) -> tuple[float, float | None]:
    """Interval of a ratio of two shares (Katz, 1978), 95 %.

    Where no case of either counts, the quotient of the Wilson bounds, which is wider; no upper bound where that of
    `high` reaches zero.
    """
    (few, n), (many, m) = low, high
    if few == 0 or many == 0:
        below, above = wilson(many, m)[0], wilson(few, n)[1]
        return 0.0, above / below if below else None
    value = (few / n) / (many / m)
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    spread = math.exp(z * math.sqrt(max(0.0, 1 / few - 1 / n + 1 / many - 1 / m)))
    return value / spread, value * spread


def chance_of_difference(one: tuple[int, int], other: tuple[int, int], *, pairs: int) -> float:
    """The difference that two groups with the same true share stay within, 99 times in 100.

    z sqrt(p (1 - p) (1/n + 1/m)), p the pooled share; z is widened for the number of pairs compared (Bonferroni).
    """
    (s, n), (t, m) = one, other
    pooled = (s + t) / (n + m)
    return chance_z(pairs) * math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def chance_of_ratio(one: tuple[int, int], other: tuple[int, int], *, pairs: int) -> float:
    """The ratio (of the lower to the higher) that two groups with the same true share stay above, 99 times in 100.

    exp(-z sqrt((1 - p) / p (1/n + 1/m))) by the delta method; 0 where no case counts.
    """
    (s, n), (t, m) = one, other
    pooled = (s + t) / (n + m)
    if pooled == 0:
        return 0.0
    return math.exp(-chance_z(pairs) * math.sqrt((1 - pooled) / pooled * (1 / n + 1 / m)))


def chance_z(comparisons: int) -> float:
    """Two-sided normal bound for the best of several comparisons: 2.58 for one."""
    return NormalDist().inv_cdf(1 - CHANCE / (2 * max(1, comparisons)))
