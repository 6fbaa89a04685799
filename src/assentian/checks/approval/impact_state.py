"""The impact assessment is there, approved and in date, and every breached threshold has reopened it."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="system", meaning="the AI system"),
    Field(name="assessment", meaning="its impact assessment, by key or digest", required=False),
    Field(name="approved", meaning="when the assessment was approved", type=Type.TIME, required=False),
    Field(name="review_by", meaning="until when it must be reviewed", type=Type.TIME, required=False),
    Field(name="trigger", meaning="a breached threshold or a change that must reopen it", required=False),
    Field(name="triggered", meaning="when that happened", type=Type.TIME, required=False),
    Field(name="decided", meaning="when it was decided what the trigger means", type=Type.TIME, required=False),
)


@rule
def not_assessed(_parameters: Parameters) -> str:
    """Rows of systems without an impact assessment, or with one that nobody approved. Unit: rows.

    Does not show: systems of which the records know nothing.
    """
    return "assessment IS NULL OR approved IS NULL OR approved > as_of"


@rule
def overdue(_parameters: Parameters) -> str:
    """Rows of assessments past the day by which they must be reviewed, or without such a day. Unit: rows.

    Does not show: whether the review looked at what has changed.
    """
    return "assessment IS NOT NULL AND (review_by IS NULL OR review_by < as_of)"


@rule
def open_trigger(_parameters: Parameters) -> str:
    """Triggers without a decision, or decided before they happened. Unit: triggers.

    Does not show: breaches that raised no trigger, or whether the decision was right.
    """
    return "trigger IS NOT NULL AND (decided IS NULL OR decided < triggered)"


KIND = kind(
    name="aiia-state",
    title="Impact assessments approved, in date and reopened by every trigger",
    speaks_for={
        "iso42001:A.5.2": "Shows that the process reopens an assessment when something calls for it.",
        "iso42001:A.5.3": "Shows that assessments are documented, approved and in date.",
        "iso42001:8.4": "Shows that assessments are made again at planned intervals and on change.",
    },
    valid_for=timedelta(days=30),
    fields=FIELDS,
    rules=(not_assessed, overdue, open_trigger),
)
