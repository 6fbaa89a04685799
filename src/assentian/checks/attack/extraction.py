"""How much of a model can be copied by asking it: a surrogate trained on the answers to a granted number of questions.

Rows of the suite's table stand for what an attacker would ask. Three surrogates are tried, and the one that fits the
answers best in cross-validation is taken, as an attacker would who sees no more than the answers.
Does not: choose questions cleverly, as an active attacker would, or count questions over many accounts.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks import extras
from assentian.checks.attack import cases
from assentian.checks.encoding import array, encoder
from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure
from assentian.checks.models import open_model
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.standards.vocabulary import Verdict

HELD_OUT = 2000
FEWEST = 100
FOLDS = 3
Table22 = Sequence[Sequence[int]]
"""How often the model answered i and the surrogate j."""


def agreement(same: int, rows: int) -> float:
    """Rows on which the surrogate answers as the model does, as a share of rows it did not ask about. Unit: share.

    95 % interval by Wilson; fails when all of it lies beyond the limit, and is insufficient when only the value does.
    Source: fidelity of an extracted model (Tramer et al., 2016; Jagielski et al., 2020).
    Does not show: what more questions, or better chosen ones, would give; see `kappa` where one answer is frequent.
    """
    return same / rows


def kappa(table: Table22) -> float:
    """Agreement beyond what chance gives at these frequencies of answers (Cohen, 1960): 0 none, 1 all. Unit: 1.

    Shown, and judged once the suite gives a limit. Does not show: which inputs the copy gets wrong.
    """
    n = sum(map(sum, table))
    chance = sum(sum(table[one]) * sum(row[one] for row in table) for one in range(2)) / n**2
    same = sum(table[one][one] for one in range(2)) / n
    return (same - chance) / (1 - chance) if chance < 1 else 0.0


MEASURES = {
    "agreement": Measure(name="agreement", function=agreement, limit=Limit(warn=0.9, breach=0.9)),
    "kappa": Measure(name="kappa", function=kappa, limit=Limit(warn=0.8, breach=0.8), default=False),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, queries, surrogate, table: [[both 0, 0 and 1], [1 and 0, both 1]]}`; rows are those held out."""
    extras.require("sklearn", extra="ml")
    parameters, table = check.parameters, inputs.current
    names, numeric = cases.numbers_first(cases.features(check, table, suite), table)
    queries = parameters["queries"]
    rows = cases.drawn(table, names, most=queries + HELD_OUT)
    if len(rows) < queries + FEWEST:
        problem = f"has {len(rows)} rows; expected {queries} to ask about and {FEWEST} held out"
        raise DataError(problem, file=table.locator)
    model = open_model(parameters["model"], inputs, ("checks", check.index, "model"))
    threshold = parameters.get("threshold", 0.5)
    asked = [int(one >= threshold) for one in model.scores(rows[:queries])]
    true = [int(one >= threshold) for one in model.scores(rows[queries:])]
    encoded = array([[row[name] for name in names] for row in rows], numeric)
    name, copied = _copied(encoded[:queries], asked, encoded[queries:], (numeric, len(names) - numeric))
    cells = [[0, 0], [0, 0]]
    for one, other in zip(true, copied, strict=True):
        cells[one][other] += 1
    return {"rows": len(true), "queries": queries, "surrogate": name, "table": cells}


def _copied(known: Any, answers: Sequence[int], unknown: Any, shape: tuple[int, int]) -> tuple[str, list[int]]:
    """What the best surrogate answers to what it did not ask; one answer alone is copied as it is."""
    if len(set(answers)) == 1:
        return "constant", [answers[0]] * len(unknown)
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.tree import DecisionTreeClassifier

    tried = {
        "linear": LogisticRegression(max_iter=2000),
        "tree": DecisionTreeClassifier(random_state=0),
        "forest": RandomForestClassifier(n_estimators=100, random_state=0),
    }
    surrogates = {name: make_pipeline(encoder(*shape), one) for name, one in tried.items()}
    folds = min(FOLDS, answers.count(0), answers.count(1))
    if folds < 2:  # noqa: PLR2004 - nothing to hold out
        best = "forest"
    else:
        scores = {name: cross_val_score(one, known, answers, cv=folds).mean() for name, one in surrogates.items()}
        best = max(scores, key=scores.__getitem__)
    return best, [int(one) for one in surrogates[best].fit(known, answers).predict(unknown)]


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Agreement against the declared limit, and agreement beyond chance. Pure."""
    cells, n = counts["table"], counts["rows"]
    same = cells[0][0] + cells[1][1]
    asked, most = parameters.get("metrics", {}), parameters["max_agreement"]
    value, (lower, upper) = agreement(same, n), wilson(same, n)
    limit = Limit(warn=most, breach=most)
    status = limit.judge(value, significant=lower > limit.breach) if n >= FEWEST else Verdict.INSUFFICIENT
    beyond = kappa(cells)
    bound = MEASURES["kappa"].limit_of(asked.get("kappa", {}))
    return (
        Metric(
            name="agreement",
            where="",
            value=value,
            lower=lower,
            upper=upper,
            warn=most,
            breach=most,
            status=status,
            n=n,
            note=f"{counts['queries']} questions, copied by a {counts['surrogate']} model",
        ),
        Metric(name="kappa", where="", value=beyond, n=n, status=bound.judge(beyond) if "kappa" in asked else None),
    )


KIND = Kind(
    name="extraction-probe",
    title="How much of the model can be copied within the granted questions",
    speaks_for={
        "iso42001:A.6.2.4": "Attacks the model, before it is released, as one who wants a copy would.",
        "iso42001:A.6.2.5": "Shows what the quota that is deployed protects.",
        "iso27001:A.5.32": "Shows how far the intellectual property in the model can be taken by asking.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
