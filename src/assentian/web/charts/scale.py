"""From values to places on the sheet, and round numbers for the axis."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight line from a domain to a range; a domain of one point lands in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        # Halved before subtracting, so that the largest floats do not overflow; of the smallest nothing is left.
        span = self.high / 2 - self.low / 2
        if span == 0:
            return (self.start + self.end) / 2
        return self.start + (value / 2 - self.low / 2) / span * (self.end - self.start)


def extent(values: Iterable[float | None], margin: float = 0.08) -> tuple[float, float]:
    """The smallest span that holds all finite values, widened on both sides by a share of itself."""
    finite = [value for value in values if value is not None and math.isfinite(value)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    room = (high - low) * margin if high > low else abs(high) * 0.1 or 1.0
    return max(low - room, -1e300), min(high + room, 1e300)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most about `most` round values inside the span (steps of 1, 2, 2.5 or 5 times a power of ten)."""
    if not high > low:
        return [low]
    rough = high / most - low / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in _ROUND_STEPS if power * factor >= rough * 0.999)
    first = math.ceil(low / step)
    return [index * step for index in range(first, math.floor(high / step) + 1)] if abs(first) < 1e15 else []  # noqa: PLR2004


def decimals_for(values: list[float]) -> int:
    """Enough decimals to tell neighbouring ticks apart, at most six."""
    step = min((abs(b - a) for a, b in pairwise(values)), default=1.0)
    if step <= 0:
        return 0
    exact = max(0, -math.floor(math.log10(step)))
    return min(6, exact if math.isclose(round(step, exact), step, rel_tol=1e-6) else exact + 1)
