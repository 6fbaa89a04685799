"""How often a harm happens, as the bound that takes the place of a judged likelihood. Standard library only, pure."""

import math
from statistics import NormalDist

CONFIDENCE = 0.95
_EXACT_UP_TO = 200


def upper_per_1000(events: int, cases: int) -> float:
    """Upper one-sided 95 % bound of a rate, in 1 000 cases: exact for a Poisson count (Garwood, 1936).

    Zero events in n cases give about 3/n, so a likelihood of 1 needs some 30 000 clean cases. Above 200 events the
    approximation of Wilson and Hilferty (1931) stands in, which is closer than one part in ten thousand there.
    Does not show: harms that nobody recorded, or cases that depend on one another. `ValueError` without cases.
    """
    if cases <= 0 or not 0 <= events <= cases:
        raise ValueError(f"{events} events in {cases} cases is no rate")
    return min(1000.0, 1000 * _upper_count(events) / cases)


def _upper_count(events: int) -> float:
    """The mean of a Poisson law under which no more than `events` happen in 5 % of all times."""
    if events > _EXACT_UP_TO:
        shape = events + 1
        root = 1 - 1 / (9 * shape) + NormalDist().inv_cdf(CONFIDENCE) / (3 * math.sqrt(shape))
        return shape * root**3
    low, high = float(events), events + 10.0 + 4 * math.sqrt(events)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(events, middle) > 1 - CONFIDENCE else (low, middle)
    return high


def _at_most(events: int, mean: float) -> float:
    terms = (count * math.log(mean) - mean - math.lgamma(count + 1) for count in range(events + 1))
    return math.fsum(map(math.exp, terms))
