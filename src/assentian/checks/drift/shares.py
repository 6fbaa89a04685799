"""Distances between two lists of shares: bins of numbers, or categories. All take integer counts, reference first."""

import math
from collections.abc import Sequence

from assentian.checks.intervals import chance_z

SMALLEST_SHARE = 1e-4
"""What an empty bin counts as, so that one of them does not make the index infinite."""


def psi(reference: Sequence[int], current: Sequence[int]) -> float:
    """Population stability index: sum (q - p) ln(q / p), p and q shares of reference and current, each at least 1e-4.

    Bins: ten of equal reference share, a frequent value alone, missing values apart; or categories. Unit: nats. Bound
    of chance: (1/n + 1/m) times the 99 % point of chi-square with bins - 1 degrees of freedom. Limits 0.1 and 0.25
    are custom in credit scoring.
    Does not show: where the change lies, a change within a bin, or whether it matters to the model.
    """
    shares = _shares(reference, current)
    floored = [(max(p, SMALLEST_SHARE), max(q, SMALLEST_SHARE)) for p, q in shares]
    return math.fsum((q - p) * math.log(q / p) for p, q in floored)


def jensen_shannon(reference: Sequence[int], current: Sequence[int]) -> float:
    """Jensen-Shannon distance: the square root of the divergence to base 2, over the same bins as PSI.

    Source: Lin (1991); scipy's `jensenshannon(p, q, base=2)`. Unit: none, 0 (equal) to 1 (disjoint). Bound of chance:
    the divergence is about chi-square (1/n + 1/m) / (8 ln 2).
    Does not show: how far apart the values are, only that they differ.
    """
    divergence = math.fsum(
        share / 2 * math.log2(share / ((p + q) / 2))
        for p, q in _shares(reference, current)
        for share in (p, q)
        if share
    )
    return math.sqrt(min(1.0, max(0.0, divergence)))


def chi2(reference: Sequence[int], current: Sequence[int]) -> float:
    """Pearson's chi-square of the table categories x {reference, current}, no continuity correction.

    Source: scipy's `chi2_contingency(table, correction=False)`. Unit: none; grows with the number of rows.
    Does not show: the size of the change (see cramers_v).
    """
    n, m = sum(reference), sum(current)
    total = n + m
    return math.fsum(
        (count - rows * (p + q) / total) ** 2 / (rows * (p + q) / total)
        for p, q in zip(reference, current, strict=True)
        if p + q
        for count, rows in ((p, n), (q, m))
    )


def cramers_v(reference: Sequence[int], current: Sequence[int]) -> float:
    """Cramér's V of that table: sqrt(chi-square / (n + m)), as one side has two entries.

    Source: Cramér (1946). Unit: none, 0 to 1. Bound of chance: sqrt(99 % point of chi-square / (n + m)).
    Does not show: a change in a current set that is much smaller than the reference weighs less.
    """
    return math.sqrt(chi2(reference, current) / (sum(reference) + sum(current)))


def l_infinity(reference: Sequence[int], current: Sequence[int]) -> float:
    """The largest change of any one share: max |q - p|.

    Unit: share, 0 to 1. Bound of chance: normal, widened for the number of categories (Bonferroni).
    Does not show: many small changes.
    """
    return max((abs(q - p) for p, q in _shares(reference, current)), default=0.0)


def chance_of_l_infinity(reference: Sequence[int], current: Sequence[int]) -> float:
    """What the largest change stays within by chance, 99 times in 100."""
    return chance_z(len(reference)) * spread_of_shares(reference, current)


def spread_of_shares(reference: Sequence[int], current: Sequence[int]) -> float:
    """Standard error of the most variable share at rest: max sqrt(r (1 - r) (1/n + 1/m)), r the pooled share."""
    n, m = sum(reference), sum(current)
    pooled = [(p + q) / (n + m) for p, q in zip(reference, current, strict=True)]
    return math.sqrt(max((r * (1 - r) for r in pooled), default=0.0) * (1 / n + 1 / m))


def _shares(reference: Sequence[int], current: Sequence[int]) -> list[tuple[float, float]]:
    n, m = sum(reference), sum(current)
    return [(p / n, q / m) for p, q in zip(reference, current, strict=True)]
