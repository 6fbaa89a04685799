"""Drift that no single column shows: can a model tell current rows from the reference, and does it rebuild them worse?

Two numbers, both ranks. A classifier tells reference from current rows that it has not seen (out of the fold).
Principal components of one half of the reference rebuild the other half and the current rows; errors are compared.
Counts hold how many rows of either side fall on each step of the score and of the error, so that both follow from them.
Does not: say which column moved (`drift` does), or whether it matters to the model (`performance` does).
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks import extras
from assentian.checks.drift.profile import comparable
from assentian.checks.encoding import array, encoder, is_number
from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, chosen
from assentian.checks.ranks import Pair, auc, interval, joined
from assentian.checks.result import Metric
from assentian.checks.samples import sample
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import Table
from assentian.standards.vocabulary import Verdict

SAMPLE = 5000
FEWEST = 100
"""Rows of either side under which nothing is told."""
FOLDS = 5
STEPS = 1000
"""Steps of the score from 0 to 1, and quantiles of the error of rebuilding."""
KEPT = 0.8
"""Share of the variance that the principal components keep."""
SMALLEST_CELL = 10


def domain_auc(pairs: Sequence[Pair]) -> float:
    """Chance that a classifier gives a random current row a higher score than a random reference row.

    Scores are out of the fold, in steps of a thousandth. 95 % interval by DeLong (1988), as if the rows were scored by
    one classifier. Fails only where the interval also excludes 0.5. Source: Lopez-Paz and Oquab (2017), classifier
    two-sample test. Unit: 0.5 tells nothing, 1 all.
    Does not show: drift that this classifier (gradient boosting of trees) cannot see.
    """
    return auc(pairs)


def reconstruction_auc(pairs: Sequence[Pair]) -> float:
    """Chance that principal components of the reference rebuild a random current row worse than a random reference row.

    Rows of the reference that the components were not made from; errors in steps of their thousandths. 95 % interval
    by DeLong (1988). Unit: 0.5 tells nothing, 1 everything. Source: this product, after reconstruction-error drift.
    Does not show: drift along the components themselves, and columns of text, which are left out.
    """
    return auc(pairs)


LIMIT = Limit(warn=0.55, breach=0.65)
MEASURES = {
    "domain_auc": Measure(name="domain_auc", function=domain_auc, limit=LIMIT),
    "reconstruction_auc": Measure(name="reconstruction_auc", function=reconstruction_auc, limit=LIMIT),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, reference, columns, domain_auc: [[step, current, reference]], reconstruction_auc: the same, or none}`."""
    threads = extras.require("threadpoolctl", extra="ml")
    extras.require("sklearn", extra="ml")
    if inputs.reference is None:
        problem = "is missing; expected {path: FILES}, since a model is trained on the rows of the reference"
        raise suite.error(("data", "reference"), problem)
    current, reference = inputs.current, inputs.reference
    names = _columns(check, suite, current, reference)
    ordered = [one for one in names if is_number(current.types[one])]
    numeric = len(ordered)
    ordered += [one for one in names if one not in ordered]
    most = check.parameters.get("sample", SAMPLE)
    sides = [
        [[row[name] for name in ordered] for row in sample(table, ordered, most=most)] for table in (current, reference)
    ]
    counts: Counts = {"rows": len(sides[0]), "reference": len(sides[1]), "columns": names}
    if min(map(len, sides)) < FEWEST:
        return {**counts, "domain_auc": [], "reconstruction_auc": []}
    rows = array([*sides[0], *sides[1]], numeric)
    with threads.threadpool_limits(1):  # the same sums in the same order on every machine
        counts["domain_auc"] = _domain(rows, len(sides[0]), (numeric, len(names) - numeric))
        counts["reconstruction_auc"] = _rebuilt(rows[:, :numeric], len(sides[0])) if numeric > 1 else []
    return counts


def _columns(check: CheckSpec, suite: Suite, current: Table, reference: Table) -> list[str]:
    """The columns that the check names, else all that both tables have and that can be compared."""
    usable = comparable(reference, suite)
    asked = check.parameters.get("columns")
    label = {suite.columns.label}
    if asked is None:
        found = [name for name in usable if name in current.types and name not in label]
        if not found:
            raise suite.error(("checks", check.index), "the tables have no column in common that can be compared")
    else:
        for index, name in enumerate(asked):
            table = current if name not in current.types else reference
            if name not in current.types or name not in usable:
                raise suite.error(("checks", check.index, "columns", index), table.missing(name))
        found = list(asked)
    for name in found:
        if is_number(current.types[name]) != is_number(reference.types[name]):
            raise DataError(f"'{name}' is a number in one of the tables only", file=current.locator)
    return found


def _domain(rows: Any, current: int, shape: tuple[int, int]) -> list[list[int]]:
    """Rows of either side by the step of their score out of the fold."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    side = [1] * current + [0] * (len(rows) - current)
    model = make_pipeline(encoder(*shape), HistGradientBoostingClassifier(max_iter=60, random_state=0))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    scores = cross_val_predict(model, rows, side, cv=folds, method="predict_proba")[:, 1]
    return _counted([int(one * STEPS) for one in scores], current)


def _rebuilt(rows: Any, current: int) -> list[list[int]]:
    """Current rows, and the half of the reference that the components were not made from, by their error."""
    from sklearn.decomposition import PCA

    numpy = extras.require("numpy", extra="ml")
    reference = rows[current:]
    scaled = encoder(rows.shape[1], 0).fit(reference[::2])
    known, unknown = scaled.transform(reference[::2]), scaled.transform(numpy.vstack([rows[:current], reference[1::2]]))
    if not known.std(axis=0).any():
        return []
    made = PCA(svd_solver="full").fit(known)
    kept = int(numpy.searchsorted(made.explained_variance_ratio_.cumsum(), KEPT)) + 1
    axes = made.components_[: min(kept, rows.shape[1] - 1)]  # with all of them nothing would be lost
    back = (unknown - made.mean_) @ axes.T @ axes + made.mean_
    errors = ((unknown - back) ** 2).sum(axis=1)
    edges = numpy.quantile(errors[current:], numpy.linspace(0, 1, STEPS + 1)[1:-1])
    return _counted(numpy.searchsorted(edges, errors, side="right").tolist(), current)


def _counted(steps: Sequence[int], current: int) -> list[list[int]]:
    cells: dict[int, list[int]] = {}
    for place, step in enumerate(steps):
        cells.setdefault(int(step), [0, 0])[place >= current] += 1
    return [[step, *cells[step]] for step in sorted(cells)]


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Both, as far as there is something to tell; columns of numbers alone can be rebuilt. Pure."""
    limits = chosen(MEASURES, parameters.get("metrics", {}))
    n = counts["rows"] + counts["reference"]
    metrics = []
    for name, limit in limits.items():
        pairs = [pair for _, *pair in counts[name]]
        if not pairs:
            is_asked = name == "domain_auc" or name in parameters.get("metrics", {})
            note = f"expected {FEWEST} rows of either side, and two columns of numbers that vary for the reconstruction"
            told = Metric(name=name, where="", value=None, n=n, note=note)
            if is_asked:
                told = Metric(name=name, where="", value=None, n=n, note=note, status=Verdict.INSUFFICIENT)
            metrics.append(told)
            continue
        lower, upper = interval(pairs)
        value = MEASURES[name].function(pairs)
        metrics.append(
            Metric(
                name=name,
                where="",
                value=value,
                lower=lower,
                upper=upper,
                floor=0.5,
                warn=limit.warn,
                breach=limit.breach,
                status=limit.judge(value, significant=lower > 0.5),  # noqa: PLR2004 - a coin
                n=n,
            )
        )
    return tuple(metrics)


def publishable(counts: Counts) -> Counts:
    """Steps joined until each holds none or at least ten of either side."""
    return {**counts, **{name: joined(counts[name], SMALLEST_CELL) for name in MEASURES}}


KIND = Kind(
    name="drift-model",
    title="Drift that a model sees over all columns together",
    speaks_for={
        "iso42001:A.6.2.6": "Watches the inputs of the running system for change that no single column shows.",
        "iso42001:9.1": "Measures against limits set beforehand, with the result kept.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
