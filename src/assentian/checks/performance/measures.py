"""Measures of a score against a binary outcome, from counts over equal bins of the score from 0 to 1.

`Window` lists (bin, negatives, positives) in order of the bin; bins without cases are left out. Where outcomes are
estimated the numbers are expected ones, and no whole numbers.
"""

import math
from collections.abc import Iterator, Sequence

BINS = 1000
CALIBRATION_BINS = 10
Window = Sequence[Sequence[float]]


def auc(window: Window) -> tuple[float, float]:
    """Area under the ROC curve: the share of pairs (positive, negative) in which the positive has the higher score.

    Returns the sure bounds: pairs within one bin of a thousandth lost, and won; ties count half, so the value lies in
    the middle. Source: Mann and Whitney (1947); scikit-learn's `roc_auc_score`. Unit: share of pairs. 95 % interval by
    Hanley and McNeil (1982).
    Does not show: whether scores mean what they say, or errors at the threshold in use.
    """
    below = won = tied = 0.0
    for _, negatives, positives in window:
        won += positives * below
        tied += positives * negatives
        below += negatives
    pairs = below * sum(positives for _, _, positives in window)
    return won / pairs, (won + tied) / pairs


def deviation_of_auc(value: float, negatives: float, positives: float) -> float:
    """Standard error by Hanley and McNeil (1982), from the value and the numbers of negatives and positives."""
    above, twice = value / (2 - value), 2 * value * value / (1 + value)
    spread = (positives - 1) * (above - value * value) + (negatives - 1) * (twice - value * value)
    return math.sqrt(max(0.0, value * (1 - value) + spread) / (negatives * positives))


def brier(window: Window) -> tuple[float, float]:
    """Brier score: the mean of (score - outcome)², and its standard error; each score taken at the middle of its bin.

    Source: Brier (1950); scikit-learn's `brier_score_loss`, from which the bins differ by at most 0.001. Unit: squared
    probability; 0 is perfect, 0.25 a constant guess of one half. 95 % interval: 1.96 standard errors of the mean.
    Does not show: whether it errs by bad order or by bad calibration.
    """
    return _mean((cases, (score - outcome) ** 2) for score, outcome, cases in _cases(window))


def log_loss(window: Window) -> tuple[float, float]:
    """Log loss: the mean of -ln(probability given to what happened), and its standard error.

    Each score is taken at the middle of its bin of a thousandth, so that no case costs more than -ln 0.0005 = 7.6.
    Source: Good (1952); scikit-learn's `log_loss`. Unit: nats. 95 % interval: 1.96 standard errors of the mean.
    Does not show: which side the errors are on; surest errors beyond the outermost bin weigh no more than it.
    """
    return _mean((cases, -math.log(score if outcome else 1 - score)) for score, outcome, cases in _cases(window))


def ece(window: Window) -> tuple[float, float, float]:
    """Expected calibration error: sum over ten equal bins of n_b / n * abs(mean score - share of positives).

    Returned with its standard error and the bound that a perfectly calibrated score stays within 99 times in 100 on as
    many cases (normal approximation in each bin). Source: Naeini, Cooper and Hauskrecht (2015). Unit: probability.
    95 % interval: 1.96 standard errors.
    Does not show: errors that cancel out within a bin, or whether the order of scores is right.
    """
    total = sum(negatives + positives for _, negatives, positives in window)
    error = spread = expected = chance = 0.0
    for cases, score, share in _reliability(window):
        weight = cases / total
        error += weight * abs(score - share)
        spread += weight * weight * share * (1 - share) / cases
        at_rest = weight * weight * score * (1 - score) / cases
        expected += math.sqrt(at_rest * 2 / math.pi)
        chance += at_rest * (1 - 2 / math.pi)
    return error, math.sqrt(spread), expected + Z_CHANCE * math.sqrt(chance)


Z_CHANCE = 2.326347874040841
"""One-sided normal bound, 99 %."""


def _reliability(window: Window) -> Iterator[tuple[float, float, float]]:
    """Cases, mean score and share of positives in each tenth of the score that has cases."""
    tenths: dict[int, list[float]] = {}
    for score, outcome, cases in _cases(window):
        sums = tenths.setdefault(int(score * CALIBRATION_BINS), [0.0, 0.0, 0.0])
        for position, more in enumerate((cases, cases * score, cases * outcome)):
            sums[position] += more
    return ((cases, score / cases, positive / cases) for cases, score, positive in tenths.values() if cases)


def _cases(window: Window) -> Iterator[tuple[float, int, float]]:
    """(score at the middle of the bin, outcome, cases)."""
    for bin_, negatives, positives in window:
        score = (bin_ + 0.5) / BINS
        yield score, 0, negatives
        yield score, 1, positives


def _mean(weighted: Iterator[tuple[float, float]]) -> tuple[float, float]:
    """Mean of (cases, cost) and its standard error."""
    costs = list(weighted)
    n = math.fsum(cases for cases, _ in costs)
    mean = math.fsum(cases * cost for cases, cost in costs) / n
    variance = math.fsum(cases * (cost - mean) ** 2 for cases, cost in costs) / n
    return mean, math.sqrt(variance / n)
