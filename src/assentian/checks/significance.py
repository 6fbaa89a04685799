"""How surely a difference is more than chance: tails of the distributions that the statistics follow, and the rule for
many columns at once. Standard library only; the incomplete gamma function follows Numerical Recipes, section 6.2.
"""

import math
from collections.abc import Hashable, Mapping
from statistics import NormalDist
from typing import TypeVar

from assentian.checks.intervals import CHANCE

Key = TypeVar("Key", bound=Hashable)
TINY = 1e-300
PRECISION = 1e-15


def chi2_tail(statistic: float, degrees: int) -> float:
    """P(X >= statistic) for chi-square with `degrees` of freedom; 1 where there are none."""
    if degrees < 1 or statistic <= 0:
        return 1.0
    return _upper_gamma(degrees / 2, statistic / 2)


def chi2_bound(degrees: int) -> float:
    """The value that chi-square with `degrees` of freedom stays within, 99 times in 100; 0 where there are none."""
    if degrees < 1:
        return 0.0
    low, high = 0.0, 10.0 + 3.0 * degrees
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if chi2_tail(middle, degrees) > CHANCE else (low, middle)
    return high


def kolmogorov_tail(scaled: float) -> float:
    """P(K >= x) for Kolmogorov's distribution, x = D sqrt(nm / (n + m)): 2 sum (-1)^(k-1) e^(-2 k² x²)."""
    if scaled < 0.2:  # noqa: PLR2004 - the tail is 1 to fifteen digits, and the series below converges badly
        return 1.0
    terms = ((1 if k % 2 else -1) * math.exp(-2 * k * k * scaled * scaled) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * math.fsum(terms)))


def normal_tail(z: float) -> float:
    """P(|Z| >= z), two-sided."""
    return 2 * NormalDist().cdf(-abs(z))


def discoveries(tails: Mapping[Key, float]) -> set[Key]:
    """Which of many comparisons are more than chance, at most 1 % of them falsely (Benjamini and Hochberg, 1995)."""
    ordered = sorted(tails, key=lambda key: tails[key])
    found = [rank for rank, key in enumerate(ordered, start=1) if tails[key] <= CHANCE * rank / len(ordered)]
    return set(ordered[: max(found, default=0)])


def _upper_gamma(shape: float, x: float) -> float:
    """Regularised upper incomplete gamma function Q(shape, x), x > 0."""
    scale = math.exp(-x + shape * math.log(x) - math.lgamma(shape))
    if x < shape + 1:
        return max(0.0, 1 - scale * _series(shape, x))
    return float(scale * _fraction(shape, x))


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    step = shape
    while abs(term) > abs(total) * PRECISION:
        step += 1
        term *= x / step
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    """Lentz's continued fraction."""
    b = x + 1 - shape
    c, d = 1 / TINY, 1 / b
    result = d
    for k in range(1, 10_000):
        a = -k * (k - shape)
        b += 2
        d = 1 / (a * d + b or TINY)
        c = b + a / c or TINY
        result *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return result
