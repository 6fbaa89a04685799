"""Membership inference: can one tell from a model's confidence whether it was trained on a row?

The attack takes the probability that the model gives the true label: who was in training tends to get more. Counts hold
the attack's score in steps for members and non-members. Does not: train shadow models, which a stronger attacker would.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.models import open_model
from assentian.checks.ranks import Pair, auc, interval, joined, sizes
from assentian.checks.result import Metric
from assentian.checks.samples import is_positive, sample
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import Table

FEWEST = 100
"""Rows of either side under which nothing is told."""
SAMPLE = 5000
STEPS = 10
"""Steps for one unit of log odds."""
FURTHEST = 20
"""Log odds beyond which all confidence is alike."""
FALSE_ALARMS = 0.01
SMALLEST_CELL = 10


def attack_auc(pairs: Sequence[Pair]) -> float:
    """Chance that a random member has a higher attack score than a random non-member; half of ties count.

    `pairs` are (members, non-members) by rising score. The attack: Yeom et al. (2018), confidence in the true label.
    Unit: 0.5 tells nothing, 1 everything. 95 % interval by DeLong (1988); the upper bound is what must keep the limit.
    Does not show: what an attacker with shadow models, or many questions, would learn.
    """
    return auc(pairs)


def advantage(pairs: Sequence[Pair]) -> float:
    """Largest TPR - FPR over all thresholds of the attack.

    Source: Yeom et al. (2018). Unit: 0 to 1. Does not show: a few persons who are told for sure; see tpr_at_1_fpr.
    """
    return max(tpr - fpr for tpr, fpr in _curve(pairs))


def tpr_at_1_fpr(pairs: Sequence[Pair]) -> float:
    """Members told as such at the threshold where at most 1 % of non-members are wrongly told to be members.

    Source: Carlini et al. (2022), "Membership Inference Attacks From First Principles". Unit: share; 0.01 tells
    nothing. 95 % interval by Wilson. Does not show: who they are.
    """
    return max(tpr for tpr, fpr in _curve(pairs) if fpr <= FALSE_ALARMS)


MEASURES = {
    "attack_auc": Measure(name="attack_auc", function=attack_auc, limit=Limit(warn=0.6, breach=0.6)),
    "advantage": Measure(name="advantage", function=advantage, limit=Limit(warn=0.2, breach=0.2), default=False),
    "tpr_at_1_fpr": Measure(
        name="tpr_at_1_fpr", function=tpr_at_1_fpr, limit=Limit(warn=0.05, breach=0.05), default=False
    ),
}


def _curve(pairs: Sequence[Pair]) -> Iterator[tuple[float, float]]:
    """(TPR, FPR) of every threshold, from the strictest."""
    members, others = sizes(pairs)
    true = false = 0
    yield 0.0, 0.0
    for one, other in reversed(pairs):
        true, false = true + one, false + other
        yield true / members, false / others


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, members, non_members, steps: [[step, members, non-members]]}`; steps are of the log odds."""
    label = check.parameters.get("label") or suite.columns.label
    if label is None:
        raise suite.error(("columns", "label"), "is missing; expected the column that holds the true answer")
    steps: dict[int, list[int]] = {}
    sizes = []
    model = _model(check, inputs)
    for side, name in enumerate(("members", "non_members")):
        table = inputs.dataset(check.parameters[name]["path"], name)
        rows = _rows(check, suite, table, label=label)
        scores = model.scores([row["features"] for row in rows]) if model else [row["score"] for row in rows]
        sizes.append(len(rows))
        for row, score in zip(rows, scores, strict=True):
            if not (isinstance(score, int | float) and 0 <= score <= 1):
                raise DataError(f"the score {score!r} is no probability from 0 to 1", file=table.locator)
            confidence = score if is_positive(row["label"], suite.columns.positive) else 1 - score
            steps.setdefault(_step(confidence), [0, 0])[side] += 1
    return {
        "rows": sum(sizes),
        "members": sizes[0],
        "non_members": sizes[1],
        "steps": [[step, *steps[step]] for step in sorted(steps)],
    }


def _model(check: CheckSpec, inputs: Inputs) -> Any:
    if "model" not in check.parameters:
        return None
    return open_model(check.parameters["model"], inputs, ("checks", check.index, "model"))


def _rows(check: CheckSpec, suite: Suite, table: Table, *, label: str) -> list[dict[str, Any]]:
    here = ("checks", check.index)
    features, score = check.parameters.get("features", []), check.parameters.get("score")
    for place, column in [
        (("columns", "label") if "label" not in check.parameters else (*here, "label"), label),
        *(((*here, "features", index), name) for index, name in enumerate(features)),
        *([((*here, "score"), score)] if score else []),
    ]:
        if column not in table.types:
            raise suite.error(place, table.missing(column))
    columns = list(dict.fromkeys([label, *features, *([score] if score else [])]))
    return [
        {
            "label": row[label],
            "score": row[score] if score else None,
            "features": {name: row[name] for name in features},
        }
        for row in sample(table, columns, most=check.parameters.get("sample", SAMPLE))
        if row[label] is not None
    ]


def _step(confidence: float) -> int:
    if confidence in {0, 1}:
        return STEPS * FURTHEST * (1 if confidence else -1)
    odds = math.log(confidence) - math.log1p(-confidence)
    return math.floor(STEPS * max(-FURTHEST, min(FURTHEST, odds)))


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The attack's success; the area under its curve is held against the limit by its upper bound."""
    asked, members, others = parameters.get("metrics", {}), counts["members"], counts["non_members"]
    limits = {name: measure.limit_of(asked.get(name, {})) for name, measure in MEASURES.items()}
    n = members + others
    if min(members, others) < FEWEST:
        note = f"{members} members and {others} non-members; expected {FEWEST} of each"
        return (judged("attack_auc", None, limits["attack_auc"], n=n, note=note),)
    pairs = [pair for _, *pair in counts["steps"]]
    lower, upper = interval(pairs)
    limit = limits["attack_auc"]
    metrics = [
        Metric(
            name="attack_auc",
            where="",
            value=attack_auc(pairs),
            lower=lower,
            upper=upper,
            warn=limit.warn,
            breach=limit.breach,
            status=limit.judge(upper, significant=lower > limit.breach),
            n=n,
            note="judged by its upper bound",
        )
    ]
    for name in ("advantage", "tpr_at_1_fpr"):
        value = MEASURES[name].function(pairs)
        bounds = wilson(value * members, members) if name == "tpr_at_1_fpr" else (None, None)
        told = Metric(name=name, where="", value=value, lower=bounds[0], upper=bounds[1], n=n)
        shown = judged(name, value, limits[name], n=n, lower=bounds[0], upper=bounds[1]) if name in asked else told
        metrics.append(shown)
    return tuple(metrics)


def publishable(counts: Counts) -> Counts:
    """Steps joined with their neighbours until each holds none or at least ten of either side."""
    return {**counts, "steps": joined(counts["steps"], SMALLEST_CELL)}


KIND = Kind(
    name="membership-inference",
    title="Whether the model's confidence tells who was in its training data",
    speaks_for={
        "iso42001:A.7.4": "Shows how far the model gives away the data it was trained on.",
        "iso42001:A.6.2.4": "Attacks the model before it is released, as one who wants its training data would.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
