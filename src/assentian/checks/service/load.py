"""The declared peak, asked for real: many requests at once, and inputs that cost most, against the objective.

Latencies are counted in bins one per cent wide, as `slo` does. The worst inputs are asked one at a time, and the plain
question is asked the same way, so that the slowdown is theirs and not the load's.
Does not: find the worst input, or ask more than 2000 times or longer than declared; ask a copy of the service where
the load could harm somebody.
"""

import math
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median_low
from typing import Any

from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.service.objective import WIDTH, percentile
from assentian.checks.spec import CheckSpec, Suite

ALONE = 5
"""How often the plain question and each worst input are asked one at a time."""
SLOWDOWN = 10
ERRORS = 0.01
CLIENT_ERROR, SERVER_ERROR = 400, 500
MICRO = 1000
Bins = Sequence[Sequence[int]]


def p95_ms(bins: Bins) -> tuple[float, float] | None:
    """The latency at the peak that 95 of 100 requests do not exceed; judged by the upper end of its bin.

    Nearest rank. Unit: milliseconds, from the request to the last byte, as the machine that asks sees it.
    Does not show: users farther away, or a peak that lasts longer.
    """
    return percentile(bins, 0.95)


def error_share(failed: int, requests: int) -> float:
    """Requests at the peak that were not answered with success, as a share. Unit: share.

    Does not show: whether what was answered was right.
    """
    return failed / requests


def slowdown(worst: int, plain: int) -> float:
    """Median latency of the slowest of the worst inputs, in medians of the plain question, each asked alone. Unit: 1.

    A worst input that is refused (4xx) slows nothing down and is left out. Source: sponge examples (Shumailov et al.,
    2021). Does not show: inputs that are worse still.
    """
    return worst / plain


def collapsed(found: int) -> float:
    """Worst inputs that broke the service (5xx, or no answer in time). Unit: inputs.

    Does not show: for how long it was broken.
    """
    return float(found)


def requests_per_second(requests: int, microseconds: int) -> float:
    """Requests answered in the time that the peak took. Unit: requests a second. Source: this product.

    Does not show: what the service could do with more callers at once.
    """
    return requests / microseconds * MICRO * MICRO


MEASURES = {
    "p95_ms": Measure(name="p95_ms", function=p95_ms, limit=Limit(warn=1000, breach=1000)),
    "error_share": Measure(name="error_share", function=error_share, limit=Limit(warn=ERRORS, breach=ERRORS)),
    "slowdown": Measure(name="slowdown", function=slowdown, limit=Limit(warn=SLOWDOWN, breach=SLOWDOWN)),
    "collapsed": Measure(name="collapsed", function=collapsed, limit=Limit(warn=0, breach=0)),
    "requests_per_second": Measure(
        name="requests_per_second", function=requests_per_second, limit=Limit(warn=0, breach=0), default=False
    ),
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, bins, failed, took, plain, worst: [[number, microseconds or -1, last status]]}`; rows are the requests of
    the peak, times in microseconds.
    """
    parameters = check.parameters
    with Endpoint(parameters["model"], inputs, ("checks", check.index, "model")) as endpoint:
        plain, status = _alone(endpoint, parameters["question"])
        if not 200 <= status < CLIENT_ERROR:  # noqa: PLR2004 - success
            raise DataError(f"answers {status} to the plain question", file=endpoint.address)
        worst = [
            [number, *_alone(endpoint, question)]
            for number, question in enumerate(parameters.get("worst", ()), start=1)
        ]
        begun = time.monotonic()
        with ThreadPoolExecutor(parameters["parallel"]) as pool:
            answers = list(pool.map(lambda _: _once(endpoint, parameters["question"]), range(parameters["requests"])))
        took = time.monotonic() - begun
    bins: dict[int, int] = {}
    for microseconds, answer in answers:
        if answer:
            place = math.floor(math.log(max(1, microseconds) / MICRO) / math.log(WIDTH))
            bins[place] = bins.get(place, 0) + 1
    return {
        "rows": len(answers),
        "bins": [[place, bins[place]] for place in sorted(bins)],
        "failed": sum(not 200 <= status < 300 for _, status in answers),  # noqa: PLR2004 - success
        "took": max(1, round(took * MICRO * MICRO)),
        "plain": plain,
        "worst": worst,
    }


def _once(endpoint: Endpoint, question: Mapping[str, Any]) -> tuple[int, int]:
    """Microseconds and status of one request; status 0 where no answer comes."""
    try:
        answer = endpoint.send(question)
    except DataError:
        return 0, 0
    return max(1, round(answer.milliseconds * MICRO)), answer.status


def _alone(endpoint: Endpoint, question: Mapping[str, Any]) -> tuple[int, int]:
    """The median of a few requests one after the other, and the worst status; asked no more once one fails."""
    found = []
    for _ in range(ALONE):
        took, status = _once(endpoint, question)
        if not 200 <= status < CLIENT_ERROR:  # noqa: PLR2004 - success
            return took, status
        found.append(took)
    return median_low(found), status


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The peak against the objective, and the worst inputs against the plain question. Pure."""
    n, asked = counts["rows"], parameters.get("metrics", {})
    most = parameters["most_p95_ms"]
    lower, upper = p95_ms(counts["bins"]) or (None, None)
    rate = requests_per_second(n - counts["failed"], counts["took"])
    metrics = [
        judged("p95_ms", upper, Limit(warn=most, breach=most), n=n, lower=lower, upper=upper),
        judged("error_share", error_share(counts["failed"], n), _limit("error_share", asked), n=n),
        Metric(name="requests_per_second", where="", value=rate, n=n),
    ]
    if not counts["worst"]:
        return tuple(metrics)
    broken = [number for number, _, status in counts["worst"] if not 0 < status < SERVER_ERROR]
    answered = [(took, number) for number, took, status in counts["worst"] if 0 < status < CLIENT_ERROR]
    tried = len(counts["worst"])
    note = f"input {', '.join(map(str, broken))}" if broken else ""
    metrics.append(judged("collapsed", collapsed(len(broken)), _limit("collapsed", asked), n=tried, note=note))
    if answered:
        took, number = max(answered)
        value = slowdown(took, counts["plain"])
        metrics.append(judged("slowdown", value, _limit("slowdown", asked), n=tried, note=f"input {number}"))
    return tuple(metrics)


def _limit(name: str, asked: Mapping[str, Any]) -> Limit:
    return MEASURES[name].limit_of(asked.get(name, {}))


KIND = Kind(
    name="load-test",
    title="The declared peak and the worst inputs are sustained",
    speaks_for={
        "iso42001:A.6.2.4": "Tries, before release, what the service does at its declared peak.",
        "iso42001:A.4.5": "Shows that the computing resources carry what was planned.",
        "iso27001:A.8.6": "Measures capacity instead of reckoning it.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
