"""Performance without labels: confidence-based performance estimation (CBPE) from counts. Pure.

What a score meant is learnt from the reference (isotonic regression on its counts by bin and label); each unlabelled
case then counts as that share of a positive and the rest of a negative, and every measure works on such expected
counts as on real ones. Source: NannyML's CBPE; isotonic regression by pooling adjacent violators (Ayer et al., 1955).

Does not show: change of concept. Where the same score has come to mean something else, only labels can tell.
"""

from collections.abc import Iterator, Mapping, Sequence

from assentian.checks.performance.measures import Window

ASSUMES = "estimated without labels; holds while a score means what it meant in the reference"


def isotonic(window: Window) -> dict[int, float]:
    """Share of positives by bin, never falling as the score rises: the least-squares fit, weighted by cases."""
    pools: list[list[float]] = []
    for _, negatives, positives in window:
        pools.append([positives, negatives + positives, 1])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            last = pools.pop()
            pools[-1] = [one + other for one, other in zip(pools[-1], last, strict=True)]
    shares = (positives / cases for positives, cases, bins in pools for _ in range(int(bins)))
    return {int(bin_): share for (bin_, _, _), share in zip(window, shares, strict=True)}


def expected_shares(window: Window, bins: Sequence[int]) -> Iterator[float]:
    """The share of positives to expect in each of these ascending bins; between bins of the reference on a line."""
    known = sorted(isotonic(window).items())
    for bin_ in bins:
        lower = max((one for one in known if one[0] <= bin_), default=known[0])
        upper = min((one for one in known if one[0] >= bin_), default=known[-1])
        width = upper[0] - lower[0]
        yield lower[1] + (upper[1] - lower[1]) * (bin_ - lower[0]) / width if width > 0 else lower[1]


def estimated(counts: Mapping[str, Sequence[Sequence[int]]]) -> tuple[list[list[float]], list[float]]:
    """Expected window and confusion of unlabelled cases: `calibration` is a window, `unlabelled` lists
    [bin, cases predicted negative, cases predicted positive].
    """
    unlabelled = counts["unlabelled"] if counts["calibration"] else ()  # without a reference nothing is expected
    shares = expected_shares(counts["calibration"], [bin_ for bin_, _, _ in unlabelled])
    window, confusion = [], [0.0, 0.0, 0.0, 0.0]
    for (bin_, negative, positive), share in zip(unlabelled, shares, strict=True):
        window.append([bin_, (negative + positive) * (1 - share), (negative + positive) * share])
        for cell, more in enumerate(
            (negative * (1 - share), positive * (1 - share), negative * share, positive * share)
        ):
            confusion[cell] += more
    return window, confusion
