"""Holds an approved document against the digest it was approved by, and its approval against the review period."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import file_digest

REVIEW_DAYS = 365


def changed_documents(found: Sequence[str]) -> float:
    """Documents whose SHA-256 is not the approved one. Unit: documents.

    Does not show: whether the approved text was right, or who approved it.
    """
    return float(len(found))


def approval_age(days: int) -> float:
    """Days from the approval to the day of the check; the limit is the declared review period. Unit: days.

    Does not show: whether anything about the system changed since.
    """
    return float(days)


FAULTS = measures(changed_documents)
MEASURES = FAULTS | {
    "approval_age": Measure(
        name="approval_age", function=approval_age, limit=Limit(warn=REVIEW_DAYS, breach=REVIEW_DAYS)
    )
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, digest, days, faults}`; SuiteError for a day that is none or still to come."""
    path = check.parameters["path"]
    found = file_digest(inputs.file(path, record=True))
    approved = _day(check, suite)
    days = (datetime.now(UTC).date() - approved).days
    if days < 0:
        raise suite.error(("checks", check.index, "approved_on"), f"{approved} is still to come; expected a past day")
    changed = found != check.parameters["digest"].removeprefix("sha256:")
    faults = {"changed_documents": [f"{path} has the digest sha256:{found}"] if changed else []}
    return {"rows": 1, "digest": found, "days": days, "faults": faults}


def _day(check: CheckSpec, suite: Suite) -> date:
    text = check.parameters["approved_on"]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        problem = f"'{text}' is no day; expected YYYY-MM-DD"
        raise suite.error(("checks", check.index, "approved_on"), problem)
    return day


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Whether the document is the approved one, and whether its review is due."""
    period = parameters.get("review_days", REVIEW_DAYS)
    age = judged("approval_age", approval_age(counts["days"]), Limit(warn=period, breach=period), n=1)
    return (*evaluator(FAULTS)(parameters, counts), age)


KIND = Kind(
    name="document-seal",
    title="Approved document unchanged since its approval, and its review not overdue",
    speaks_for={
        "iso42001:A.6.2.2": "Shows that requirements in use are the ones that were approved.",
        "iso42001:A.5.3": "Shows that a written impact assessment is the one that was approved, and when.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=365),
    profile=profile,
    evaluate=evaluate,
)
