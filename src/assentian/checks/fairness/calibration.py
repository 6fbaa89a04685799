"""Calibration by group: whether a score promises each group what then happens to it. Pure.

Works on [group values, cases, positives, sum of scores in millionths]; cases without a label or a score are left out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assentian.checks.intervals import chance_z, wilson
from assentian.checks.measure import Limit
from assentian.checks.result import GRAVITY, Metric
from assentian.standards.vocabulary import Verdict

MILLION = 1_000_000
Cases = tuple[int, int, int]
"""Cases, positives, and the sum of their scores in millionths."""


def calibration(cases: Cases) -> float:
    """Expected minus observed: mean score - share of positives, in one group.

    Source: calibration within groups (Kleinberg, Mullainathan and Raghavan, 2016). Unit: probability, -1 to 1; above 0
    the score promises more than comes. 95 % interval from Wilson's of the observed share.
    Does not show: errors at high and low scores that cancel out, or bias in the label itself.
    """
    n, positives, score = cases
    return score / MILLION / n - positives / n


def calibration_gap(cases: Cases) -> float:
    """Largest absolute difference of expected and observed over the groups with enough cases.

    Source: as `calibration`. Unit: probability, 0 to 1. 95 % interval from Wilson's of the observed share; 99 % bound
    of chance from the mean score, widened for the number of groups.
    Does not show: which cases within the group are misjudged; small groups are left out as insufficient.
    """
    return abs(calibration(cases))


def by_group(
    cells: Sequence[Sequence[Any]], attributes: Sequence[str], groups: Sequence[str], limit: Limit, *, fewest: int
) -> Iterable[Metric]:
    """The calibration of each group of these attributes, then the judged largest gap."""
    margin = _margin(cells, attributes, groups)
    enough = {group: cases for group, cases in margin.items() if cases[0] >= fewest}
    for group, cases in margin.items():
        n, positives, _ = cases
        if group not in enough:
            note, status = f"fewer than {fewest} cases", Verdict.INSUFFICIENT
            yield Metric(name="calibration", where=group, value=None, n=n, status=status, note=note)
            continue
        value, (lower, upper) = calibration(cases), wilson(positives, n)
        expected = value + positives / n
        yield Metric(name="calibration", where=group, value=value, lower=expected - upper, upper=expected - lower, n=n)
    yield _largest(" x ".join(attributes), enough, limit)


def _margin(cells: Sequence[Sequence[Any]], attributes: Sequence[str], groups: Sequence[str]) -> dict[str, Cases]:
    margin: dict[str, Cases] = {}
    for values, *counts in cells:
        named = (f"{group}={value}" for group, value in zip(groups, values, strict=True) if group in attributes)
        name = ", ".join(named)
        before = margin.get(name, (0, 0, 0))
        margin[name] = (before[0] + counts[0], before[1] + counts[1], before[2] + counts[2])
    return dict(sorted(margin.items()))


def _largest(where: str, enough: Mapping[str, Cases], limit: Limit) -> Metric:
    told: dict[str, Any] = {"name": "calibration_gap", "where": where, "warn": limit.warn, "breach": limit.breach}
    total = sum(cases[0] for cases in enough.values())
    if not enough:
        note = "no group can be measured"
        return Metric(**told, value=None, n=0, status=Verdict.INSUFFICIENT, note=note)
    floors = {group: _chance(cases, len(enough)) for group, cases in enough.items()}
    verdicts = {group: limit.judge(calibration_gap(cases), floor=floors[group]) for group, cases in enough.items()}
    worst = min(enough, key=lambda group: (GRAVITY.index(verdicts[group]), -calibration_gap(enough[group]), group))
    lower, upper = wilson(enough[worst][1], enough[worst][0])
    expected = enough[worst][2] / MILLION / enough[worst][0]
    ends = sorted((abs(expected - lower), abs(expected - upper)))
    return Metric(
        **told,
        value=calibration_gap(enough[worst]),
        lower=0.0 if lower <= expected <= upper else ends[0],
        upper=ends[1],
        floor=floors[worst],
        status=verdicts[worst],
        n=total,
        note=f"worst in {worst}",
    )


def _chance(cases: Cases, groups: int) -> float:
    """The gap that a calibrated score stays within, 99 times in 100, over so many groups."""
    mean = min(1.0, max(0.0, cases[2] / MILLION / cases[0]))
    return chance_z(groups) * math.sqrt(mean * (1 - mean) / cases[0])
