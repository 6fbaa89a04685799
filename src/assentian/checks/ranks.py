"""How well a number tells two sides apart, from counts by its steps. Standard library only.

`pairs` are (one side, other side) by rising step.
"""

import math
from collections.abc import Iterator, Sequence
from statistics import NormalDist

from assentian.checks.intervals import CONFIDENCE

Pair = Sequence[int]


def auc(pairs: Sequence[Pair]) -> float:
    """Chance that a random member of the first side stands higher than one of the other; half of ties count.

    Mann and Whitney (1947). 0.5 tells nothing, 1 everything.
    """
    first, other = sizes(pairs)
    return sum(one * below for (one, _), below in zip(pairs, _below(pairs), strict=True)) / (first * other)


def interval(pairs: Sequence[Pair]) -> tuple[float, float]:
    """95 % interval of `auc` (DeLong, DeLong and Clarke-Pearson, 1988), within 0 and 1; two of each side at least."""
    first, other = sizes(pairs)
    value = auc(pairs)
    won = [below / other for below in _below(pairs)]
    lost = [1 - below / first for below in _below([(two, one) for one, two in pairs])]
    spread = sum(m * (one - value) ** 2 for (m, _), one in zip(pairs, won, strict=True)) / (first * (first - 1))
    spread += sum(n * (one - value) ** 2 for (_, n), one in zip(pairs, lost, strict=True)) / (other * (other - 1))
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * math.sqrt(spread)
    return max(0.0, value - half), min(1.0, value + half)


def sizes(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many of either side."""
    return sum(one for one, _ in pairs), sum(other for _, other in pairs)


def _below(pairs: Sequence[Pair]) -> Iterator[float]:
    """For each step, those of the other side below it and half of those on it."""
    seen = 0
    for _, other in pairs:
        yield seen + other / 2
        seen += other


def joined(steps: Sequence[Sequence[int]], fewest: int) -> list[list[int]]:
    """Steps [step, one, other] joined with their neighbours until each holds none or at least `fewest` of either."""
    found: list[list[int]] = []
    for step, one, other in steps:
        if found and any(0 < count < fewest for count in found[-1][1:]):
            found[-1] = [found[-1][0], found[-1][1] + one, found[-1][2] + other]
        else:
            found.append([step, one, other])
    while len(found) > 1 and any(0 < count < fewest for count in found[-1][1:]):
        _, one, other = found.pop()
        found[-1] = [found[-1][0], found[-1][1] + one, found[-1][2] + other]
    return found
