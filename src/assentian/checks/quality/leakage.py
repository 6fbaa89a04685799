"""Rows of the evaluation data that the training data holds too.

The suite's current data is what the system is evaluated on, its reference what it was trained on. Does not: find near
duplicates, or rows that tell the answer in another way.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier, quoted

MISSING = "(missing)"


def overlap_share(shared: int, rows: int) -> float:
    """Evaluation rows that are equal to a training row in every compared column, as a share of the evaluation rows.

    Source: train-test contamination (Kapoor and Narayanan, 2023). Unit: share, 0 to 1. 95 % interval by Wilson.
    Does not show: near duplicates, or two persons who are truly alike; few and coarse columns overlap by chance.
    """
    return shared / rows


MEASURES = {
    "overlap_share": Measure(name="overlap_share", function=overlap_share, limit=Limit(warn=0.001, breach=0.001)),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, shared, columns}`; SuiteError where there is no training data, or no column that both tables have."""
    table, training = inputs.current, inputs.reference
    if training is None:
        raise suite.error(("data",), "has no reference; expected {path: FILES}, the rows of training")
    roles = {suite.columns.id, *suite.columns.exclude}
    columns = check.parameters.get("columns") or [
        name for name in table.types if name in training.types and name not in roles
    ]
    for index, column in enumerate(columns):
        for one in (table, training):
            if column not in one.types:
                raise suite.error(("checks", check.index, "columns", index), one.missing(column))
    if not columns:
        raise suite.error(("data", "reference"), "shares no column with data.current; nothing can be compared")
    texts = (f"coalesce(CAST({identifier(column)} AS VARCHAR), {quoted(MISSING)})" for column in columns)
    row = f"[{', '.join(texts)}]"
    inputs.connection.execute(f"CREATE OR REPLACE TEMP VIEW training_rows AS FROM {training.relation}")
    ((shared,),) = table.select(f"count(*) FILTER ({row} IN (SELECT {row} FROM training_rows))")  # noqa: S608 - quoted
    return {"rows": table.rows, "training_rows": training.rows, "columns": list(columns), "shared": int(shared)}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The share of evaluation rows that training has seen."""
    shared, rows = counts["shared"], counts["rows"]
    limit = MEASURES["overlap_share"].limit_of(parameters.get("metrics", {}).get("overlap_share", {}))
    lower, upper = wilson(shared, rows)
    note = f"{shared} rows alike in {len(counts['columns'])} columns"
    value = overlap_share(shared, rows)
    return (judged("overlap_share", value, limit, n=rows, lower=lower, upper=upper, note=note),)


KIND = Kind(
    name="train-test-leakage",
    title="Rows of the evaluation data that training has seen",
    speaks_for={
        "iso42001:A.6.2.4": "Shows whether the evaluation was made on data that the system had not seen.",
        "iso42001:A.7.4": "Holds the evaluation data against the rule that it stands apart from training.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
