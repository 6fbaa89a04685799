"""Distances of each column from the counts, and their judgement with chance and with the number of columns. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.checks.counting import grid as grids
from assentian.checks.drift import ordered, shares
from assentian.checks.intervals import chance_z
from assentian.checks.kind import Counts
from assentian.checks.measure import Limit, Measure, chosen
from assentian.checks.result import Metric
from assentian.checks.significance import chi2_bound, chi2_tail, discoveries, kolmogorov_tail, normal_tail
from assentian.standards.vocabulary import Verdict

FEWEST = 30
"""Rows on either side under which nothing is told."""
MEASURES = {
    measure.name: measure
    for measure in (
        Measure(name="psi", function=shares.psi, limit=Limit(warn=0.1, breach=0.25)),
        Measure(name="jensen_shannon", function=shares.jensen_shannon, limit=Limit(warn=0.1, breach=0.2)),
        Measure(name="ks", function=ordered.kolmogorov_smirnov, limit=Limit(warn=0.1, breach=0.2)),
        Measure(name="wasserstein", function=ordered.wasserstein, limit=Limit(warn=0.1, breach=0.2)),
        Measure(name="cramers_v", function=shares.cramers_v, limit=Limit(warn=0.1, breach=0.2)),
        Measure(name="l_infinity", function=shares.l_infinity, limit=Limit(warn=0.1, breach=0.3)),
    )
}
SHOWN = {
    "chi2": Measure(name="chi2", function=shares.chi2, limit=Limit(warn=math.inf, breach=math.inf), default=False),
    "tail_share": Measure(name="tail_share", function=ordered.tail_share, limit=Limit(warn=1, breach=1), default=False),
}


@dataclass(frozen=True, kw_only=True)
class Distance:
    """One distance of one column; `tail` is how often chance alone goes as far, None where that is not known."""

    name: str
    column: str
    value: float | None
    floor: float | None = None
    tail: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int
    note: str = ""


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Every judged distance of every column, in the order of the columns; shown numbers beside them."""
    limits = chosen(MEASURES, parameters.get("metrics", {}))
    pairs = zip(counts["reference"]["columns"], counts["current"]["columns"], strict=True)
    distances = [distance for reference, current in pairs for distance in _distances(reference, current)]
    sure = {
        (name, distance.column)
        for name in limits
        for distance in _discovered([one for one in distances if one.name == name])
    }
    return tuple(
        _judged(distance, limits.get(distance.name), significant=(distance.name, distance.column) in sure)
        for distance in distances
        if distance.name in limits or distance.name in SHOWN
    )


def _discovered(distances: Sequence[Distance]) -> Iterable[Distance]:
    tails = {index: distance.tail for index, distance in enumerate(distances) if distance.tail is not None}
    return (distances[index] for index in discoveries(tails))


def _judged(distance: Distance, limit: Limit | None, *, significant: bool) -> Metric:
    few = distance.n < FEWEST
    status = None
    if limit is not None:
        verdict = limit.judge(distance.value, floor=distance.floor, significant=significant)
        status = Verdict.INSUFFICIENT if few else verdict
    return Metric(
        name=distance.name,
        where=distance.column,
        value=distance.value,
        lower=distance.lower,
        upper=distance.upper,
        floor=distance.floor,
        warn=limit.warn if limit else None,
        breach=limit.breach if limit else None,
        status=status,
        n=distance.n,
        note=distance.note or (f"fewer than {FEWEST} values" if few and limit else ""),
    )


def _distances(reference: Mapping[str, Any], current: Mapping[str, Any]) -> list[Distance]:
    if reference["kind"] == "category":
        sides = _without_empty([*_categories(reference)], [*_categories(current)])
        found = [*_of_shares(reference["name"], *sides), *_of_categories(reference["name"], *sides)]
        unseen = current["other"] if not reference["other"] else 0
        note = f"{unseen} values that the reference does not have" if unseen else ""
        return [Distance(**{**vars(distance), "note": note}) for distance in found]
    cells = grids.from_json(reference["grid"])
    return [*_of_shares(reference["name"], *_binned(cells, reference, current)), *_of_order(cells, reference, current)]


def _categories(column: Mapping[str, Any]) -> Iterable[int]:
    yield from column["counts"]
    yield column["other"]
    yield column["null"]


def _binned(cells: grids.Grid, reference: Mapping[str, Any], current: Mapping[str, Any]) -> tuple[list[int], list[int]]:
    runs = ordered.quantile_bins(cells, reference["counts"])
    binned = (
        [*(sum(side["counts"][run.start : run.stop]) for run in runs), side["null"] + side["nan"]]
        for side in (reference, current)
    )
    return _without_empty(*binned)


def _without_empty(reference: list[int], current: list[int]) -> tuple[list[int], list[int]]:
    """Both lists without the bins that are empty in both."""
    kept = [(p, q) for p, q in zip(reference, current, strict=True) if p + q]
    return [p for p, _ in kept], [q for _, q in kept]


def _of_shares(column: str, reference: list[int], current: list[int]) -> Iterable[Distance]:
    n, m = sum(reference), sum(current)
    degrees, scale = len(reference) - 1, 1 / n + 1 / m
    index = shares.psi(reference, current)
    yield Distance(
        name="psi",
        column=column,
        value=index,
        floor=scale * chi2_bound(degrees),
        tail=chi2_tail(index / scale, degrees),
        n=min(n, m),
    )
    distance, divergence = shares.jensen_shannon(reference, current), scale / (8 * math.log(2))
    yield Distance(
        name="jensen_shannon",
        column=column,
        value=distance,
        floor=math.sqrt(divergence * chi2_bound(degrees)),
        tail=chi2_tail(distance**2 / divergence, degrees),
        n=min(n, m),
    )


def _of_categories(column: str, reference: list[int], current: list[int]) -> Iterable[Distance]:
    n, m = sum(reference), sum(current)
    degrees, fewest = len(reference) - 1, min(n, m)
    statistic = shares.chi2(reference, current)
    yield Distance(name="chi2", column=column, value=statistic, floor=chi2_bound(degrees), n=fewest)
    yield Distance(
        name="cramers_v",
        column=column,
        value=shares.cramers_v(reference, current),
        floor=math.sqrt(chi2_bound(degrees) / (n + m)),
        tail=chi2_tail(statistic, degrees),
        n=fewest,
    )
    largest, spread = shares.l_infinity(reference, current), shares.spread_of_shares(reference, current)
    yield Distance(
        name="l_infinity",
        column=column,
        value=largest,
        floor=shares.chance_of_l_infinity(reference, current),
        tail=min(1.0, len(reference) * normal_tail(largest / spread)) if spread else 1.0,
        n=fewest,
    )


def _of_order(cells: grids.Grid, reference: Mapping[str, Any], current: Mapping[str, Any]) -> Iterable[Distance]:
    column, before, after = reference["name"], reference["counts"], current["counts"]
    n, m = sum(before), sum(after)
    if not n or not m:
        note = f"no numbers in the {'current data' if n else 'reference'}"
        yield from (Distance(name=name, column=column, value=None, n=0, note=note) for name in ("ks", "wasserstein"))
        return
    lower, upper = ordered.kolmogorov_smirnov(cells, before, after)
    yield Distance(
        name="ks",
        column=column,
        value=lower,
        lower=lower,
        upper=upper,
        floor=ordered.chance_of_kolmogorov_smirnov(n, m),
        tail=kolmogorov_tail(lower * math.sqrt(n * m / (n + m))),
        n=min(n, m),
    )
    yield from _of_body(cells, column, before, after)


def _of_body(cells: grids.Grid, column: str, before: list[int], after: list[int]) -> Iterable[Distance]:
    """The Wasserstein distance and the share of the tails; a constant reference has no deviation to measure by."""
    body, n, m = ordered.body_of(cells, before), sum(before), sum(after)
    if body.deviation:
        distance, least, most = ordered.wasserstein(cells, before, after, body)
        floor = ordered.chance_of_wasserstein(cells, before, m, body)
        tail = normal_tail(chance_z(1) * distance / floor) if floor else None
        yield Distance(
            name="wasserstein",
            column=column,
            value=distance,
            lower=least,
            upper=most,
            floor=floor,
            tail=tail,
            n=min(n, m),
        )
    yield Distance(name="tail_share", column=column, value=ordered.tail_share(after, body), n=m)
