"""Distances that know the order of numbers, from counts over the cells of a grid. Finite and infinite numbers only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add, mul, sub

from assentian.checks.counting.grid import Grid
from assentian.checks.intervals import chance_z

TAIL = 0.01
"""The share of the reference on either side that does not belong to its body."""


@dataclass(frozen=True)
class Body:
    """The central 98 % of the reference: cells `first` to `last`, both inside, and its standard deviation."""

    first: int
    last: int
    deviation: float


def kolmogorov_smirnov(grid: Grid, reference: Sequence[int], current: Sequence[int]) -> tuple[float, float]:
    """Kolmogorov-Smirnov distance sup |F - G| as a sure interval: (largest at an edge, largest anywhere).

    Between two edges both distribution functions rise somehow, so the true value (scipy's `ks_2samp`) lies in between;
    at a point cell nothing is hidden. Unit: share, 0 to 1. Bound of chance: 1.63 sqrt((n + m) / (nm)).
    Does not show: how far values moved, or a change in the tails, where both functions are flat.
    """
    n, m = sum(reference), sum(current)
    rises = [count * m for count in reference]
    falls = [count * n for count in current]
    edges = [0, *accumulate(map(sub, rises, falls))]  # n m (F - G), whole numbers
    at_edges = max(map(abs, edges))
    highest, lowest = list(map(add, edges, rises)), list(map(sub, edges, falls))
    for point in grid.points:
        highest[point] = lowest[point] = 0
    anywhere = max(at_edges, *highest, -min(lowest))
    return at_edges / (n * m), anywhere / (n * m)


def chance_of_kolmogorov_smirnov(n: int, m: int) -> float:
    """1.63 sqrt((n + m) / (nm)): what the distance stays within by chance, 99 times in 100."""
    return 1.63 * math.sqrt((n + m) / (n * m))


def body_of(grid: Grid, reference: Sequence[int]) -> Body:
    """The central part of the reference between edges of cells; deviation of the values clipped to it."""
    n = sum(reference)
    below = list(accumulate(reference))
    first = next(cell for cell, count in enumerate(below) if count > TAIL * n)
    last = next(cell for cell, count in enumerate(below) if count >= (1 - TAIL) * n)
    first, last = max(1, first), max(1, min(last, grid.cells - 2))
    edges = grid.edges
    low, high = edges[first - 1], edges[last]
    centres = [
        (edges[cell - 1] + (edges[cell] - edges[cell - 1]) / 2, edges[cell] - edges[cell - 1])
        for cell in range(first, last + 1)
    ]
    weighed = [
        (sum(reference[:first]), low, 0.0),
        *((reference[cell], *centres[cell - first]) for cell in range(first, last + 1)),
        (sum(reference[last + 1 :]), high, 0.0),
    ]
    return Body(first, last, _deviation(weighed, n))


def _deviation(weighed: Sequence[tuple[int, float, float]], n: int) -> float:
    """Standard deviation of (rows, centre, width); 0, which nothing is measured by, where doubles cannot hold it."""
    try:
        mean = math.fsum(rows * centre for rows, centre, _ in weighed) / n
        variance = math.fsum(rows * ((centre - mean) ** 2 + width * width / 12) for rows, centre, width in weighed) / n
    except (OverflowError, ValueError):  # beyond the largest double, or infinities of both signs
        return 0.0
    return math.sqrt(variance) if math.isfinite(variance) else 0.0


def wasserstein(grid: Grid, reference: Sequence[int], current: Sequence[int], body: Body) -> tuple[float, float, float]:
    """Wasserstein distance over the body: the integral of |F - G| there, divided by the standard deviation of the body.

    Returns the value, which takes F and G as straight within a cell, and the sure bounds below and above it: they only
    lie apart where current values fall between those of the reference. Unit: standard deviations of the reference. The
    bounds hold scipy's `wasserstein_distance` of both samples clipped to the body. Bound of chance: the integral of
    2.58 sqrt(F (1 - F) (1/n + 1/m)).
    Does not show: the tails, which one outlier could fill alone (see tail_share).
    """
    n, m = sum(reference), sum(current)
    inside = slice(body.first - 1, body.last + 1)
    f = [count / n for count in accumulate(reference)][inside]
    g = [count / m for count in accumulate(current)][inside]
    widths = list(map(sub, grid.edges[body.first : body.last + 1], grid.edges[inside]))
    apart = list(map(sub, f, g))
    before, after = list(map(sub, f[1:], g)), list(map(sub, g[1:], f))
    value = map(mul, widths, map(_mean_distance, apart, apart[1:]))
    most = map(mul, widths, map(max, before, after))
    least = (
        -width * min(one, other)
        for width, one, other in zip(widths, before, after, strict=True)
        if one < 0 or other < 0
    )
    total, lower, upper = (math.fsum(parts) / body.deviation for parts in (value, least, most))
    return total, lower, upper


def chance_of_wasserstein(grid: Grid, reference: Sequence[int], m: int, body: Body) -> float:
    """2.58 sqrt(1/n + 1/m) times the integral of sqrt(F (1 - F)) over the body, per standard deviation.

    At each point |F - G| is about normal with that deviation; that all points were at their bound together is the worst
    case, so this is wider than the exact bound.
    """
    edges, n = grid.edges, sum(reference)
    f = [count / n for count in accumulate(reference)]
    deviations = [math.sqrt(max(0.0, p * (1 - p))) for p in f[body.first - 1 : body.last + 1]]
    widths = map(sub, edges[body.first : body.last + 1], edges[body.first - 1 : body.last + 1])
    integral = math.fsum(map(mul, widths, map(add, deviations, deviations[1:]))) / 2
    return chance_z(1) * math.sqrt(1 / n + 1 / m) * integral / body.deviation


def tail_share(current: Sequence[int], body: Body) -> float:
    """The share of current numbers, infinite ones among them, outside the body of the reference; about 0.02 at rest.

    Unit: share. Shown beside the Wasserstein distance, which leaves these values out.
    Does not show: how far out they lie.
    """
    return 1 - sum(current[body.first : body.last + 1]) / sum(current)


def quantile_bins(grid: Grid, reference: Sequence[int], bins: int = 10) -> list[range]:
    """Runs of cells that hold about equal shares of the reference; a point that holds a whole share is a bin alone."""
    share, points = sum(reference) / bins, grid.points
    runs: list[range] = []
    start, held = 0, 0
    for cell, count in enumerate(reference):
        if count >= share and cell in points:
            runs += [range(start, cell)] * (start < cell) + [range(cell, cell + 1)]
            start, held = cell + 1, 0
            continue
        held += count
        if held >= share:
            runs.append(range(start, cell + 1))
            start, held = cell + 1, 0
    return runs + [range(start, len(reference))] * (start < len(reference))


def _mean_distance(p: float, q: float) -> float:
    """Mean of |x| while x goes straight from p to q."""
    if p * q >= 0:
        return (abs(p) + abs(q)) / 2
    return (p * p + q * q) / (2 * (abs(p) + abs(q)))
