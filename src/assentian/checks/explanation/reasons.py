"""Stored reasons held against the decisions that they explain: is there one, is it stable, does the model heed it?

Reasons are records with one row for each decision and feature: its weight and, where the explanation was asked more
than once, its run. Counts hold decisions and pairs alone. Does not: explain, or judge whether a person would
understand.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.models import open_model
from assentian.checks.result import Metric
from assentian.checks.samples import sample
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

FEWEST = 30
"""Decisions or pairs under which stability and fidelity are not told."""
SAMPLE = 1000
Reasons = dict[str, dict[str, dict[str, float]]]
"""Decision, then run, then the weight of each feature."""


def coverage(explained: int, decisions: int) -> float:
    """Decisions with at least one stored reason of a finite weight other than 0, as a share.

    Source: this product. Unit: share; every decision is expected to have one. 95 % interval by Wilson.
    Does not show: whether the reason is true, or was given to the person concerned.
    """
    return explained / decisions


def rank_stability(alike: int, reversed_: int) -> float:
    """Kendall's tau between features ordered by size of weight in two runs: (alike - reversed) / (alike + reversed).

    Pairs of features are pooled over decisions; ties are left out. Source: Kendall (1938). Unit: 1 is the same order,
    0 none in common. Does not show: whether the order is right; a constant explanation is perfectly stable.
    """
    return (alike - reversed_) / (alike + reversed_)


def deletion_fidelity(heeded: int, tried: int) -> float:
    """Decisions whose score moves more without the weightiest feature than without the lightest, as a share.

    A feature is deleted by giving it the middle value of the rows; decisions that neither moves are not heeded. Source:
    deletion test (Petsiuk, Das and Saenko, 2018), for tables. Unit: share; 0.5 is chance. 95 % interval by Wilson.
    Does not show: reasons that work only together; the middle value may itself be an odd input.
    """
    return heeded / tried


AS_DECLARED = Limit(warn=0, breach=0, worse=Worse.BELOW)
MEASURES = {
    "coverage": Measure(name="coverage", function=coverage, limit=Limit(warn=1, breach=1, worse=Worse.BELOW)),
    "rank_stability": Measure(name="rank_stability", function=rank_stability, limit=AS_DECLARED, default=False),
    "deletion_fidelity": Measure(
        name="deletion_fidelity", function=deletion_fidelity, limit=AS_DECLARED, default=False
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, explained, alike, reversed, heeded, tried}`; rows are the decisions of data.current."""
    table, key = inputs.current, suite.columns.id
    if key is None:
        raise suite.error(("columns", "id"), "is missing; expected the column that names the decision")
    here = ("checks", check.index)
    features = check.parameters.get("features", [])
    for place, column in [(("columns", "id"), key), *(((*here, "features", i), one) for i, one in enumerate(features))]:
        if column not in table.types:
            raise suite.error(place, table.missing(column))
    reasons = _reasons(check, suite, inputs.records(check.parameters["reasons"], "reasons"))
    decisions = [one for (one,) in table.select(f"CAST({identifier(key)} AS VARCHAR)")]
    alike, reversed_ = _order(reasons)
    counts: Counts = {
        "rows": len(decisions),
        "explained": sum(_is_explained(reasons.get(one, {})) for one in decisions),
        "alike": alike,
        "reversed": reversed_,
    }
    if "model" in check.parameters:
        model = open_model(check.parameters["model"], inputs, (*here, "model"))
        counts["heeded"], counts["tried"] = _heeded(model, table, reasons, key=key, features=features)
    return counts


def _reasons(check: CheckSpec, suite: Suite, table: Table) -> Reasons:
    """The weights by decision and run; a row without a feature or a finite weight is no reason."""
    names = {role: check.parameters.get(role, role) for role in ("decision", "feature", "weight")}
    run = check.parameters.get("run")
    for role, column in {**names, **({"run": run} if run else {})}.items():
        if column not in table.types:
            place = ("checks", check.index, *((role,) if role in check.parameters else ()))
            raise suite.error(place, table.missing(column))
    text = {role: f"CAST({identifier(column)} AS VARCHAR)" for role, column in names.items()}
    asked = f"coalesce(CAST({identifier(run)} AS VARCHAR), '')" if run else "''"
    weight = f"TRY_CAST({identifier(names['weight'])} AS DOUBLE)"
    found: Reasons = defaultdict(lambda: defaultdict(dict))
    for decision, feature, size, one in table.select(text["decision"], text["feature"], weight, asked):
        if decision is not None and feature and size is not None and math.isfinite(size):
            found[decision][one][feature] = abs(size)
    return found


def _is_explained(runs: Mapping[str, Mapping[str, float]]) -> bool:
    return any(weight > 0 for weights in runs.values() for weight in weights.values())


def _order(reasons: Reasons) -> tuple[int, int]:
    """Pairs of features that the first and the last run of a decision order alike, and the other way round."""
    alike = reversed_ = 0
    for runs in reasons.values():
        first, last = runs[min(runs)], runs[max(runs)]
        if first is last:
            continue
        for one, other in combinations(sorted(first.keys() & last.keys()), 2):
            agreed = _sign(first[one] - first[other]) * _sign(last[one] - last[other])
            alike += agreed > 0
            reversed_ += agreed < 0
    return alike, reversed_


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _heeded(model: Any, table: Table, reasons: Reasons, *, key: str, features: list[str]) -> tuple[int, int]:
    """Decisions in which the weightiest feature moves the score more than the lightest, and those tried."""
    drawn = sample(table, list(dict.fromkeys([key, *features])), most=SAMPLE)
    middle = {name: _middle([row[name] for row in drawn]) for name in features}
    whole, without_most, without_least = [], [], []
    for row in drawn:
        runs = reasons.get(str(row[key]), {})
        weights = {name: weight for name, weight in runs[min(runs)].items() if name in middle} if runs else {}
        order = sorted(weights, key=lambda name: (weights[name], name))
        if not order or weights[order[0]] == weights[order[-1]]:
            continue
        asked = {name: row[name] for name in features}
        whole.append(asked)
        without_most.append(asked | {order[-1]: middle[order[-1]]})
        without_least.append(asked | {order[0]: middle[order[0]]})
    if not whole:
        return 0, 0
    scores = zip(model.scores(whole), model.scores(without_most), model.scores(without_least), strict=True)
    return sum(abs(now - most) > abs(now - least) for now, most, least in scores), len(whole)


def _middle(values: list[Any]) -> Any:
    """The value in the middle of those that are there, in order."""
    there = sorted(one for one in values if one is not None)
    return there[len(there) // 2] if there else None


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Coverage is judged; stability and fidelity where the suite gives them a limit, else shown."""
    asked, n = parameters.get("metrics", {}), counts["rows"]
    explained = counts["explained"]
    lower, upper = wilson(explained, n)
    limit = MEASURES["coverage"].limit_of(asked.get("coverage", {}))
    note = f"{n - explained} decisions without a reason" if explained < n else ""
    metrics = [judged("coverage", coverage(explained, n), limit, n=n, lower=lower, upper=upper, note=note)]
    alike, reversed_ = counts["alike"], counts["reversed"]
    if alike + reversed_ or "rank_stability" in asked:
        enough = alike + reversed_ >= FEWEST
        value = rank_stability(alike, reversed_) if enough else None
        metrics.append(_shown("rank_stability", value, asked, n=alike + reversed_))
    if "tried" in counts or "deletion_fidelity" in asked:
        heeded, tried = counts.get("heeded", 0), counts.get("tried", 0)
        value = deletion_fidelity(heeded, tried) if tried >= FEWEST else None
        metrics.append(_shown("deletion_fidelity", value, asked, n=tried, bounds=wilson(heeded, tried)))
    return tuple(metrics)


def _shown(
    name: str,
    value: float | None,
    asked: Mapping[str, Any],
    *,
    n: int,
    bounds: tuple[float, float] | tuple[None, None] = (None, None),
) -> Metric:
    note = f"fewer than {FEWEST} to compare" if value is None else ""
    if name not in asked:
        return Metric(name=name, where="", value=value, n=n, lower=bounds[0], upper=bounds[1], note=note)
    limit = MEASURES[name].limit_of(asked[name])
    return judged(name, value, limit, n=n, lower=bounds[0], upper=bounds[1], note=note)


KIND = Kind(
    name="explanation",
    title="Stored reasons of decisions: there, stable and heeded by the model",
    speaks_for={
        "iso42001:A.6.2.8": "Shows that the reasons of decisions are recorded, decision by decision.",
        "iso42001:A.8.2": "What users are told of the reasons rests on records that were tested.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=90),
    profile=profile,
    evaluate=evaluate,
)
