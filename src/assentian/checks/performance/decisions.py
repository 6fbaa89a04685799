"""Measures of decisions at the threshold in use, from the four counts of a confusion matrix.

`Confusion` is (true negatives, false positives, false negatives, true positives). Each measure is a share, given as
(cases that count, cases looked at), so that its interval is Wilson's; F1 follows from such a share.
"""

from collections.abc import Sequence

Confusion = Sequence[float]
Share = tuple[float, float]


def accuracy(confusion: Confusion) -> Share:
    """Accuracy: (TP + TN) / all. Source: scikit-learn's `accuracy_score`. Unit: share. 95 % interval by Wilson.

    Does not show: which error is made; a rare class weighs next to nothing.
    """
    tn, fp, fn, tp = confusion
    return tp + tn, tn + fp + fn + tp


def precision(confusion: Confusion) -> Share:
    """Precision (positive predictive value): TP / (TP + FP), among those predicted positive.

    Source: scikit-learn's `precision_score`. Unit: share. 95 % interval by Wilson.
    Does not show: positives that were missed; it moves with the base rate though the model stays the same.
    """
    _, fp, _, tp = confusion
    return tp, tp + fp


def recall(confusion: Confusion) -> Share:
    """Recall (true positive rate): TP / (TP + FN), among those whose label is positive.

    Source: scikit-learn's `recall_score`. Unit: share. 95 % interval by Wilson.
    Does not show: what is wrongly called positive; calling everything positive gives 1.
    """
    _, _, fn, tp = confusion
    return tp, tp + fn


def f1(confusion: Confusion) -> Share:
    """F1: 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall.

    Returned as the share J = TP / (TP + FP + FN), of which F1 = 2 J / (1 + J) and its 95 % interval (Wilson's of J,
    transformed) follow. Source: van Rijsbergen (1979); scikit-learn's `f1_score`. Unit: 1.
    Does not show: true negatives; which of the two errors prevails.
    """
    _, fp, fn, tp = confusion
    return tp, tp + fp + fn


def f1_of(overlap: float) -> float:
    """F1 from the share J of `f1`."""
    return 2 * overlap / (1 + overlap)


DECISIONS = {measure.__name__: measure for measure in (accuracy, precision, recall, f1)}
