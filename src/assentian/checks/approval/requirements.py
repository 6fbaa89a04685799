"""The requirements say what they must: capacity, budget, fallback, thresholds, oversight, end of life."""

from datetime import timedelta

from assentian.checks.measure import NONE_ALLOWED
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import Parameters, figure, kind, rule
from assentian.checks.sql import quoted

FIELDS = (
    Field(name="field", meaning="what is required"),
    Field(name="text", meaning="what the requirements say of it", required=False),
)
MANDATORY = ("capacity", "budget", "fallback", "thresholds", "oversight", "end-of-life")
EMPTY_WORDS = ("tbd", "tba", "todo", "n/a", "none", "-", "?")
"""What people write where they have nothing to say."""


def _says_nothing() -> str:
    return f"(text IS NULL OR lower(text) IN ({', '.join(map(quoted, EMPTY_WORDS))}))"


@figure(NONE_ALLOWED)
def missing(parameters: Parameters) -> str:
    """Mandatory fields (the suite's `mandatory`) that the requirements leave out or leave empty. Unit: fields.

    Words such as "tbd" or "n/a" count as empty. Does not show: whether what is written is right, or testable.
    """
    wanted = parameters.get("mandatory", MANDATORY)
    said = f"field IN ({', '.join(map(quoted, wanted))}) AND NOT {_says_nothing()}"
    return f"{len(wanted)} - count(DISTINCT field) FILTER (WHERE {said})"


@rule
def empty(_parameters: Parameters) -> str:
    """Fields that are named and say nothing, mandatory or not. Unit: fields.

    Does not show: fields filled with words that mean nothing.
    """
    return _says_nothing()


KIND = kind(
    name="requirements-complete",
    title="Mandatory fields of the requirements, filled",
    speaks_for={
        "iso42001:A.6.2.2": "Shows that the requirements say what a system of this kind must have settled.",
    },
    valid_for=timedelta(days=365),
    fields=FIELDS,
    rules=(missing, empty),
)
