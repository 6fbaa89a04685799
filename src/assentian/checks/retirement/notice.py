"""Affected parties and customers were told before a change or a retirement."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="party", meaning="the party that must be told"),
    Field(name="effective", meaning="when the change or retirement takes effect", type=Type.TIME),
    Field(name="informed", meaning="when the party was told", type=Type.TIME, required=False),
)
NOTICE_DAYS = 30


@rule
def without_notice(parameters: Parameters) -> str:
    """Parties not told although the change is in effect, or nearer than the declared `notice_days` (30 if not said).

    Unit: parties. Does not show: parties of whom the records know nothing.
    """
    return f"informed IS NULL AND effective < as_of + INTERVAL {parameters.get('notice_days', NOTICE_DAYS):d} DAY"


@rule
def short_notice(parameters: Parameters) -> str:
    """Parties told fewer than the declared `notice_days` before the change (30 if not said). Unit: parties.

    Does not show: whether they understood what it means for them.
    """
    return f"informed > effective - INTERVAL {parameters.get('notice_days', NOTICE_DAYS):d} DAY"


KIND = kind(
    name="notice",
    title="Notice given to affected parties before change or retirement",
    speaks_for={
        "iso42001:A.8.5": "Shows that interested parties were told, and in time.",
        "iso42001:A.10.4": "Shows that customers could prepare for the change.",
    },
    valid_for=timedelta(days=365),
    fields=FIELDS,
    rules=(without_notice, short_notice),
)
