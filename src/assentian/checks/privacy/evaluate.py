"""Judges the smallest crowd against the declared k. Pure."""

from collections.abc import Mapping
from typing import Any

from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, Worse
from assentian.checks.privacy.measures import Sizes, below_k_share, k, unique_share
from assentian.checks.result import Metric

FEWEST_PUBLISHED = 10
"""Rows under which a published cell would tell of too few."""
MEASURES = {
    "k": Measure(name="k", function=k, limit=Limit(warn=5, breach=2, worse=Worse.BELOW)),
    "below_k_share": Measure(
        name="below_k_share", function=below_k_share, limit=Limit(warn=0, breach=0), default=False
    ),
    "unique_share": Measure(name="unique_share", function=unique_share, limit=Limit(warn=0, breach=0), default=False),
}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The smallest class, judged; the shares of rows below k and alone, shown and not judged."""
    sizes: Sizes = counts["sizes"]
    declared = parameters.get("k")
    limit = Limit(warn=declared, breach=declared, worse=Worse.BELOW) if declared else MEASURES["k"].limit
    note = f"by {', '.join(parameters.get('quasi_identifiers', ()))}"
    smallest = k(sizes)
    return (
        Metric(
            name="k",
            where="",
            value=smallest,
            n=counts["rows"],
            warn=limit.warn,
            breach=limit.breach,
            status=limit.judge(smallest),
            note=note,
        ),
        Metric(name="below_k_share", where="", value=below_k_share(sizes, limit.warn), n=counts["rows"]),
        Metric(name="unique_share", where="", value=unique_share(sizes), n=counts["rows"]),
    )


def publishable(counts: Counts) -> Counts:
    """Sizes joined under the smallest until each cell tells of ten rows: k stays, the shares err towards harm."""
    joined: list[list[int]] = []
    for size, rows in counts["sizes"]:
        if joined and joined[-1][1] < FEWEST_PUBLISHED:
            joined[-1][1] += rows
        else:
            joined.append([size, rows])
    if len(joined) > 1 and joined[-1][1] < FEWEST_PUBLISHED:
        joined[-2][1] += joined.pop()[1]
    return {**counts, "sizes": joined}
