"""Sizes of crowds, and how mixed they are: rows that are alike in every quasi-identifier form one equivalence class.

They describe exactly the rows that were read, so there is no interval and no allowance for chance.
"""

import math
from collections.abc import Mapping, Sequence

Sizes = Sequence[Sequence[int]]
"""[class size, rows in classes of that size], sizes ascending."""
Histogram = Mapping[str, int]
"""Rows by sensitive value (by its place in the order of values), in one class or the whole table; none is zero."""


def k(sizes: Sizes) -> float:
    """Size of the smallest equivalence class: k-anonymity (Samarati and Sweeney 1998; Sweeney 2002). Unit: rows.

    Does not show: whether all rows of a class share one sensitive value, or what an attacker knows beyond the declared
    quasi-identifiers.
    """
    return float(sizes[0][0])


def below_k_share(sizes: Sizes, wanted: float) -> float:
    """Rows in classes smaller than the wanted k, as a share of all rows. Unit: share, 0 to 1.

    Does not show: how far below they are.
    """
    return sum(rows for size, rows in sizes if size < wanted) / sum(rows for _, rows in sizes)


def unique_share(sizes: Sizes) -> float:
    """Rows that are alone in their class, as a share of all rows: sample uniqueness. Unit: share, 0 to 1.

    Does not show: uniqueness in the population, which is rarer than in a sample of it.
    """
    return below_k_share(sizes, 2)


def distinct_l(histogram: Histogram) -> float:
    """Different sensitive values in the poorest class: distinct l-diversity. Unit: values.

    Source: Machanavajjhala et al. (2007).
    Does not show: how unequal the values are within a class, or that different values can mean much the same.
    """
    return float(len(histogram))


def entropy_l(histogram: Histogram) -> float:
    """Exponential of the entropy of the sensitive values, -sum p ln p, in the poorest class: entropy l-diversity.

    Source: Machanavajjhala et al. (2007); pycanon reports its whole part. Unit: values that are equally likely.
    Does not show: which value prevails, or that different values can mean much the same.
    """
    n = sum(histogram.values())
    return math.exp(-math.fsum(rows / n * math.log(rows / n) for rows in histogram.values()))


def alpha(histogram: Histogram) -> float:
    """Share of the commonest sensitive value, in the class where it is largest: (alpha, k)-anonymity.

    Source: Wong et al. (2006). Unit: share, 0 to 1; 1 where a whole class shares one value.
    Does not show: whether that value is a harmful one to be known.
    """
    return max(histogram.values()) / sum(histogram.values())


def t(histogram: Histogram, whole: Histogram, *, order: Sequence[str] | None = None) -> float:
    """Earth mover's distance between a class and the whole table, in the farthest class: t-closeness (Li et al., 2007).

    Categories: 1/2 sum abs(p - q). Numbers, by rank: sum abs(cumulated p - q) / (number of values - 1). Unit: 0 to 1.
    Does not show: what the whole table already gives away.
    """
    n, m = sum(histogram.values()), sum(whole.values())
    differences = [histogram.get(value, 0) / n - rows / m for value, rows in whole.items()]
    if order is None:
        return math.fsum(map(abs, differences)) / 2
    by_value = dict(zip(whole, differences, strict=True))
    moved = total = 0.0
    for value in order:
        moved += by_value[value]
        total += abs(moved)
    return total / max(1, len(order) - 1)
