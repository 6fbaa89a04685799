"""Wrong labels, estimated by confident learning on probabilities that a model gave rows it had not seen.

Counts hold the labels by class and the confident joint, over all rows and by source. Does not: correct a label, or
say of one row that its label is wrong.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.labels.confident import confident_classes, joint, wrong_by_class
from assentian.checks.labels.out_of_fold import FOLDS, predicted
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

FEWEST = 100
"""Labels under which no share of wrong ones is told."""
MOST_CLASSES = 100
MISSING = "(missing)"


def error_rate(wrong: float, labels: int) -> float:
    """Labels estimated to be wrong, as a share: the off-diagonal mass of the confident joint, scaled to the labels.

    Source: Northcutt, Jiang and Chuang (2021), "Confident Learning". Unit: share. The interval is Wilson's, as if the
    errors had been counted; it tells nothing of the model's own mistakes.
    Does not show: every wrong label. Of random flips of 1 % it finds about 59 % where classes overlap, 70 to 75 % on
    scikit-learn's digits and breast-cancer data, and it takes hard rows for wrong ones (2 % of the digits). Errors
    that follow the columns (a rule applied wrongly throughout) look right to the model.
    """
    return wrong / labels


def class_error_rate(wrong: float, labels: int) -> float:
    """`error_rate` among the labels of one class.

    Source: Northcutt, Jiang and Chuang (2021). Unit: share. 95 % interval by Wilson.
    Does not show: what the label should be; a class that the columns tell poorly looks worse than it is.
    """
    return wrong / labels


def source_ratio(rate: float, mean: float) -> float:
    """Error rate of one source over that of all labels; 0 where none is estimated to be wrong.

    Source: this product; one source above three times the mean points at poisoning or poor work. Unit: 1.
    Does not show: why: a source of harder rows has a higher rate too.
    """
    return rate / mean if mean else 0.0


MEASURES = {
    "error_rate": Measure(name="error_rate", function=error_rate, limit=Limit(warn=1, breach=1)),
    "class_error_rate": Measure(
        name="class_error_rate", function=class_error_rate, limit=Limit(warn=1, breach=1), default=False
    ),
    "source_ratio": Measure(name="source_ratio", function=source_ratio, limit=Limit(warn=3, breach=3)),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, classes, given, joint, sources: [[source, given, joint]]}`; rows without a label are left out."""
    table, label = inputs.current, suite.columns.label
    if label is None:
        raise suite.error(("columns", "label"), "is missing; expected the column whose values are judged")
    for place, column in _columns(check, label):
        if column not in table.types:
            raise suite.error(place, table.missing(column))
    where = f"WHERE {identifier(label)} IS NOT NULL"
    source = check.parameters.get("source")
    named = f"coalesce(CAST({identifier(source)} AS VARCHAR), '{MISSING}')" if source else "''"
    value = f"CAST({identifier(label)} AS VARCHAR)"
    rows = table.select(value, named, then=f"{where} ORDER BY {table.row_number}")
    classes = sorted({one for one, _ in rows})
    if not 1 < len(classes) <= MOST_CLASSES:
        raise DataError(f"'{label}' has {len(classes)} values; expected 2 to {MOST_CLASSES}", file=table.locator)
    labels = [classes.index(one) for one, _ in rows]
    confident = confident_classes(labels, _probabilities(check, suite, table, labels=labels, classes=classes))
    places: dict[str, list[int]] = {}
    for index, (_, one) in enumerate(rows):
        places.setdefault(one, []).append(index)

    def counted(chosen: list[int]) -> tuple[list[int], list[list[int]]]:
        own = [labels[index] for index in chosen]
        return [own.count(one) for one in range(len(classes))], joint(
            own, [confident[index] for index in chosen], len(classes)
        )

    given, whole = counted(list(range(len(rows))))
    sources = [[one, *counted(places[one])] for one in sorted(places)] if source else []
    return {"rows": len(rows), "classes": classes, "given": given, "joint": whole, "sources": sources}


def _columns(check: CheckSpec, label: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every column that the declaration names, with its place."""
    here = ("checks", check.index)
    yield ("columns", "label"), label
    for index, name in enumerate(check.parameters.get("features", ())):
        yield (*here, "features", index), name
    for name in check.parameters.get("probabilities", {}):
        yield (*here, "probabilities", name), name
    if "source" in check.parameters:
        yield (*here, "source"), check.parameters["source"]


def _probabilities(
    check: CheckSpec, suite: Suite, table: Table, *, labels: list[int], classes: list[str]
) -> list[list[float]]:
    """Those of the declared columns, else out of the fold."""
    label, declared = str(suite.columns.label), check.parameters.get("probabilities")
    where = f"WHERE {identifier(label)} IS NOT NULL"
    if declared is None:
        features = check.parameters["features"]
        if label in features:
            raise suite.error(("checks", check.index, "features"), f"holds the label '{label}' itself")
        small = next((one for index, one in enumerate(classes) if labels.count(index) < FOLDS), None)
        if small is not None:
            raise DataError(f"the class '{small}' has fewer than {FOLDS} rows, one for each fold", file=table.locator)
        return predicted(table, features, labels, where=where)
    given = {str(one): column for column, one in declared.items()}
    if set(given) != set(classes):
        problem = f"names the classes {', '.join(sorted(given))}; the labels are {', '.join(classes)}"
        raise suite.error(("checks", check.index, "probabilities"), problem)
    columns = [f"TRY_CAST({identifier(given[one])} AS DOUBLE)" for one in classes]
    found = table.select(*columns, then=f"{where} ORDER BY {table.row_number}")
    for number, row in enumerate(found, start=1):
        if not all(one is not None and 0 <= one <= 1 for one in row):
            raise DataError(f"a probability of labelled row {number} is not a number from 0 to 1", file=table.locator)
    return [list(row) for row in found]


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The share of labels estimated to be wrong, by class, and how far each source departs from it."""
    asked = parameters.get("metrics", {})
    most = {"warn": parameters["max"], "breach": parameters["max"]}
    wrong = wrong_by_class(counts["joint"], counts["given"])
    whole = Limit(**{**most, **asked.get("error_rate", {})})
    mean = error_rate(sum(wrong), counts["rows"])
    metrics = [_rate("error_rate", "", sum(wrong), counts["rows"], whole)]
    for name, few, size in zip(counts["classes"], wrong, counts["given"], strict=True):
        own = MEASURES["class_error_rate"].limit_of(asked["class_error_rate"]) if "class_error_rate" in asked else None
        metrics.append(_rate("class_error_rate", name, few, size, own))
    for name, given, counted in counts["sources"]:
        size = sum(given)
        rate = error_rate(sum(wrong_by_class(counted, given)), size)
        limit = MEASURES["source_ratio"].limit_of(asked.get("source_ratio", {"warn": 3, "breach": 3}))
        few_labels = size < FEWEST
        value = None if few_labels else source_ratio(rate, mean)
        note = f"fewer than {FEWEST} labels" if few_labels else f"error rate {rate:.4f}"
        metrics.append(judged("source_ratio", value, limit, n=size, where=name, note=note))
    return tuple(metrics)


def _rate(name: str, where: str, wrong: float, labels: int, limit: Limit | None) -> Metric:
    few = labels < FEWEST
    value = None if few else MEASURES[name].function(wrong, labels)
    lower, upper = wilson(wrong, labels)
    note = f"fewer than {FEWEST} labels" if few else ""
    if limit is None:
        return Metric(name=name, where=where, value=value, n=labels, lower=lower, upper=upper, note=note)
    return judged(name, value, limit, n=labels, where=where, lower=lower, upper=upper, note=note)


KIND = Kind(
    name="label-noise",
    title="Labels that the rest of the data contradicts",
    speaks_for={
        "iso42001:A.7.4": "Estimates how many labels are wrong, and whether one source brings more than its share."
    },
    measures=MEASURES,
    valid_for=timedelta(days=90),
    profile=profile,
    evaluate=evaluate,
)
