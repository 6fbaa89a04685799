"""Judges performance against a declared limit, or against what the reference shows at rest. Pure.

Without labels the same measures work on expected counts (see `calibration`), and every number says so.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean, stdev
from typing import Any

from assentian.checks.intervals import chance_z
from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, Worse
from assentian.checks.performance import decisions, measures
from assentian.checks.performance.calibration import ASSUMES, estimated
from assentian.checks.performance.decisions import DECISIONS
from assentian.checks.performance.estimates import FEWEST, OF_SCORES, Estimate, Tested, measured
from assentian.checks.performance.slices import worst_slice_gap, worst_slices
from assentian.checks.result import Metric
from assentian.standards.vocabulary import Verdict

FEWEST_WINDOWS = 10
WARN_AT, BREACH_AT = 2, 3
"""Standard deviations from the mean of the reference's windows, where the suite declares no limit."""
AT_LEAST = Limit(warn=0.7, breach=0.6, worse=Worse.BELOW)
GAP = "worst_slice_gap"
MEASURES = {
    measure.name: measure
    for measure in (
        Measure(name="auc", function=measures.auc, limit=AT_LEAST),
        Measure(name="brier", function=measures.brier, limit=Limit(warn=0.2, breach=0.25)),
        Measure(name="log_loss", function=measures.log_loss, limit=Limit(warn=0.6, breach=0.69), default=False),
        Measure(name="ece", function=measures.ece, limit=Limit(warn=0.05, breach=0.1), default=False),
        *(
            Measure(name=name, function=getattr(decisions, name), limit=AT_LEAST, default=False)
            for name in ("accuracy", "precision", "recall", "f1")
        ),
        Measure(name=GAP, function=worst_slice_gap, limit=Limit(warn=0.05, breach=0.1), default=False),
    )
}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Judged are the metrics that the check names, else AUC and Brier score (without a score, accuracy); the others
    are shown. The worst slice is judged wherever groups are asked for.
    """
    asked: Mapping[str, Any] = parameters.get("metrics", {})
    without_labels = "unlabelled" in counts
    window, confusion = counts["current"], counts["confusion"]["current"]
    if without_labels:
        window, confusion = estimated(counts)
    tested = Tested(window=window, confusion=confusion)
    possible = [*(OF_SCORES if counts["scored"] else ()), *(DECISIONS if counts["decided"] else ())]
    default = [name for name in possible if MEASURES[name].default] or ["accuracy"]
    judged = [name for name in MEASURES if name in asked and name != GAP] or ([] if GAP in asked else default)
    rest = _at_rest(counts)
    metrics = []
    for name in MEASURES:
        if name in judged:
            metrics.append(_judged(name, asked.get(name, {}), tested, rest, without_labels=without_labels))
        elif name in possible:
            metrics += _shown(name, tested, without_labels=without_labels)
    limit = MEASURES[GAP].limit_of(asked.get(GAP, {}))
    of, fewest = "auc" if counts["scored"] else "accuracy", parameters.get("min_group", FEWEST)
    metrics += worst_slices(counts["slices"], tested, limit, of=of, fewest=fewest)
    if GAP in asked and not counts["slices"]:
        note = "no slices: name columns in groups"
        metrics.append(Metric(name=GAP, where="", value=None, n=0, status=Verdict.INSUFFICIENT, note=note))
    return tuple(metrics)


def _at_rest(counts: Counts) -> list[Tested]:
    windows = zip(counts["reference"], counts["confusion"]["reference"], strict=True)
    return [Tested(window=window, confusion=confusion) for window, confusion in windows]


def _judged(
    name: str, asked: Mapping[str, Any], tested: Tested, reference: Sequence[Tested], *, without_labels: bool
) -> Metric:
    estimate, n = measured(name, tested)
    assumed = ASSUMES if without_labels else ""
    if estimate is None:
        note = f"fewer than {FEWEST} cases" + (" of one outcome" if name in OF_SCORES else "")
        return Metric(name=name, where="", value=None, n=round(n), status=Verdict.INSUFFICIENT, note=note)
    rest = [found.value for found, _ in (measured(name, window) for window in reference) if found]
    worse = MEASURES[name].limit.worse
    limit = MEASURES[name].limit_of(asked) if asked else _limit_at_rest(rest, worse)
    floor = _floor(estimate, rest, worse)
    unlimited = f"no limit: declare one, or give a reference of {FEWEST_WINDOWS} times as many rows"
    return Metric(
        name=name,
        where="",
        value=estimate.value,
        lower=estimate.lower,
        upper=estimate.upper,
        floor=floor,
        warn=limit.warn if limit else None,
        breach=limit.breach if limit else None,
        status=limit.judge(estimate.value, floor=floor) if limit else Verdict.INSUFFICIENT,
        n=round(n),
        note=assumed if limit else unlimited,
    )


def _shown(name: str, tested: Tested, *, without_labels: bool) -> list[Metric]:
    """The number beside the judged ones; nothing where there are too few cases."""
    estimate, n = measured(name, tested)
    if estimate is None:
        return []
    note = ASSUMES if without_labels else ""
    told: dict[str, Any] = {"value": estimate.value, "lower": estimate.lower, "upper": estimate.upper}
    return [Metric(name=name, where="", n=round(n), note=note, **told)]


def _floor(estimate: Estimate, rest: Sequence[float], worse: Worse) -> float | None:
    """What chance alone stays within: around the mean of the reference's windows, or the measure's own bound."""
    if not rest:
        return estimate.chance
    return fmean(rest) + (1 if worse is Worse.ABOVE else -1) * chance_z(1) * estimate.deviation


def _limit_at_rest(values: Sequence[float], worse: Worse) -> Limit | None:
    """Two and three standard deviations from the mean of at least ten reference windows."""
    if len(values) < FEWEST_WINDOWS:
        return None
    mean, spread = fmean(values), stdev(values) * (1 if worse is Worse.ABOVE else -1)
    return Limit(warn=mean + WARN_AT * spread, breach=mean + BREACH_AT * spread, worse=worse)
