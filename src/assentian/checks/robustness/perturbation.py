"""Accuracy under bounded noise on the numeric features, at the declared budget and at half and a quarter of it.

The noise is even within +- budget x the standard deviation of the column, drawn with a fixed seed. Counts hold, for
each level, the answers that turned wrong and those that turned right. Does not: search for the worst input, as an
attacker would.
"""

import math
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from statistics import NormalDist, pstdev
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import CONFIDENCE, wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure
from assentian.checks.models import open_model
from assentian.checks.result import Metric
from assentian.checks.samples import is_positive, sample
from assentian.checks.spec import CheckSpec, Suite
from assentian.standards.vocabulary import Verdict

FEWEST = 100
"""Rows under which no drop is told."""
SAMPLE = 2000
REPEATS = 5
LEVELS = (4, 2, 1)
"""The budget is divided by these."""
Rows = list[dict[str, Any]]


def accuracy_drop(net: int, trials: int) -> float:
    """Accuracy without noise less accuracy with it: (turned wrong - turned right) / (rows x repeats).

    Source: corruption robustness (Hendrycks and Dietterich, 2019), for tables. Unit: share. 95 % interval over
    rows, as if one more row had turned, so that no turn is no certainty.
    Does not show: the worst input within the budget; noise of other kinds; columns that are not perturbed.
    """
    return net / trials


def clean_accuracy(right: int, rows: int) -> float:
    """Right answers without noise. Unit: share. 95 % interval by Wilson. Source: scikit-learn's `accuracy_score`.

    Does not show: anything of robustness by itself: a model that always answers alike loses nothing under noise.
    """
    return right / rows


MEASURES = {
    "accuracy_drop": Measure(name="accuracy_drop", function=accuracy_drop, limit=Limit(warn=1, breach=1)),
    "clean_accuracy": Measure(
        name="clean_accuracy", function=clean_accuracy, limit=Limit(warn=1, breach=1), default=False
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, repeats, right, levels: [[budget, turned wrong, turned right, squares of the net by row]]}`."""
    table, label, features = inputs.current, suite.columns.label, check.parameters["features"]
    if label is None:
        raise suite.error(("columns", "label"), "is missing; expected the column that holds the true answer")
    here = ("checks", check.index)
    places = [(("columns", "label"), label), *(((*here, "features", i), one) for i, one in enumerate(features))]
    for place, column in places:
        if column not in table.types:
            raise suite.error(place, table.missing(column))
    drawn = sample(table, list(dict.fromkeys([label, *features])), most=check.parameters.get("sample", SAMPLE))
    labelled = [row for row in drawn if row[label] is not None]
    if not labelled:
        raise DataError(f"no row has a label in '{label}'", file=table.locator)
    truth = [is_positive(row[label], suite.columns.positive) for row in labelled]
    rows = [{name: row[name] for name in features} for row in labelled]
    spreads = _spreads(rows, features)
    if not spreads:
        raise suite.error((*here, "features"), "holds no numeric column that varies; nothing can be perturbed")
    model, threshold = (
        open_model(check.parameters["model"], inputs, (*here, "model")),
        check.parameters.get("threshold", 0.5),
    )

    def right(asked: Rows) -> list[bool]:
        return [(one >= threshold) is answer for one, answer in zip(model.scores(asked), truth, strict=True)]

    clean, chance = right(rows), Random(0)  # noqa: S311 - noise, no secret
    levels = []
    for part in LEVELS:
        budget = check.parameters["budget"] / part
        lost, won = [0] * len(rows), [0] * len(rows)
        for _ in range(REPEATS):
            noisy = right([_shaken(row, spreads, budget, chance) for row in rows])
            for index, (before, after) in enumerate(zip(clean, noisy, strict=True)):
                lost[index] += before and not after
                won[index] += after and not before
        squares = sum((one - other) ** 2 for one, other in zip(lost, won, strict=True))
        levels.append([repr(budget), sum(lost), sum(won), squares])
    return {"rows": len(rows), "repeats": REPEATS, "right": sum(clean), "levels": levels}


def _spreads(rows: Rows, features: list[str]) -> dict[str, float]:
    """Standard deviation of each feature whose values are numbers and vary."""
    found = {}
    for name in features:
        values = [row[name] for row in rows if row[name] is not None]
        if values and all(_is_number(one) for one in values) and (spread := pstdev(map(float, values))) > 0:
            found[name] = spread
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _shaken(row: dict[str, Any], spreads: Mapping[str, float], budget: float, chance: Random) -> dict[str, Any]:
    moved = {name: budget * spread * chance.uniform(-1, 1) for name, spread in spreads.items()}
    return {name: value + moved[name] if name in moved and value is not None else value for name, value in row.items()}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Accuracy without noise and its drop at each level; the drop at the whole budget is judged."""
    rows, repeats = counts["rows"], counts["repeats"]
    asked = parameters.get("metrics", {}).get("accuracy_drop", {})
    most = {"warn": parameters["max_drop"], "breach": parameters["max_drop"]}
    limit = Limit(**{**most, **asked})
    lower, upper = wilson(counts["right"], rows)
    clean = clean_accuracy(counts["right"], rows)
    metrics = [Metric(name="clean_accuracy", where="", value=clean, n=rows, lower=lower, upper=upper)]
    last = len(counts["levels"]) - 1
    for index, (budget, lost, won, squares) in enumerate(counts["levels"]):
        value = accuracy_drop(lost - won, rows * repeats)
        variance = max(0.0, (squares / repeats**2 + 1) / rows - value**2) / rows
        half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * math.sqrt(variance)
        told: dict[str, Any] = {"value": value, "lower": value - half, "upper": value + half}
        if index == last:
            status = limit.judge(value, significant=value - half > limit.breach)
            told |= {"warn": limit.warn, "breach": limit.breach, "status": status}
            if rows < FEWEST:
                told |= {"value": None, "status": Verdict.INSUFFICIENT, "note": f"fewer than {FEWEST} rows"}
        metrics.append(Metric(name="accuracy_drop", where=f"budget={float(budget):g}", n=rows, **told))
    return tuple(metrics)


KIND = Kind(
    name="robustness",
    title="Accuracy lost when inputs are a little off",
    speaks_for={
        "iso42001:A.6.2.4": "Verifies the model on inputs near those it was evaluated on, within a declared budget.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
