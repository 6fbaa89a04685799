"""Counts outcomes over bins of the score: the current data as one window, the reference in windows of the same size."""

from collections import defaultdict

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.outcomes import binary, require
from assentian.checks.performance.measures import BINS
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

UNUSABLE = -1
"""The bin of what is no score: missing, NaN, or outside 0 to 1."""


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, without_outcome, current, reference}`; a window is a list of [bin, negatives, positives].

    A reference shows how far performance varies from window to window at rest; an incomplete last window is left out.
    Raises SuiteError where label or score is missing, the label is not binary, or a score is no probability.
    """
    size = inputs.current.rows
    for table in (inputs.current, inputs.reference):
        for role in ("label", "score"):
            if table:
                require(role, suite, table, needed_by=f"the check '{check.id}'")
    (current,) = _windows(inputs.current, suite, size=size)
    reference = _windows(inputs.reference, suite, size=size) if inputs.reference else []
    known = sum(negatives + positives for _, negatives, positives in current)
    return {"rows": size, "without_outcome": size - known, "current": current, "reference": reference}


def _windows(table: Table, suite: Suite, *, size: int) -> list[list[list[int]]]:
    """Complete windows of `size` rows, in the order of the files."""
    label, score = identifier(suite.columns.label or ""), identifier(suite.columns.score or "")
    windows_of = f"(row_number() OVER () - 1) // {size}"
    bin_of = f"least({BINS - 1}, CAST(floor(s * {BINS}) AS INTEGER))"
    rows = table.select(
        "w",
        f"CASE WHEN s >= 0 AND s <= 1 THEN {bin_of} ELSE {UNUSABLE} END AS b",
        "y",
        "count(*)",
        of=f"{windows_of} AS w, TRY_CAST({score} AS DOUBLE) AS s, CAST({label} AS VARCHAR) AS y",
        then=f"WHERE s IS NOT NULL AND w < {table.rows // size} GROUP BY ALL ORDER BY 1, 2",
    )
    outcomes = binary("label", {row[2] for row in rows}, suite, table)
    windows: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for window, bin_, text, n in rows:
        if bin_ == UNUSABLE:
            problem = f"the column '{suite.columns.score}' in {table.locator} holds scores outside 0 to 1"
            raise suite.error(("columns", "score"), f"{problem}; expected probabilities of the positive label")
        outcome = outcomes[text]
        if outcome is not None:
            windows[window][bin_][outcome] += n
    return [[[bin_, *cells] for bin_, cells in sorted(windows[window].items())] for window in range(table.rows // size)]
