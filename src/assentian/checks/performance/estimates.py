"""Each measure's value with its interval, from the window and the confusion of the cases looked at. Pure."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from assentian.checks.intervals import CONFIDENCE, wilson
from assentian.checks.performance.decisions import DECISIONS, Confusion, f1_of
from assentian.checks.performance.measures import Window, auc, brier, deviation_of_auc, ece, log_loss

FEWEST = 30
"""Cases of either outcome, or behind a share, under which nothing is told."""
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, kw_only=True)
class Tested:
    """The cases of one window; where outcomes are estimated, expected numbers of them."""

    window: Window
    confusion: Confusion


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value with its 95 % interval and standard error, and the bound of chance where the measure has one itself."""

    value: float
    lower: float
    upper: float
    deviation: float
    chance: float | None = None


def outcomes(window: Window) -> tuple[float, float]:
    return sum(negatives for _, negatives, _ in window), sum(positives for _, _, positives in window)


def measured(name: str, tested: Tested, fewest: int = FEWEST) -> tuple[Estimate | None, float]:
    """The estimate, or None where there are too few cases; and the cases behind it."""
    if name in DECISIONS:
        n = DECISIONS[name](tested.confusion)[1]
        return (_of_decisions(name, tested.confusion) if n >= fewest else None), n
    negatives, positives = outcomes(tested.window)
    enough = min(negatives, positives) >= fewest
    return (OF_SCORES[name](tested.window) if enough else None), negatives + positives


def _of_decisions(name: str, confusion: Confusion) -> Estimate:
    successes, n = DECISIONS[name](confusion)
    share, bounds = successes / n, wilson(successes, n)
    deviation = math.sqrt(share * (1 - share) / n)
    if name == "f1":
        deviation *= 2 / (1 + share) ** 2
        share, bounds = f1_of(share), (f1_of(bounds[0]), f1_of(bounds[1]))
    return Estimate(value=share, lower=bounds[0], upper=bounds[1], deviation=deviation)


def _auc(window: Window) -> Estimate:
    lower, upper = auc(window)
    value = (lower + upper) / 2
    deviation = deviation_of_auc(value, *outcomes(window))
    return Estimate(
        value=value, lower=max(0.0, lower - Z * deviation), upper=min(1.0, upper + Z * deviation), deviation=deviation
    )


def _mean(value: float, deviation: float, *, most: float = math.inf, chance: float | None = None) -> Estimate:
    lower, upper = max(0.0, value - Z * deviation), min(most, value + Z * deviation)
    return Estimate(value=value, lower=lower, upper=upper, deviation=deviation, chance=chance)


def _ece(window: Window) -> Estimate:
    value, deviation, chance = ece(window)
    return _mean(value, deviation, most=1, chance=chance)


OF_SCORES: dict[str, Callable[[Window], Estimate]] = {
    "auc": _auc,
    "brier": lambda window: _mean(*brier(window), most=1),
    "log_loss": lambda window: _mean(*log_loss(window)),
    "ece": _ece,
}
