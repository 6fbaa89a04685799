"""Numbers counted over the cells of a grid by numpy: the arithmetic of `grid`'s SQL, a batch of doubles at a time.

Invariant: the integers are those of the embedded engine. Each number is first brought to the nearest of those between
just outside both ends of the grid, where its cell stays the same; NaN goes below them, and is taken out again by its
number. Pieces too wide for arithmetic (`can_count`) are left to the engine.
"""

import math
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from assentian.checks.counting.grid import CountingGrid, Knots, Lattice

MOST_COMPARED = 32
"""Knots that are found by comparing with each; more are found by bisection."""
Cells = Callable[[Any], Any]
"""The cells of an array of doubles; what it gives is only good until it is called again."""


def can_count(grid: CountingGrid) -> bool:
    """Whether no difference between two numbers of the grid overflows."""
    low, high = grid.ends
    return math.isfinite(math.nextafter(high, math.inf) - math.nextafter(low, -math.inf))


class Tally:
    """Adds up the numbers of one column, in arrays of at most `batch`."""

    def __init__(self, grid: CountingGrid, batch: int) -> None:
        import numpy as np

        self.grid, self.nan = grid, 0
        self.totals = np.zeros(grid.cells, dtype=np.int64)
        self._cells = _on_lattice(grid, batch) if isinstance(grid, Lattice) else _between_knots(grid, batch)

    def add(self, values: Any) -> None:
        """Count doubles; the array is not changed."""
        import numpy as np

        nan = int(np.count_nonzero(values != values))  # noqa: PLR0124 - only NaN differs from itself
        self.totals += np.bincount(self._cells(values), minlength=self.grid.cells)
        self.totals[0] -= nan
        self.nan += nan

    def join(self, other: "Tally") -> None:
        self.totals += other.totals
        self.nan += other.nan

    def counts(self) -> list[int]:
        return [int(rows) for rows in self.totals]


def _on_lattice(grid: Lattice, batch: int) -> Cells:
    import numpy as np

    low, high = math.nextafter(grid.ends[0], -math.inf), math.nextafter(grid.ends[1], math.inf)
    value, nearest, point = (np.empty(batch) for _ in range(3))
    found = np.empty(batch, dtype=np.intp)

    def cells(values: Any) -> Any:
        n = len(values)
        v, near, p, cell = value[:n], nearest[:n], point[:n], found[:n]
        np.fmin(np.fmax(values, low, out=v), high, out=v)
        np.divide(v, float(grid.step), out=near)
        near *= float(grid.per_unit)
        near += 0.5
        np.floor(near, out=near)
        np.multiply(near, float(grid.step), out=p)
        p /= float(grid.per_unit)
        near -= float(grid.first)
        np.copyto(cell, near, casting="unsafe")
        cell *= 2
        cell += 1
        cell -= v < p
        cell += v > p
        return cell

    return cells


def _between_knots(grid: Knots, batch: int) -> Cells:
    return _on_line(grid, batch) if len(grid.pieces) == 1 else _on_lines(grid, batch)


def _on_line(grid: Knots, batch: int) -> Cells:
    """One straight piece, without asking each number on which side of the ends it lies."""
    import numpy as np

    ((start, cells_),) = grid.pieces
    low, high = math.nextafter(start, -math.inf), grid.stop
    scale = grid.scale(start, grid.stop, cells_)
    value, found = np.empty(batch), np.empty(batch, dtype=np.intp)

    def cells(values: Any) -> Any:
        n = len(values)
        v, cell = value[:n], found[:n]
        np.fmin(np.fmax(values, low, out=v), high, out=v)
        above, below = v >= high, v < start
        v -= start
        v *= scale
        np.copyto(cell, v, casting="unsafe")  # towards zero, which is down: what is below zero is cell 0 anyhow
        cell += 1
        cell[above] = cells_ + 1
        cell[below] = 0
        return cell

    return cells


def _on_lines(grid: Knots, batch: int) -> Cells:
    """Several pieces, and one below and above them that is not cut."""
    import numpy as np

    knots = [start for start, _ in grid.pieces] + [grid.stop]
    low = math.nextafter(knots[0], -math.inf)
    pieces = list(zip(grid.pieces, knots[1:], strict=True))
    starts = np.array([low, *knots])
    scales = np.array([0.0, *(grid.scale(start, end, cells) for (start, cells), end in pieces), 0.0])
    firsts = np.array([0, *accumulate((cells for _, cells in grid.pieces), initial=1)], dtype=np.intp)
    value, from_, by = (np.empty(batch) for _ in range(3))
    found, first, place = (np.empty(batch, dtype=np.intp) for _ in range(3))
    counted = np.empty(batch, dtype=np.int8)

    def pieces_of(v: Any) -> Any:
        if len(knots) > MOST_COMPARED:
            return np.searchsorted(starts[1:], v, side="right")
        knots_below, piece = counted[: len(v)], place[: len(v)]
        knots_below[:] = 0
        for knot in knots:
            knots_below += v >= knot
        np.copyto(piece, knots_below)
        return piece

    def cells(values: Any) -> Any:
        n = len(values)
        v, cell = value[:n], found[:n]
        np.fmin(np.fmax(values, low, out=v), grid.stop, out=v)
        piece = pieces_of(v)
        v -= np.take(starts, piece, out=from_[:n], mode="clip")
        v *= np.take(scales, piece, out=by[:n], mode="clip")
        np.copyto(cell, v, casting="unsafe")
        cell += np.take(firsts, piece, out=first[:n], mode="clip")
        return cell

    return cells
