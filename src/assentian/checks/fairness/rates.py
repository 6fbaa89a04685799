"""Confusion counts of a group, and the rates that follow from them.

Each rate is a pair of integers (cases that count, cases looked at), so that intervals and sums stay exact.
"""

from dataclasses import dataclass
from typing import Self

Share = tuple[int, int]


@dataclass(frozen=True)
class Confusion:
    """Counts of label against prediction; `selected` of `predicted` also holds cases whose label is not known yet."""

    true_negative: int = 0
    false_positive: int = 0
    false_negative: int = 0
    true_positive: int = 0
    selected: int = 0
    predicted: int = 0

    def __add__(self, other: Self) -> "Confusion":
        return Confusion(
            self.true_negative + other.true_negative,
            self.false_positive + other.false_positive,
            self.false_negative + other.false_negative,
            self.true_positive + other.true_positive,
            self.selected + other.selected,
            self.predicted + other.predicted,
        )

    @classmethod
    def of_cell(cls, label: int | None, prediction: int | None, rows: int) -> "Confusion":
        """The counts of one cell of the cube; a case without a prediction is none of ours."""
        if prediction is None:
            return cls()
        outcome = {(0, 0): "true_negative", (0, 1): "false_positive", (1, 0): "false_negative", (1, 1): "true_positive"}
        known = {} if label is None else {outcome[label, prediction]: rows}
        return cls(**known, selected=rows * prediction, predicted=rows)


def selection(group: Confusion) -> Share:
    """Selection rate: predicted positive / all with a prediction.

    Source: demographic parity; the four-fifths rule (29 CFR 1607.4 D) compares its ratio with 0.8. Unit: share.
    Does not show: whether the groups differ in what is predicted; the four-fifths rule is no legal test by itself.
    """
    return group.selected, group.predicted


def tpr(group: Confusion) -> Share:
    """True positive rate: TP / (TP + FN), among those whose label is positive.

    Source: equality of opportunity (Hardt, Price and Srebro, 2016). Unit: share.
    Does not show: bias in the label itself.
    """
    return group.true_positive, group.true_positive + group.false_negative


def fpr(group: Confusion) -> Share:
    """False positive rate: FP / (FP + TN), among those whose label is negative.

    Source: with the true positive rate, equalised odds (Hardt, Price and Srebro, 2016). Unit: share.
    Does not show: bias in the label itself.
    """
    return group.false_positive, group.false_positive + group.true_negative


def fnr(group: Confusion) -> Share:
    """False negative rate: FN / (FN + TP), among those whose label is positive. Unit: share.

    Does not show: bias in the label itself.
    """
    return group.false_negative, group.true_positive + group.false_negative


def ppv(group: Confusion) -> Share:
    """Positive predictive value: TP / (TP + FP), among those predicted positive.

    Source: predictive parity (Chouldechova, 2017); with unequal base rates it cannot hold together with equal FPR and
    FNR. Unit: share.
    Does not show: who was wrongly left out.
    """
    return group.true_positive, group.true_positive + group.false_positive


def npv(group: Confusion) -> Share:
    """Negative predictive value: TN / (TN + FN), among those predicted negative. Unit: share.

    Does not show: who was wrongly selected.
    """
    return group.true_negative, group.true_negative + group.false_negative


def accuracy(group: Confusion) -> Share:
    """Accuracy: (TP + TN) / all with label and prediction. Unit: share.

    Does not show: which error is made; a rare class weighs next to nothing.
    """
    right = group.true_positive + group.true_negative
    return right, right + group.false_positive + group.false_negative


RATES = {rate.__name__: rate for rate in (selection, tpr, fpr, fnr, ppv, npv, accuracy)}
