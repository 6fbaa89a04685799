"""Judges the smallest crowd, and the least mixed one, against what is declared. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.privacy.measures import (
    Histogram,
    Sizes,
    alpha,
    below_k_share,
    distinct_l,
    entropy_l,
    k,
    t,
    unique_share,
)
from assentian.checks.result import Metric
from assentian.standards.vocabulary import Verdict

FEWEST_PUBLISHED = 10
"""Rows under which a published cell would tell of too few."""
DIVERSITY = {
    measure.name: measure
    for measure in (
        Measure(name="distinct_l", function=distinct_l, limit=Limit(warn=2, breach=2, worse=Worse.BELOW)),
        Measure(name="entropy_l", function=entropy_l, limit=Limit(warn=1, breach=1, worse=Worse.BELOW), default=False),
        Measure(name="alpha", function=alpha, limit=Limit(warn=1, breach=1), default=False),
        Measure(name="t", function=t, limit=Limit(warn=1, breach=1), default=False),
    )
}
MEASURES = DIVERSITY | {
    "k": Measure(name="k", function=k, limit=Limit(warn=5, breach=2, worse=Worse.BELOW)),
    "below_k_share": Measure(
        name="below_k_share", function=below_k_share, limit=Limit(warn=0, breach=0), default=False
    ),
    "unique_share": Measure(name="unique_share", function=unique_share, limit=Limit(warn=0, breach=0), default=False),
}
DECLARED_AS = {"distinct_l": "l", "entropy_l": "entropy_l", "alpha": "alpha", "t": "t"}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The smallest class, judged; the shares of rows below k and alone, shown. For each sensitive column the four
    measures of diversity: distinct l is judged always, the others where they are declared.
    """
    sizes: Sizes = counts["sizes"]
    declared = parameters.get("k")
    limit = Limit(warn=declared, breach=declared, worse=Worse.BELOW) if declared else MEASURES["k"].limit
    note = f"by {', '.join(parameters.get('quasi_identifiers', ()))}"
    return (
        judged("k", k(sizes), limit, n=counts["rows"], note=note),
        Metric(name="below_k_share", where="", value=below_k_share(sizes, limit.warn), n=counts["rows"]),
        Metric(name="unique_share", where="", value=unique_share(sizes), n=counts["rows"]),
        *(metric for told in counts["sensitive"] for metric in _diversity(parameters, told, counts["rows"])),
    )


def _diversity(parameters: Mapping[str, Any], told: Mapping[str, Any], rows: int) -> Iterable[Metric]:
    for name, measure in DIVERSITY.items():
        asked = parameters.get(DECLARED_AS[name])
        wanted = asked is not None or measure.default
        limit = measure.limit if asked is None else Limit(warn=asked, breach=asked, worse=measure.limit.worse)
        histogram = told["extremes"].get(name)
        if histogram:
            value = extent(name, histogram, told)
            found = judged(name, value, limit, n=rows, where=told["column"])
            yield found if wanted else Metric(name=name, where=told["column"], value=value, n=rows)
        elif wanted:
            note = "withheld: the class that decides it has cells of fewer than ten rows"
            status = Verdict.INSUFFICIENT
            yield Metric(name=name, where=told["column"], value=None, n=rows, status=status, note=note)


def extent(name: str, histogram: Histogram, told: Mapping[str, Any]) -> float:
    """One measure of one class; `told` holds the histogram of the whole table, and the order of numbers."""
    if name == "t":
        return t(histogram, told["whole"], order=told["order"])
    return float(DIVERSITY[name].function(histogram))


def publishable(counts: Counts) -> Counts:
    """Sizes joined under the smallest until each cell tells of ten rows: k stays, the shares err towards harm. Of the
    sensitive columns only histograms without a cell of fewer than ten rows; a measure that hangs on another is
    withheld, and so insufficient to whoever repeats it from here.
    """
    joined: list[list[int]] = []
    for size, rows in counts["sizes"]:
        if joined and joined[-1][1] < FEWEST_PUBLISHED:
            joined[-1][1] += rows
        else:
            joined.append([size, rows])
    if len(joined) > 1 and joined[-1][1] < FEWEST_PUBLISHED:
        joined[-2][1] += joined.pop()[1]
    return {**counts, "sizes": joined, "sensitive": [_told(one) for one in counts["sensitive"]]}


def _told(sensitive: Mapping[str, Any]) -> dict[str, Any]:
    if not _large(sensitive["whole"]):
        return {**sensitive, "order": None, "whole": {}, "extremes": {}}
    extremes = {name: histogram for name, histogram in sensitive["extremes"].items() if _large(histogram)}
    return {**sensitive, "extremes": extremes}


def _large(histogram: Histogram) -> bool:
    return min(histogram.values()) >= FEWEST_PUBLISHED
