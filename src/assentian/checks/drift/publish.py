"""Coarser counts for leaving the organisation: no cell of either side tells of one to nine cases.

Neighbouring cells are joined, small categories go to `other`, a small number of missing values is left out. Cells are
joined only inside a bin of the stability index where that is possible, so PSI mostly stays the same to the last digit;
the interval of the Kolmogorov-Smirnov distance widens.
"""

from collections.abc import Sequence
from typing import Any

from assentian.checks.counting import grid as grids
from assentian.checks.drift.ordered import quantile_bins
from assentian.checks.kind import Counts

FEWEST = 10
RUNS = 128
"""About how many cells are left; enough for the distances, few enough to travel in a statement."""
Run = tuple[int, int]


def publishable(counts: Counts) -> Counts:
    """The same shape as the full counts, so that `evaluate` works on it."""
    pairs = [
        _numbers(reference, current) if reference["kind"] == "number" else _categories(reference, current)
        for reference, current in zip(counts["reference"]["columns"], counts["current"]["columns"], strict=True)
    ]
    sides = zip(*pairs, strict=True) if pairs else ((), ())
    coarse = {
        name: {"rows": counts[name]["rows"], "columns": list(columns)}
        for name, columns in zip(("reference", "current"), sides, strict=True)
    }
    return {"rows": counts["current"]["rows"], **coarse}


def _numbers(reference: dict[str, Any], current: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    cells = grids.from_json(reference["grid"])
    runs = _runs(cells, reference["counts"], current["counts"])
    edges = cells.edges
    coarse = grids.Edges(
        tuple(edges[stop - 1] for _, stop in runs[:-1]),
        frozenset(index for index, (start, stop) in enumerate(runs) if stop - start == 1 and cells.is_point(start)),
    )
    reduced = (
        {
            **side,
            "grid": coarse.as_json(),
            "null": _large(side["null"]),
            "nan": _large(side["nan"]),
            "counts": [sum(side["counts"][start:stop]) for start, stop in runs],
        }
        for side in (reference, current)
    )
    before, after = reduced
    return before, after


def _runs(cells: grids.Grid, reference: Sequence[int], current: Sequence[int]) -> list[Run]:
    """Runs of cells, each large enough on both sides; a remainder joins the run before it."""
    share = sum(reference) / RUNS
    runs: list[Run] = []
    for bin_ in quantile_bins(cells, reference):
        start, inside = bin_.start, len(runs)
        for cell in bin_:
            stop = cell + 1
            if sum(reference[start:stop]) >= share and _tells_of_none(reference, current, start, stop):
                runs.append((start, stop))
                start = stop
        if start < bin_.stop:
            first = runs.pop()[0] if len(runs) > inside else start
            runs.append((first, bin_.stop))
    return _joined(runs, reference, current)


def _joined(runs: list[Run], reference: Sequence[int], current: Sequence[int]) -> list[Run]:
    """Join a run that is still too small with the next, and the last with the one before."""
    joined: list[Run] = []
    for start, stop in runs:
        if joined and not _tells_of_none(reference, current, *joined[-1]):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    while len(joined) > 1 and not _tells_of_none(reference, current, *joined[-1]):
        _, stop = joined.pop()
        joined[-1] = (joined[-1][0], stop)
    return joined


def _tells_of_none(reference: Sequence[int], current: Sequence[int], start: int, stop: int) -> bool:
    return all(_large(sum(side[start:stop])) == sum(side[start:stop]) for side in (reference, current))


def _categories(reference: dict[str, Any], current: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Move the smallest categories to `other` until neither side has a small cell left."""
    pairs = zip(reference["values"], reference["counts"], current["counts"], strict=True)
    kept = sorted(pairs, key=lambda pair: (-min(pair[1], pair[2]), pair[0]))
    others = [reference["other"], current["other"]]
    while kept and not all(_large(count) == count for count in (*kept[-1][1:], *others)):
        _, before, after = kept.pop()
        others = [others[0] + before, others[1] + after]
    sides = (
        {
            **side,
            "values": [pair[0] for pair in kept],
            "counts": [pair[index] for pair in kept],
            "other": _large(others[index - 1]),
            "null": _large(side["null"]),
        }
        for index, side in ((1, reference), (2, current))
    )
    before_, after_ = sides
    return before_, after_


def _large(count: int) -> int:
    """A count of at least ten; a smaller one is not told."""
    return count if count >= FEWEST else 0
