"""Rates by group and intersection from the cube, and the judgement of their gaps and ratios. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

from assentian.checks.fairness.calibration import by_group, calibration, calibration_gap
from assentian.checks.fairness.gaps import GAP, QUOTIENT, gap, quotient, spread
from assentian.checks.fairness.rates import RATES, Confusion
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, Worse, chosen
from assentian.checks.result import Metric
from assentian.standards.vocabulary import Verdict

MIN_GROUP = 30
GAP_LIMIT = Limit(warn=0.05, breach=0.1)
RATIO_LIMIT = Limit(warn=0.9, breach=0.8, worse=Worse.BELOW)
DEFAULT = {"selection_ratio", "tpr_gap", "fpr_gap"}
MEASURES = {
    name: Measure(name=name, function=function, limit=limit, default=name in DEFAULT)
    for rate in RATES
    for name, function, limit in ((f"{rate}_gap", gap, GAP_LIMIT), (f"{rate}_ratio", quotient, RATIO_LIMIT))
}
CALIBRATION = "calibration_gap"
MEASURES[CALIBRATION] = Measure(name=CALIBRATION, function=calibration_gap, limit=GAP_LIMIT, default=False)
_SHOWN: dict[str, Callable[..., Any]] = {**RATES, "calibration": calibration}
SHOWN = {name: Measure(name=name, function=rate, limit=GAP_LIMIT, default=False) for name, rate in _SHOWN.items()}
"""The rates themselves: shown for each group, judged only against each other."""


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """For each attribute (and, where asked, their intersection): the rate of each group, then each judged spread."""
    fewest = parameters.get("min_group", MIN_GROUP)
    limits = chosen(MEASURES, parameters.get("metrics", {}))
    if not counts["labelled"] and not parameters.get("metrics"):
        limits = {name: limit for name, limit in limits.items() if name.startswith("selection")}
    calibrated = limits.pop(CALIBRATION, None)
    metrics: list[Metric] = []
    for attributes in _attributes(counts["groups"], together=parameters.get("intersections", False)):
        groups = _margin(counts, attributes)
        metrics += _rates(groups, limits, fewest)
        metrics += _spreads(" x ".join(attributes), groups, limits, fewest)
        if calibrated:
            metrics += by_group(counts["calibration"], attributes, counts["groups"], calibrated, fewest=fewest)
    return tuple(metrics)


def _attributes(groups: list[str], *, together: bool) -> Iterable[list[str]]:
    yield from ([group] for group in groups)
    if together and len(groups) > 1:
        yield groups


def _margin(counts: Counts, attributes: list[str]) -> dict[str, Confusion]:
    """Confusion counts by group of these attributes, summed over the others, in order of name."""
    wanted = [group in attributes for group in counts["groups"]]
    groups: dict[str, Confusion] = {}
    for values, label, prediction, rows in counts["cells"]:
        named = compress(zip(counts["groups"], values, strict=True), wanted)
        name = ", ".join(f"{group}={value}" for group, value in named)
        groups[name] = groups.get(name, Confusion()) + Confusion.of_cell(label, prediction, rows)
    return dict(sorted(groups.items()))


def _rates(groups: Mapping[str, Confusion], limits: Mapping[str, Limit], fewest: int) -> Iterable[Metric]:
    judged = {name.rpartition("_")[0] for name in limits}
    for group, confusion in groups.items():
        for name, rate in RATES.items():
            successes, n = rate(confusion)
            if n == 0 and name not in judged:
                continue
            lower, upper = wilson(successes, n)
            few = n < fewest and name in judged
            yield Metric(
                name=name,
                where=group,
                value=successes / n if n else None,
                lower=lower,
                upper=upper,
                n=n,
                status=Verdict.INSUFFICIENT if few else None,
                note=f"fewer than {fewest} cases" if few else "",
            )


def _spreads(where: str, groups: Mapping[str, Confusion], limits: Mapping[str, Limit], fewest: int) -> Iterable[Metric]:
    for name, limit in limits.items():
        rate, _, way = name.rpartition("_")
        shares = {group: RATES[rate](confusion) for group, confusion in groups.items()}
        enough = {group: share for group, share in shares.items() if share[1] >= fewest}
        found = spread(enough, limit, GAP if way == "gap" else QUOTIENT)
        yield Metric(
            name=name,
            where=where,
            value=found.value,
            lower=found.lower,
            upper=found.upper,
            floor=found.floor,
            warn=limit.warn,
            breach=limit.breach,
            status=found.verdict,
            n=sum(share[1] for share in enough.values()),
            note=found.note,
        )


def publishable(counts: Counts, fewest: int = 10) -> Counts:
    """The cube without the groups in which some cell has fewer than ten cases, and how many rows that leaves out."""
    small = {tuple(values) for values, _, _, rows in counts["cells"] if rows < fewest}
    kept = [cell for cell in counts["cells"] if tuple(cell[0]) not in small]
    told = {**counts, "cells": kept, "suppressed_rows": counts["rows"] - sum(cell[3] for cell in kept)}
    if "calibration" in counts:
        told["calibration"] = [cell for cell in counts["calibration"] if _is_large(cell, fewest, small)]
    return told


def _is_large(cell: Sequence[Any], fewest: int, small: Collection[tuple[Any, ...]]) -> bool:
    """Whether positives and negatives of a group are both none or many, and its other cells are told too."""
    values, n, positives, _ = cell
    return tuple(values) not in small and all(one == 0 or one >= fewest for one in (positives, n - positives))
