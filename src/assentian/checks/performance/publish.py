"""The counts of performance that may leave the organisation: no cell tells of fewer than ten cases. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assentian.checks.kind import Counts

FEWEST_PUBLISHED = 10
NOTHING = [0, 0, 0, 0]


def publishable(counts: Counts, fewest: int = FEWEST_PUBLISHED) -> Counts:
    """Neighbouring bins joined until each holds at least ten cases or none of either outcome; the rest is left out. A
    confusion with a smaller cell is emptied, and so are all slices of a column that has one: the rest would tell it.
    """
    confusion = counts["confusion"]
    told = {
        **counts,
        "current": coarse(counts["current"], fewest),
        "reference": [coarse(window, fewest) for window in counts["reference"]],
        "confusion": {
            "current": _whole(confusion["current"], fewest),
            "reference": [_whole(one, fewest) for one in confusion["reference"]],
        },
        "slices": list(_slices(counts["slices"], fewest)),
    }
    windows = ("unlabelled", "calibration")
    return {**told, **{name: coarse(counts[name], fewest) for name in windows if name in counts}}


def coarse(window: Sequence[Sequence[int]], fewest: int) -> list[list[int]]:
    """A joined bin keeps the number of its middle one."""
    joined: list[list[int]] = []
    first, negatives, positives = -1, 0, 0
    for bin_, more_negatives, more_positives in window:
        first = bin_ if first < 0 else first
        negatives, positives = negatives + more_negatives, positives + more_positives
        if all(_hidden(cases, fewest) for cases in (negatives, positives)):
            joined.append([(first + bin_) // 2, negatives, positives])
            first, negatives, positives = -1, 0, 0
    return joined


def _hidden(cases: int, fewest: int) -> bool:
    return cases == 0 or cases >= fewest


def _whole(confusion: Sequence[int], fewest: int) -> list[int]:
    return [*confusion] if all(_hidden(cases, fewest) for cases in confusion) else NOTHING


def _slices(slices: Sequence[Mapping[str, Any]], fewest: int) -> Iterable[dict[str, Any]]:
    small = {
        one["column"]
        for one in slices
        if any(not _hidden(cases, fewest) for cases in one["confusion"])
        or any(not _hidden(sum(bin_[side] for bin_ in one["window"]), fewest) for side in (1, 2))
    }
    for one in slices:
        if one["column"] not in small:
            yield {**one, "window": coarse(one["window"], fewest)}
