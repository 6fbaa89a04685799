"""How far the worst slice of the data falls behind all of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from assentian.checks.intervals import chance_z
from assentian.checks.measure import Limit
from assentian.checks.performance.estimates import FEWEST, Estimate, Tested, measured
from assentian.checks.result import Metric
from assentian.standards.vocabulary import Verdict


def worst_slice_gap(overall: float, worst: float) -> float:
    """Performance over all cases minus that of the worst slice, over the values of one column with enough cases.

    Of the AUC where there is a score, else of the accuracy. Source: slice-based evaluation (Chung et al., 2019). Unit:
    that of the measure, 0 to 1. 95 % interval: 1.96 standard errors of the slice; 99 % bound of chance widened for the
    number of slices (Bonferroni).
    Does not show: slices that no column names; those with too few cases are insufficient, never passed.
    """
    return overall - worst


def worst_slices(
    slices: Sequence[Mapping[str, Any]], tested: Tested, limit: Limit, *, of: str, fewest: int = FEWEST
) -> Iterable[Metric]:
    """For each column: the measure of each slice, then the gap of the worst one."""
    overall, _ = measured(of, tested, 1)
    for column, values in groupby(slices, key=lambda one: str(one["column"])):
        found: dict[str, Estimate] = {}
        total = 0
        for one in values:
            where = f"{column}={one['value']}"
            estimate, n = measured(of, Tested(window=one["window"], confusion=one["confusion"]), fewest)
            if estimate:
                found[where] = estimate
                total += int(n)
            yield _slice(of, where, estimate, int(n), fewest)
        yield _gap(column, overall, found, limit, n=total, of=of)


def _slice(of: str, where: str, estimate: Estimate | None, n: int, fewest: int) -> Metric:
    if estimate is None:
        note = f"fewer than {fewest} cases" + (" of one outcome" if of == "auc" else "")
        return Metric(name=of, where=where, value=None, n=n, status=Verdict.INSUFFICIENT, note=note)
    return Metric(name=of, where=where, value=estimate.value, lower=estimate.lower, upper=estimate.upper, n=n)


def _gap(
    column: str, overall: Estimate | None, found: Mapping[str, Estimate], limit: Limit, *, n: int, of: str
) -> Metric:
    told: dict[str, Any] = {"name": "worst_slice_gap", "where": column, "warn": limit.warn, "breach": limit.breach}
    if overall is None or len(found) < 2:  # noqa: PLR2004 - the worst of one is all of it
        note = "fewer than two slices can be measured"
        return Metric(**told, value=None, n=n, status=Verdict.INSUFFICIENT, note=note)
    worst = min(found, key=lambda where: (found[where].value, where))
    floors = {where: chance_z(len(found)) * one.deviation for where, one in found.items()}
    gaps = {where: worst_slice_gap(overall.value, one.value) for where, one in found.items()}
    verdicts = {where: limit.judge(gaps[where], floor=floors[where]) for where in found}
    sure = next((where for where in sorted(gaps, key=lambda one: -gaps[one]) if verdicts[where] is Verdict.FAIL), worst)
    return Metric(
        **told,
        value=gaps[worst],
        lower=overall.value - found[worst].upper,
        upper=overall.value - found[worst].lower,
        floor=floors[worst],
        status=verdicts[sure],
        n=n,
        note=f"{of} worst in {worst}" + (f"; surely apart: {sure}" if sure != worst else ""),
    )
