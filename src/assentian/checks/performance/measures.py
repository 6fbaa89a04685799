"""Measures of a score against a binary outcome, from counts over equal bins of the score from 0 to 1.

`Window` lists (bin, negatives, positives) in order of the bin; bins without cases are left out.
"""

import math
from collections.abc import Sequence

BINS = 1000
Window = Sequence[tuple[int, int, int]]


def auc(window: Window) -> tuple[float, float]:
    """Area under the ROC curve: the share of pairs (positive, negative) in which the positive has the higher score.

    Returns the sure bounds: pairs within one bin of a thousandth lost, and won; ties count half, so the value lies in
    the middle. Source: Mann and Whitney (1947); scikit-learn's `roc_auc_score`. Unit: share of pairs. 95 % interval by
    Hanley and McNeil (1982).
    Does not show: whether scores mean what they say, or errors at the threshold in use.
    """
    below = won = tied = 0
    for _, negatives, positives in window:
        won += positives * below
        tied += positives * negatives
        below += negatives
    pairs = below * sum(positives for _, _, positives in window)
    return won / pairs, (won + tied) / pairs


def deviation_of_auc(value: float, negatives: int, positives: int) -> float:
    """Standard error by Hanley and McNeil (1982), from the value and the numbers of negatives and positives."""
    above, twice = value / (2 - value), 2 * value * value / (1 + value)
    spread = (positives - 1) * (above - value * value) + (negatives - 1) * (twice - value * value)
    return math.sqrt(max(0.0, value * (1 - value) + spread) / (negatives * positives))


def brier(window: Window) -> tuple[float, float]:
    """Brier score: the mean of (score - outcome)², and its standard error; each score taken at the middle of its bin.

    Source: Brier (1950); scikit-learn's `brier_score_loss`, from which the bins differ by at most 0.001. Unit: squared
    probability; 0 is perfect, 0.25 a constant guess of one half.
    Does not show: whether it errs by bad order or by bad calibration.
    """
    errors = [
        (cases, ((bin_ + 0.5) / BINS - outcome) ** 2)
        for bin_, negatives, positives in window
        for outcome, cases in ((0, negatives), (1, positives))
    ]
    n = sum(cases for cases, _ in errors)
    mean = math.fsum(cases * error for cases, error in errors) / n
    variance = math.fsum(cases * (error - mean) ** 2 for cases, error in errors) / n
    return mean, math.sqrt(variance / n)
