"""Counts outcomes over bins of the score, and predictions against outcomes: the current data as one window, the
reference in windows of the same size.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.outcomes import binary, require
from assentian.checks.performance.measures import BINS
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier, number
from assentian.checks.tables import Table

UNUSABLE = -1
"""The bin of what is no score: NaN, or outside 0 to 1."""
NOTHING = "CAST(NULL AS VARCHAR)"
MOST_SLICES = 1000


@dataclass
class Window:
    """Outcomes by bin of the score, label against prediction, and predictions by bin where no label is known."""

    scores: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    confusion: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    predicted: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, bin_: int | None, label: int | None, prediction: int | None, cases: int) -> None:
        if bin_ is not None:
            self.predicted[bin_][prediction or 0] += cases
            if label is not None:
                self.scores[bin_][label] += cases
        if label is not None and prediction is not None:
            self.confusion[2 * label + prediction] += cases


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, without_outcome, scored, decided, current, reference, confusion, slices}`; a window lists
    [bin, negatives, positives], a confusion is [TN, FP, FN, TP]; without labels also `unlabelled` and `calibration`.

    A reference shows how far performance varies from window to window at rest; an incomplete last window is left out.
    Raises SuiteError where a needed column is missing, the label is not binary, or a score is no probability.
    """
    estimate = check.parameters.get("labels") == "estimated"
    _require(check, suite, inputs, estimate=estimate)
    size = inputs.current.rows
    current = _windows(inputs.current, check, suite, size=size, labelled=not estimate)[0]
    reference = _windows(inputs.reference, check, suite, size=size) if inputs.reference else []
    complete = reference[: inputs.reference.rows // size] if inputs.reference else []
    known = sum(current.confusion) if suite.columns.score is None else _cases(current.scores)
    counts: Counts = {
        "rows": size,
        "without_outcome": size - known,
        "scored": suite.columns.score is not None,
        "decided": suite.columns.prediction is not None or "threshold" in check.parameters,
        "current": _listed(current.scores),
        "reference": [_listed(window.scores) for window in complete],
        "confusion": {"current": current.confusion, "reference": [window.confusion for window in complete]},
        "slices": [] if estimate else list(_slices(check, suite, inputs.current)),
    }
    if estimate:
        counts |= {"unlabelled": _listed(current.predicted), "calibration": _listed(_together(reference))}
    return counts


def _require(check: CheckSpec, suite: Suite, inputs: Inputs, *, estimate: bool) -> None:
    """Every column that the declaration needs is there, in both tables."""
    needed = f"the check '{check.id}'"
    if estimate and inputs.reference is None:
        problem = "needs data.reference, rows with labels that show what a score means"
        raise suite.error(("checks", check.index, "labels"), problem)
    scores = estimate or "threshold" in check.parameters or suite.columns.prediction is None
    for table in (inputs.current, inputs.reference):
        if table:
            if not (estimate and table is inputs.current):
                require("label", suite, table, needed_by=needed)
            require("score", suite, table, needed_by=needed if scores else None)
            require("prediction", suite, table, needed_by=None)
    for index, group in enumerate(check.parameters.get("groups", ())):
        if group not in inputs.current.types:
            raise suite.error(("checks", check.index, "groups", index), inputs.current.missing(group))


def _windows(table: Table, check: CheckSpec, suite: Suite, *, size: int, labelled: bool = True) -> list[Window]:
    """Windows of `size` rows in the order of the files, the last one perhaps incomplete."""
    rows = _counted(table, check, suite, f"(row_number() OVER () - 1) // {size}", labelled=labelled)
    windows = [Window() for _ in range(-(-table.rows // size))]
    for window, *cell in rows:
        windows[int(window)].add(*cell)  # type: ignore[arg-type]
    return windows


def _slices(check: CheckSpec, suite: Suite, table: Table) -> Iterable[dict[str, object]]:
    """Each value of each asked column as a window of its own."""
    for index, group in enumerate(check.parameters.get("groups", ())):
        slices: dict[str, Window] = defaultdict(Window)
        for value, *cell in _counted(
            table, check, suite, f"coalesce(CAST({identifier(group)} AS VARCHAR), '(missing)')"
        ):
            slices[str(value)].add(*cell)  # type: ignore[arg-type]
        if len(slices) > MOST_SLICES:
            problem = f"the column '{group}' has over {MOST_SLICES} values; put them into bands"
            raise suite.error(("checks", check.index, "groups", index), problem)
        for value, window in sorted(slices.items()):
            told = {"window": _listed(window.scores), "confusion": window.confusion}
            yield {"column": group, "value": value, **told}


def _counted(
    table: Table, check: CheckSpec, suite: Suite, by: str, *, labelled: bool = True
) -> list[tuple[str | int, int | None, int | None, int | None, int]]:
    """(by, bin, label, prediction, cases), label and prediction 0, 1 or None; rows that tell nothing are left out."""
    roles, threshold = suite.columns, check.parameters.get("threshold")
    score = f"TRY_CAST({identifier(roles.score)} AS DOUBLE)" if roles.score else "CAST(NULL AS DOUBLE)"
    label = f"CAST({identifier(roles.label)} AS VARCHAR)" if roles.label and labelled else NOTHING
    prediction = f"CAST({identifier(roles.prediction)} AS VARCHAR)" if roles.prediction else NOTHING
    decided = prediction if threshold is None else f"{score} >= {number(threshold)}"
    bin_of = f"least({BINS - 1}, CAST(floor(s * {BINS}) AS INTEGER))"
    rows = table.select(
        "w",
        f"CASE WHEN s IS NULL THEN NULL WHEN s >= 0 AND s <= 1 THEN {bin_of} ELSE {UNUSABLE} END AS b",
        "y",
        "p",
        "count(*)",
        of=f"{by} AS w, {score} AS s, {label} AS y, {decided} AS p",
        then="GROUP BY 1, 2, 3, 4 ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST, 4 NULLS LAST",
    )
    if any(row[1] == UNUSABLE for row in rows):
        problem = f"the column '{roles.score}' in {table.locator} holds scores outside 0 to 1"
        raise suite.error(("columns", "score"), f"{problem}; expected probabilities of the positive label")
    labels = binary("label", {row[2] for row in rows}, suite, table)
    if threshold is not None:
        decisions: dict[object, int | None] = {None: None, True: 1, False: 0}
    else:
        decisions = dict(binary("prediction", {row[3] for row in rows}, suite, table).items())
    return [(w, b, labels[y], decisions[p], n) for w, b, y, p, n in rows]


def _together(windows: Sequence[Window]) -> dict[int, list[int]]:
    total: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for window in windows:
        for bin_, cells in window.scores.items():
            total[bin_] = [one + more for one, more in zip(total[bin_], cells, strict=True)]
    return total


def _cases(bins: dict[int, list[int]]) -> int:
    return sum(map(sum, bins.values()))


def _listed(bins: dict[int, list[int]]) -> list[list[int]]:
    return [[bin_, *cells] for bin_, cells in sorted(bins.items())]
