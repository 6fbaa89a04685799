"""Latency, errors and availability of the service against its objective, from records of requests.

Latencies are counted in bins one per cent wide, so that a percentile is known to one per cent and days can be summed.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.records import rows
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

FIELDS = (
    Field(name="latency_ms", meaning="the milliseconds until the answer", type=Type.NUMBER),
    Field(name="ok", meaning="whether the request was answered as it should be", type=Type.FLAG),
)
WIDTH = 1.01
LEAST_MS = 0.001
Bins = Sequence[Sequence[int]]
"""[bin, requests], bins ascending; bin i holds latencies from 1.01^i to 1.01^(i + 1) milliseconds."""


def percentile(bins: Bins, share: float) -> tuple[float, float] | None:
    """The bin that holds the latency which `share` of the requests do not exceed (nearest rank), in milliseconds.

    None where fewer requests than it takes for one of them to lie beyond.
    """
    n = sum(requests for _, requests in bins)
    if n * (1 - share) < 1 - 1e-9:
        return None
    rank, passed = math.ceil(round(share * n, 6)), 0
    for number, requests in bins:
        passed += requests
        if passed >= rank:
            return WIDTH**number, WIDTH ** (number + 1)
    return None


def p95_ms(bins: Bins) -> tuple[float, float] | None:
    """The latency that 95 of 100 requests do not exceed; judged by the upper end of its bin. Unit: milliseconds.

    Nearest rank. Does not show: requests that never arrived, or how slow the slowest are.
    """
    return percentile(bins, 0.95)


def p99_ms(bins: Bins) -> tuple[float, float] | None:
    """The latency that 99 of 100 requests do not exceed; judged by the upper end of its bin. Unit: milliseconds.

    Nearest rank. Does not show: requests that never arrived, or the slowest one in a hundred.
    """
    return percentile(bins, 0.99)


def error_share(failed: int, requests: int) -> float:
    """Requests not answered as they should be, as a share of all. Unit: share, 0 to 1.

    Does not show: answers that arrive and are wrong; `performance` looks at those.
    """
    return failed / requests


def availability(failed: int, requests: int) -> float:
    """Requests answered as they should be, as a share of all; to be at least the objective. Unit: share, 0 to 1.

    Does not show: for how long in one piece the service was away.
    """
    return 1 - failed / requests


def budget_burn(failed: int, requests: int, objective: float) -> float:
    """Failed requests as a share of those that the objective allows: 1 is the whole error budget of the period.

    Source: Beyer et al., The Site Reliability Workbook (2018), chapter 5. Unit: shares of the budget.
    Does not show: whether the objective is what the users need.
    """
    return failed / requests / (1 - objective)


_DECLARED = Limit(warn=0, breach=0)
MEASURES = {
    "unsigned": UNSIGNED,
    "budget_burn": Measure(name="budget_burn", function=budget_burn, limit=Limit(warn=0.75, breach=1)),
    "availability": Measure(
        name="availability", function=availability, limit=Limit(warn=0, breach=0, worse=Worse.BELOW), default=False
    ),
    "error_share": Measure(name="error_share", function=error_share, limit=_DECLARED, default=False),
    "p95_ms": Measure(name="p95_ms", function=p95_ms, limit=_DECLARED, default=False),
    "p99_ms": Measure(name="p99_ms", function=p99_ms, limit=_DECLARED, default=False),
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, seals, failed, bins}`."""
    table, sealed = open_records(check, inputs)
    names = check.parameters.get("fields", {})
    held = rows.read(table, FIELDS, names, as_of=rows.as_of(check, inputs))
    [(failed, below)] = held.select("count(*) FILTER (WHERE NOT ok)", "min(row) FILTER (WHERE latency_ms < 0)")
    if below is not None:
        raise DataError(f"row {below}: the latency is below zero", file=table.locator)
    bins = held.select(
        "bin",
        "count(*)",
        of=f"CAST(floor(ln(greatest(latency_ms, {LEAST_MS})) / ln({WIDTH})) AS INTEGER) AS bin",
        then="GROUP BY bin ORDER BY bin",
    )
    return {
        "rows": held.rows,
        "seals": [sealed],
        "failed": int(failed),
        "bins": [[int(number), int(requests)] for number, requests in bins],
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The burn of the error budget, always judged; the others as far as the suite sets them limits. Pure."""
    failed, n = counts["failed"], counts["rows"]
    asked, objective = parameters.get("metrics", {}), parameters["availability"]
    values = {
        "budget_burn": budget_burn(failed, n, objective) if n else None,
        "availability": availability(failed, n) if n else None,
        "error_share": error_share(failed, n) if n else None,
    }
    note = f"objective {objective:g}"
    metrics = [_told(name, value, asked, n=n, note=note) for name, value in values.items()]
    for name, percentile_of in (("p95_ms", p95_ms), ("p99_ms", p99_ms)):
        lower, upper = percentile_of(counts["bins"]) or (None, None)
        metrics.append(_told(name, upper, asked, n=n, lower=lower))
    return (sealing(counts["seals"]), *metrics)


def _told(
    name: str, value: float | None, asked: Mapping[str, Any], *, n: int, note: str = "", lower: float | None = None
) -> Metric:
    measure = MEASURES[name]
    if name in asked or measure.default:
        limit = measure.limit_of(asked.get(name, {}))
        return judged(name, value, limit, n=n, note=note, lower=lower, upper=value if lower else None)
    return Metric(name=name, where="", value=value, n=n, lower=lower, upper=value if lower else None)


KIND = Kind(
    name="slo",
    title="Latency, errors and availability against the objective",
    speaks_for={
        "iso42001:A.6.2.6": "Measures the running service against what was promised of it.",
        "iso42001:9.1": "Measures against limits set beforehand, with the result kept.",
        "iso27001:A.8.6": "Shows whether capacity keeps up with use.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
)
