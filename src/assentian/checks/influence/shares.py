"""Arithmetic of attribution: how much of a shift the sources that push it most bring about.

With n and m rows on the current and the reference side, a source that has pushed a rows on the one and b on the other
(rows in bins that rose, less rows in bins that fell) has the part a/n - b/m; all parts together are the shift.
"""

import math
from collections.abc import Iterator, Sequence

Pushes = Sequence[Sequence[int]]
"""[pushed in the current rows, pushed in the reference, current rows, sources that are alike]."""
Shift = list[list[int]]
"""[current rows, reference rows] of each bin."""
Sizes = tuple[int, int]
TOP = 100
"""One in so many sources counts among the few."""
CHANCE = 0.01


def top_share(pushes: Pushes, sizes: Sizes) -> float:
    """What the one per cent of sources that push most add, as a share of what all add that push towards the shift.

    A drift of the world comes from everywhere (about 0.03 where all sources are alike), an attack from few accounts
    (0.5 and more). Unit: share, 0 to 1. Not judged to fail where the shift itself is within chance.
    Does not show: an attack that uses very many accounts, or whether few sources have an honest reason to change.
    """
    parts = _parts(pushes, sizes)
    pushing = sum(part * sources for part, _, sources in parts if part > 0)
    return sum(part * taken for part, _, taken in _top(parts) if part > 0) / pushing if pushing else 0.0


def top_traffic_share(pushes: Pushes, sizes: Sizes) -> float:
    """The current rows of those same sources, as a share of all: what they would explain if they were like the others.

    Unit: share, 0 to 1. Does not show: whether large sources are larger than they were.
    """
    return sum(rows * taken for _, rows, taken in _top(_parts(pushes, sizes))) / sizes[0]


def gini(pushes: Pushes, sizes: Sizes) -> float:
    """Gini coefficient of what the sources add towards the shift: 0 where all add alike, near 1 where one adds all.

    Source: Gini (1912), as the mean absolute difference over twice the mean. Unit: none, 0 to 1.
    Does not show: which sources they are.
    """
    added = sorted((max(part, 0.0), sources) for part, _, sources in _parts(pushes, sizes))
    total, n = sum(value * sources for value, sources in added), sum(sources for _, sources in added)
    if not total:
        return 0.0
    weighted, before = 0.0, 0
    for value, sources in added:
        weighted += value * sources * (2 * before + sources)
        before += sources
    return weighted / (n * total) - 1


def shift(bins: Shift, sizes: Sizes) -> float:
    """Total variation between current and reference shares of the bins: half the sum of their differences.

    Unit: share of rows, 0 to 1. Does not show: how far values moved, only that they changed their bin.
    """
    return sum(abs(now / sizes[0] - then / sizes[1]) for now, then in bins) / 2


def shift_floor(bins: Shift, sizes: Sizes) -> float:
    """The shift that chance alone stays below 99 times in 100, were all rows drawn alike and independently.

    Its mean by the normal law of each bin, and McDiarmid's bound (1989) on how far it strays from that.
    """
    n, m = sizes
    rate = 1 / n + 1 / m
    pooled = [(now + then) / (n + m) for now, then in bins]
    mean = sum(math.sqrt(2 / math.pi * share * (1 - share) * rate) for share in pooled)
    return (mean + math.sqrt(2 * rate * math.log(1 / CHANCE))) / 2


def _parts(pushes: Pushes, sizes: Sizes) -> list[tuple[float, int, int]]:
    """(part of the shift, current rows, sources), those that push most first."""
    n, m = sizes
    return sorted(((now / n - then / m, rows, sources) for now, then, rows, sources in pushes), reverse=True)


def _top(parts: Sequence[tuple[float, int, int]]) -> Iterator[tuple[float, int, int]]:
    """The first hundredth of the sources."""
    left = sum(sources for _, _, sources in parts) // TOP
    for part, rows, sources in parts:
        taken = min(left, sources)
        if not taken:
            return
        yield part, rows, taken
        left -= taken
