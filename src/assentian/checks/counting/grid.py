"""Fine cells over the number line, fixed by the reference: what makes a distribution a list of integers.

A grid is a row of cells in the order of the numbers; every number, infinite ones too, falls into exactly one. The cell
is found by comparisons, one subtraction and one multiplication of doubles, so every engine finds the same. Two kinds:

- `Lattice`: numbers with few decimals. Each value is a cell of its own (a point), and so is each gap between two.
- `Knots`: anything else. Straight pieces between knots, each cut into equal cells, more where the reference is denser;
  a value that occurs often (an atom) is a point.

Does not: count, or know the number NaN, which the caller keeps apart.
"""

import math
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from assentian.checks.sql import number

CELLS = 4096
LATTICE_POINTS = 4096
STEPS = ((1000, 1), (500, 1), (100, 1), (50, 1), (10, 1), (5, 1), (1, 1), (1, 10), (1, 100), (1, 1000))
"""Steps of a lattice as fractions, coarsest first; one side is always 1, so that one rounding finds each point."""
LARGEST_EXACT = 2.0**52
JUST_BELOW_ONE = 1 - 2.0**-50
"""Keeps the largest number of a piece in its last cell, whatever the rounding."""
FAR_OUT = 0.001
"""The share of the sample at either end that may lie outside a lattice."""
ATOM_SHARE = 0.0018
FULLEST_CELL = 0.0018
"""The share of the sample that no cell should hold; bounds what the Kolmogorov-Smirnov interval cannot see."""
TAILS = (0.005, 0.995)
"""Shares of the sample below which, and above which, cells are apart, so that an outlier stretches only these."""


@dataclass(frozen=True)
class Lattice:
    """The numbers k x `step` / `per_unit` for whole k from `first` to `last`, and the gaps around and between them."""

    first: int
    last: int
    step: int
    per_unit: int

    @property
    def cells(self) -> int:
        return 2 * (self.last - self.first) + 3

    @cached_property
    def edges(self) -> Sequence[float]:
        """Upper edge of each cell but the last; a point is as wide as nothing."""
        return [self._point(k) for k in range(self.first, self.last + 1) for _ in range(2)]

    @property
    def points(self) -> Collection[int]:
        """The cells that hold one number only."""
        return range(1, self.cells, 2)

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last edge."""
        return self._point(self.first), self._point(self.last)

    def is_point(self, cell: int) -> bool:
        return cell in self.points

    def sql(self, value: str, above: str = "") -> str:
        """SQL for the cell of a number: 0, 2, 4, ... are the gaps, 1, 3, 5, ... the points. `above` stands in place of
        the last cell: in DuckDB, what is missing and NaN come there too.
        """
        low, high = (number(self._point(k)) for k in (self.first, self.last))
        nearest = f"floor({value} / {number(self.step)} * {number(self.per_unit)} + 0.5)"
        point = f"({nearest} * {number(self.step)} / {number(self.per_unit)})"
        return (
            f"CASE WHEN {value} < {low} THEN 0 "
            f"WHEN {value} <= {high} THEN 1 + 2 * CAST({nearest} - {number(self.first)} AS INTEGER) "
            f"+ CASE WHEN {value} < {point} THEN -1 WHEN {value} > {point} THEN 1 ELSE 0 END "
            f"ELSE {above or self.cells - 1} END"
        )

    def as_json(self) -> dict[str, Any]:
        fields = {"first": self.first, "last": self.last, "step": self.step, "per_unit": self.per_unit}
        return {"kind": "lattice", **fields}

    def _point(self, k: int) -> float:
        return k * self.step / self.per_unit


@dataclass(frozen=True)
class Knots:
    """Pieces `(start, cells)` in order and the `stop` after the last; below and above them lies one cell each."""

    pieces: tuple[tuple[float, int], ...]
    stop: float

    @property
    def cells(self) -> int:
        return sum(cells for _, cells in self.pieces) + 2

    @cached_property
    def edges(self) -> Sequence[float]:
        """Upper edge of each cell but the last."""
        starts = [start for start, _ in self.pieces] + [self.stop]
        inner = [
            start + (end - start) * (step / cells) if step else start
            for (start, cells), end in zip(self.pieces, starts[1:], strict=True)
            for step in range(cells)
        ]
        return [*inner, self.stop]

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last edge."""
        return self.pieces[0][0], self.stop

    def is_point(self, cell: int) -> bool:
        return cell in self.points

    @cached_property
    def points(self) -> Collection[int]:
        starts = [start for start, _ in self.pieces] + [self.stop]
        firsts = accumulate((cells for _, cells in self.pieces), initial=1)
        return frozenset(
            first
            for first, (start, end) in zip(firsts, pairwise(starts), strict=False)
            if end == math.nextafter(start, math.inf)
        )

    def sql(self, value: str, above: str = "") -> str:
        """SQL for the cell of a number: a tree of comparisons down to a piece, then its straight line. `above` stands
        in place of the last cell: in DuckDB, what is missing and NaN come there too.
        """
        firsts = list(accumulate((cells for _, cells in self.pieces), initial=1))
        starts = [start for start, _ in self.pieces] + [self.stop]
        leaves = ["0"]
        for (start, cells), end, first in zip(self.pieces, starts[1:], firsts, strict=False):
            if cells == 1:
                leaves.append(str(first))
            else:
                scale = self.scale(start, end, cells)
                leaves.append(f"{first} + CAST(floor(({value} - {number(start)}) * {number(scale)}) AS INTEGER)")
        leaves.append(above or str(firsts[-1]))
        return _tree(value, starts, leaves)

    @staticmethod
    def scale(start: float, end: float, cells: int) -> float:
        """Cells a unit of a piece; none of one that is not cut."""
        return cells / (end - start) * JUST_BELOW_ONE if cells > 1 else 0.0

    def as_json(self) -> dict[str, Any]:
        pieces = [[repr(start), cells] for start, cells in self.pieces]
        return {"kind": "knots", "pieces": pieces, "stop": repr(self.stop)}


@dataclass(frozen=True)
class Edges:
    """Joined cells of another grid: the upper edge of each but the last, and which of them are points.

    It cannot count: it is what is left of a grid in counts that leave the organisation.
    """

    edges: tuple[float, ...]
    points: frozenset[int]

    @property
    def cells(self) -> int:
        return len(self.edges) + 1

    def is_point(self, cell: int) -> bool:
        return cell in self.points

    def as_json(self) -> dict[str, Any]:
        return {"kind": "edges", "edges": [repr(edge) for edge in self.edges], "points": sorted(self.points)}


CountingGrid = Lattice | Knots
Grid = Lattice | Knots | Edges


def from_json(raw: Mapping[str, Any]) -> Grid:
    if raw["kind"] == "edges":
        return Edges(tuple(map(float, raw["edges"])), frozenset(raw["points"]))
    return counting_grid(raw)


def counting_grid(raw: Mapping[str, Any]) -> CountingGrid:
    """A grid that the reference fixed; ValueError for one that cannot count."""
    if raw["kind"] == "lattice":
        return Lattice(raw["first"], raw["last"], raw["step"], raw["per_unit"])
    if raw["kind"] != "knots":
        raise ValueError(f"a grid of the kind {raw['kind']} cannot count")
    return Knots(tuple((float(start), cells) for start, cells in raw["pieces"]), float(raw["stop"]))


def fit(sample: Sequence[float]) -> CountingGrid:
    """The grid for a reference, from a sorted sample of its finite values; without values, one point at zero."""
    return _lattice(sample) or _even(sample) or _knots(sample)


def _tree(value: str, starts: Sequence[float], leaves: Sequence[str]) -> str:
    """`leaves[i]` holds for the numbers below `starts[i]` and at or above `starts[i - 1]`."""
    if len(leaves) == 1:
        return leaves[0]
    middle = len(starts) // 2
    below = _tree(value, starts[:middle], leaves[: middle + 1])
    above = _tree(value, starts[middle + 1 :], leaves[middle + 1 :])
    return f"CASE WHEN {value} < {number(starts[middle])} THEN {below} ELSE {above} END"


def _lattice(sample: Sequence[float]) -> Lattice | None:
    """The coarsest lattice that the values lie on; where they spread too far for it, that of all but the farthest."""
    if not sample:
        return Lattice(0, 0, 1, 1)
    far = int(FAR_OUT * len(sample))
    for values in (sample, sample[far : len(sample) - far]):
        low, high = values[0], values[-1]
        for step, per_unit in STEPS:
            fits = (high - low) / step * per_unit < LATTICE_POINTS and max(-low, high) * per_unit < LARGEST_EXACT
            if fits and all(round(value / step * per_unit) * step / per_unit == value for value in values):
                return Lattice(round(low / step * per_unit), round(high / step * per_unit), step, per_unit)
    return None


def _even(sample: Sequence[float]) -> Knots | None:
    """One straight piece over all but the farthest of the sample, the quickest to count, if no cell gets too full."""
    far, n = int(FAR_OUT * len(sample)), len(sample)
    low, stop = sample[far], math.nextafter(sample[n - 1 - far], math.inf)
    most = max(2, round(n * FULLEST_CELL))
    for cells in (CELLS, 2 * CELLS, 4 * CELLS):
        width = (stop - low) / cells
        can_be_cut = math.isfinite(stop - low) and math.isfinite(1 / width if width else math.inf)
        if can_be_cut and all(later - value >= width for value, later in zip(sample, sample[most - 1 :], strict=False)):
            return Knots(((low, cells),), stop)
    return None


def _knots(sample: Sequence[float]) -> Knots:
    """Atoms first, straight pieces between them, cells shared out by how much of the sample each piece holds."""
    n, stop = len(sample), math.nextafter(sample[-1], math.inf)
    atoms = _atoms(sample)
    tails = (sample[int(share * n)] for share in TAILS)
    knots = {sample[0], *tails, *atoms, *(math.nextafter(atom, math.inf) for atom in atoms)} - {stop}
    starts: list[float] = []
    for low, high in pairwise([*sorted(knots), stop]):
        inside = sample[bisect_left(sample, low) : bisect_left(sample, high)]
        starts += [low] if low in atoms else _straight(low, high, inside, n)
    pieces = []
    for low, high in pairwise([*starts, stop]):
        held = bisect_left(sample, high) - bisect_left(sample, low)
        pieces.append((low, 1 if low in atoms else _cells(low, high, held, n)))
    return Knots(tuple(pieces), stop)


def _atoms(sample: Sequence[float]) -> set[float]:
    """Values that hold so much of the sample that one cell of them would blur the picture."""
    least = max(2, math.ceil(len(sample) * ATOM_SHARE))
    return {value for value, later in zip(sample, sample[least - 1 :], strict=False) if value == later}


def _straight(low: float, high: float, inside: Sequence[float], n: int) -> list[float]:
    """Starts of the pieces of [low, high): halved at the median until none of its equal cells is too full."""
    most = max(2, round(n * FULLEST_CELL))
    width = (high - low) / _cells(low, high, len(inside), n)
    too_full = any(later - value < width for value, later in zip(inside, inside[most:], strict=False))
    median = inside[len(inside) // 2] if inside else low
    if not (too_full and low < median < high):
        return [low]
    half = bisect_left(inside, median)
    return _straight(low, median, inside[:half], n) + _straight(median, high, inside[half:], n)


def _cells(low: float, high: float, held: int, n: int) -> int:
    """How many of the cells a piece gets that holds `held` of `n`; one where it is too wide or thin for arithmetic."""
    can_be_cut = math.isfinite(high - low) and math.isfinite(CELLS / (high - low))
    return max(1, round(CELLS * held / n)) if can_be_cut else 1
