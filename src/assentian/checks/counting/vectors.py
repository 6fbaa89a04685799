"""Numbers counted over the cells of a grid by numpy: the arithmetic of `grid`'s SQL, a batch of doubles at a time.

Invariant: the integers are those of the embedded engine. What lies outside the grid is counted by comparison, brought
to its nearest end and taken out of that cell again, which costs less than to ask each number for its side. NaN is taken
out first. Pieces too wide for arithmetic (`can_count`) are left to the engine.
"""

import math
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from assentian.checks.counting.grid import CountingGrid, Knots, Lattice

MOST_COMPARED = 32
"""Knots that are found by comparing with each; more are found by bisection."""
Add = Callable[[Any, Any], None]
"""Counts an array of doubles, none of them NaN, into the totals of all cells."""


def can_count(grid: CountingGrid) -> bool:
    """Whether no difference between two numbers of the grid overflows."""
    low, high = grid.ends
    return math.isfinite(math.nextafter(high, math.inf) - math.nextafter(low, -math.inf))


class Scratch:
    """What one thread reckons in, a batch long: lent to every column in turn, so that it stays in the nearest cache."""

    def __init__(self, batch: int) -> None:
        import numpy as np

        self.doubles = np.empty((3, batch))
        self.places = np.empty((3, batch), dtype=np.intp)
        self.flags = np.empty(batch, dtype=bool)
        self.small = np.empty(batch, dtype=np.int8)


class Tally:
    """Adds up the numbers of one column, in arrays no longer than the scratch."""

    def __init__(self, grid: CountingGrid, scratch: Scratch) -> None:
        import numpy as np

        self.grid, self.nan = grid, 0
        self.totals = np.zeros(grid.cells, dtype=np.int64)
        if isinstance(grid, Lattice):
            self._add = _on_lattice(grid, scratch)
        else:
            self._add = _on_line(grid, scratch) if len(grid.pieces) == 1 else _on_lines(grid, scratch)

    def add(self, values: Any) -> None:
        """Count doubles; the array is not changed."""
        import numpy as np

        if nan := int(np.count_nonzero(values != values)):  # noqa: PLR0124 - only NaN differs from itself
            self.nan += nan
            values = values[values == values]  # noqa: PLR0124 - likewise
        self._add(values, self.totals)

    def join(self, other: "Tally") -> None:
        self.totals += other.totals
        self.nan += other.nan

    def counts(self) -> list[int]:
        return [int(rows) for rows in self.totals]


def _on_lattice(grid: Lattice, scratch: Scratch) -> Add:
    import numpy as np

    low, high = grid.ends
    step, per_unit, first = float(grid.step), float(grid.per_unit), float(grid.first)

    def add(values: Any, totals: Any) -> None:
        v, near, point = scratch.doubles[:, : len(values)]
        cell, flags = scratch.places[0, : len(values)], scratch.flags[: len(values)]
        below = np.count_nonzero(np.less(values, low, out=flags))
        above = np.count_nonzero(np.greater(values, high, out=flags))
        np.clip(values, low, high, out=v)
        np.divide(v, step, out=near) if step != 1 else np.copyto(near, v)
        near *= per_unit
        near += 0.5
        np.floor(near, out=near)
        np.multiply(near, step, out=point)
        point /= per_unit
        between = np.not_equal(v, point, out=flags).any()
        near -= first
        np.copyto(cell, near, casting="unsafe")
        if between:
            cell *= 2
            cell += 1
            cell -= v < point
            cell += v > point
            totals += np.bincount(cell, minlength=grid.cells)
        else:
            totals[1::2] += np.bincount(cell, minlength=grid.cells // 2)
        _move(totals, below, 1, 0)
        _move(totals, above, -2, -1)

    return add


def _on_line(grid: Knots, scratch: Scratch) -> Add:
    """One straight piece."""
    import numpy as np

    ((start, cells),) = grid.pieces
    stop, scale = grid.stop, grid.scale(start, grid.stop, cells)
    farthest = 1 + int((stop - start) * scale)

    def add(values: Any, totals: Any) -> None:
        v, cell, flags = (lent[: len(values)] for lent in (scratch.doubles[0], scratch.places[0], scratch.flags))
        below = np.count_nonzero(np.less(values, start, out=flags))
        above = np.count_nonzero(np.greater_equal(values, stop, out=flags))
        np.clip(values, start, stop, out=v)
        v -= start
        v *= scale
        np.copyto(cell, v, casting="unsafe")
        totals[1:-1] += np.bincount(cell, minlength=cells)
        _move(totals, below, 1, 0)
        _move(totals, above, farthest, -1)

    return add


def _on_lines(grid: Knots, scratch: Scratch) -> Add:
    """Several pieces, and one below and above them that is not cut."""
    import numpy as np

    knots = [start for start, _ in grid.pieces] + [grid.stop]
    low = math.nextafter(knots[0], -math.inf)
    pieces = list(zip(grid.pieces, knots[1:], strict=True))
    starts = np.array([low, *knots])
    scales = np.array([0.0, *(grid.scale(start, end, cells) for (start, cells), end in pieces), 0.0])
    firsts = np.array([0, *accumulate((cells for _, cells in grid.pieces), initial=1)], dtype=np.intp)

    def pieces_of(v: Any) -> Any:
        if len(knots) > MOST_COMPARED:
            return np.searchsorted(starts[1:], v, side="right")
        knots_below, piece = scratch.small[: len(v)], scratch.places[0, : len(v)]
        flags = scratch.flags[: len(v)]
        knots_below[:] = 0
        for knot in knots:
            knots_below += np.greater_equal(v, knot, out=flags).view(np.int8)
        np.copyto(piece, knots_below)
        return piece

    def add(values: Any, totals: Any) -> None:
        v, start, scale = scratch.doubles[:, : len(values)]
        _, cell, first = scratch.places[:, : len(values)]
        np.clip(values, low, grid.stop, out=v)
        piece = pieces_of(v)
        v -= np.take(starts, piece, out=start, mode="clip")
        v *= np.take(scales, piece, out=scale, mode="clip")
        np.copyto(cell, v, casting="unsafe")
        cell += np.take(firsts, piece, out=first, mode="clip")
        totals += np.bincount(cell, minlength=grid.cells)

    return add


def _move(totals: Any, rows: Any, from_: int, to: int) -> None:
    totals[from_] -= rows
    totals[to] += rows
