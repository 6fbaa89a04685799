"""How far the people who label data agree, and how often they are right where the answer is known.

Counts hold, by the number of labels an item has, the pairs of labels that differ; the labels by value; and the right
answers by annotator. Does not: weigh how far two values are apart (every difference counts alike).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier

FEWEST = 30
"""Labels under which no agreement, and answers under which no annotator, is told."""


def alpha(differing: Mapping[str, int], values: list[int]) -> float:
    """Krippendorff's alpha for names: 1 - observed / expected disagreement.

    Observed: sum over items of differing pairs / (labels - 1); expected: differing pairs of all labels / (n - 1).
    Pairs are ordered, `values` counts the labels by value over items with two labels or more. Source: Krippendorff
    (2011), "Computing Krippendorff's alpha-reliability". Unit: 1 is full agreement, 0 that of chance.
    Does not show: whether what they agree on is right, or which annotator departs.
    """
    n = sum(values)
    observed = sum(pairs / (int(labels) - 1) for labels, pairs in differing.items())
    expected = (n * n - sum(value * value for value in values)) / (n - 1)
    return 1 - observed / expected


def gold_accuracy(right: int, answered: int) -> float:
    """Right answers of one annotator to items whose answer is known, as a share. Unit: share. 95 % interval by Wilson.

    Source: scored control items, as crowdsourcing platforms use them.
    Does not show: care on the items that are no control.
    """
    return right / answered


MEASURES = {
    "krippendorff_alpha": Measure(
        name="krippendorff_alpha", function=alpha, limit=Limit(warn=0.8, breach=0.667, worse=Worse.BELOW)
    ),
    "gold_accuracy": Measure(
        name="gold_accuracy", function=gold_accuracy, limit=Limit(warn=0.9, breach=0.9, worse=Worse.BELOW)
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, differing, values, gold}` over records with one row for each label."""
    table = inputs.records(check.parameters["labels"], "labels")
    names = {role: check.parameters.get(role, role) for role in ("item", "annotator", "value")}
    gold = check.parameters.get("gold")
    for role, column in {**names, **({"gold": gold} if gold else {})}.items():
        if column not in table.types:
            raise suite.error(
                ("checks", check.index, *((role,) if role in check.parameters else ())), table.missing(column)
            )
    columns = [names["item"], names["annotator"], names["value"], *([gold] if gold else [])]
    texts = [f"CAST({identifier(column)} AS VARCHAR)" for column in columns]
    items: dict[str, Counter[str]] = defaultdict(Counter)
    answers: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for item, annotator, value, *known in table.select(*texts, then=f"WHERE {identifier(names['value'])} IS NOT NULL"):
        items[item][value] += 1
        if known and known[0] is not None:
            answers[annotator][0] += value == known[0]
            answers[annotator][1] += 1
    pairable = [labels for labels in items.values() if labels.total() > 1]
    differing: Counter[str] = Counter()
    for labels in pairable:
        n = labels.total()
        differing[str(n)] += n * n - sum(count * count for count in labels.values())
    values = sum(pairable, Counter())
    told = [answers[annotator] for annotator in sorted(answers, key=str)]
    return {"rows": table.rows, "differing": dict(differing), "values": sorted(values.values()), "gold": told}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Agreement of all, and the accuracy of each annotator who answered enough known items, told by number."""
    asked, values = parameters.get("metrics", {}), counts["values"]
    limits = {name: measure.limit_of(asked.get(name, {})) for name, measure in MEASURES.items()}
    n, note = sum(values), "fewer than two values" if len(values) < 2 else f"fewer than {FEWEST} labels"  # noqa: PLR2004
    enough = n >= FEWEST and len(values) > 1
    agreed = alpha(counts["differing"], values) if enough else None
    metrics = [judged("krippendorff_alpha", agreed, limits["krippendorff_alpha"], n=n, note="" if enough else note)]
    for number, (right, answered) in enumerate(counts["gold"], start=1):
        few = answered < FEWEST
        lower, upper = wilson(right, answered)
        metrics.append(
            judged(
                "gold_accuracy",
                None if few else gold_accuracy(right, answered),
                limits["gold_accuracy"],
                n=answered,
                where=f"annotator {number}",
                lower=lower,
                upper=upper,
                note=f"fewer than {FEWEST} known answers" if few else "",
            )
        )
    return tuple(metrics)


KIND = Kind(
    name="annotator-agreement",
    title="Agreement of annotators, and their answers to known items",
    speaks_for={
        "iso42001:A.7.4": "Shows whether labels say the same whoever gives them, before anyone trains on them."
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
