"""Judges performance against a declared limit, or against what the reference shows at rest. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev
from typing import Any

from assentian.checks.intervals import CONFIDENCE, chance_z
from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, Worse
from assentian.checks.performance.measures import Window, auc, brier, deviation_of_auc
from assentian.checks.result import Metric
from assentian.standards.vocabulary import Verdict

FEWEST = 30
"""Cases of either outcome under which nothing is told."""
FEWEST_WINDOWS = 10
WARN_AT, BREACH_AT = 2, 3
"""Standard deviations from the mean of the reference's windows, where the suite declares no limit."""
MEASURES = {
    "auc": Measure(name="auc", function=auc, limit=Limit(warn=0.7, breach=0.6, worse=Worse.BELOW)),
    "brier": Measure(name="brier", function=brier, limit=Limit(warn=0.2, breach=0.25)),
}


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error, and the sure bounds that binning leaves."""

    value: float
    deviation: float
    lower: float
    upper: float


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """AUC and Brier score of the current window, or those of them that the check names."""
    asked: Mapping[str, Any] = parameters.get("metrics", {})
    return tuple(_metric(name, asked.get(name), counts) for name in MEASURES if not asked or name in asked)


def _metric(name: str, asked: Mapping[str, Any] | None, counts: Counts) -> Metric:
    negatives, positives = _outcomes(counts["current"])
    n = negatives + positives
    if min(negatives, positives) < FEWEST:
        note = f"fewer than {FEWEST} cases of one outcome"
        return Metric(name=name, where="", value=None, n=n, status=Verdict.INSUFFICIENT, note=note)
    estimate = ESTIMATES[name](counts["current"])
    rest = [ESTIMATES[name](window).value for window in counts["reference"] if min(_outcomes(window)) >= FEWEST]
    worse = MEASURES[name].limit.worse
    sign = 1 if worse is Worse.ABOVE else -1
    limit = MEASURES[name].limit_of(asked) if asked else _limit_at_rest(rest, worse)
    floor = fmean(rest) + sign * chance_z(1) * estimate.deviation if rest else None
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * estimate.deviation
    return Metric(
        name=name,
        where="",
        value=estimate.value,
        lower=max(0.0, estimate.lower - half),
        upper=min(1.0, estimate.upper + half),
        floor=floor,
        warn=limit.warn if limit else None,
        breach=limit.breach if limit else None,
        status=limit.judge(estimate.value, floor=floor) if limit else Verdict.INSUFFICIENT,
        n=n,
        note="" if limit else f"no limit: declare one, or give a reference of {FEWEST_WINDOWS} times as many rows",
    )


def _limit_at_rest(values: Sequence[float], worse: Worse) -> Limit | None:
    """Two and three standard deviations from the mean of at least ten reference windows."""
    if len(values) < FEWEST_WINDOWS:
        return None
    mean, spread = fmean(values), stdev(values) * (1 if worse is Worse.ABOVE else -1)
    return Limit(warn=mean + WARN_AT * spread, breach=mean + BREACH_AT * spread, worse=worse)


def _outcomes(window: Window) -> tuple[int, int]:
    return sum(negatives for _, negatives, _ in window), sum(positives for _, _, positives in window)


def _auc(window: Window) -> Estimate:
    lower, upper = auc(window)
    value = (lower + upper) / 2
    return Estimate(value, deviation_of_auc(value, *_outcomes(window)), lower, upper)


def _brier(window: Window) -> Estimate:
    value, deviation = brier(window)
    return Estimate(value, deviation, value, value)


ESTIMATES: dict[str, Callable[[Window], Estimate]] = {"auc": _auc, "brier": _brier}


def publishable(counts: Counts, fewest: int = 10) -> Counts:
    """Neighbouring bins joined until each holds at least ten cases or none of either outcome; the rest is left out."""
    windows = {name: [_coarse(window, fewest) for window in counts[name]] for name in ("reference",)}
    return {**counts, "current": _coarse(counts["current"], fewest), **windows}


def _coarse(window: Window, fewest: int) -> list[list[int]]:
    """A joined bin keeps the number of its middle one."""
    joined: list[list[int]] = []
    first, negatives, positives = -1, 0, 0
    for bin_, more_negatives, more_positives in window:
        first = bin_ if first < 0 else first
        negatives, positives = negatives + more_negatives, positives + more_positives
        if all(cases == 0 or cases >= fewest for cases in (negatives, positives)):
            joined.append([(first + bin_) // 2, negatives, positives])
            first, negatives, positives = -1, 0, 0
    return joined
