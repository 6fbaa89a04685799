"""Confident learning: which labels the rest of the data contradicts (Northcutt, Jiang and Chuang, 2021).

Classes are numbers from 0, `probabilities` holds for each row one number per class, predicted by a model that has not
seen the row. Pure and of the standard library alone. Does not: predict, or change a label.
"""

from collections.abc import Sequence

TOLERANCE = 1e-6
"""By which a probability may miss its class's threshold, as cleanlab grants it."""


def confident_classes(labels: Sequence[int], probabilities: Sequence[Sequence[float]]) -> list[int | None]:
    """The class that each row is confidently of: the likeliest of those whose threshold it reaches, None if none.

    The threshold of a class is the mean probability of the class over the rows that carry its label.
    """
    classes = range(len(probabilities[0])) if probabilities else range(0)
    sums, sizes = [0.0 for _ in classes], [0 for _ in classes]
    for label, row in zip(labels, probabilities, strict=True):
        sums[label] += row[label]
        sizes[label] += 1
    thresholds = [total / size if size else 1.0 for total, size in zip(sums, sizes, strict=True)]
    found: list[int | None] = []
    for row in probabilities:
        reached = [one for one in classes if row[one] >= thresholds[one] - TOLERANCE]
        found.append(max(reached, key=row.__getitem__) if reached else None)
    return found


def joint(labels: Sequence[int], confident: Sequence[int | None], classes: int) -> list[list[int]]:
    """The confident joint: rows by the label given (first) and the class they are confidently of (second)."""
    counts = [[0] * classes for _ in range(classes)]
    for label, one in zip(labels, confident, strict=True):
        if one is not None:
            counts[label][one] += 1
    return counts


def wrong_by_class(counted: Sequence[Sequence[int]], given: Sequence[int]) -> list[float]:
    """Labels of each class that are estimated to be wrong: the rows of the joint, scaled to the labels given.

    A class that no row is confidently of keeps one right row, so that the estimate stays defined (as cleanlab does).
    """
    wrong = []
    for label, (row, size) in enumerate(zip(counted, given, strict=True)):
        right = max(1, row[label])
        off = sum(row) - row[label]
        wrong.append(size * off / (off + right))
    return wrong
