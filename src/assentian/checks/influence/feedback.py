"""Feedback, memory and online learning: who writes what the system will learn from."""

from datetime import timedelta

from assentian.checks.measure import NONE_ALLOWED
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import PER_MILLION, Parameters, figure, kind, rule, share

FIELDS = (
    Field(name="at", meaning="when it was written", type=Type.TIME),
    Field(name="source", meaning="who wrote it, as a pseudonym"),
    Field(name="verified", meaning="whether the source is verified", type=Type.FLAG),
    Field(name="quarantined", meaning="whether it is held back until somebody looks at it", type=Type.FLAG),
    Field(name="rollback", meaning="the state to which the write can be undone", required=False),
)


@rule
def unverified(_parameters: Parameters) -> str:
    """Writes from unverified sources that were not held back. Unit: writes.

    Does not show: what a verified source writes.
    """
    return "NOT verified AND NOT quarantined"


@figure(None, scale=PER_MILLION)
def top_source_share(_parameters: Parameters) -> str:
    """Writes by the source that wrote most, as a share of all. Unit: share, 0 to 1.

    Does not show: one writer behind many sources.
    """
    return f"CAST(round({PER_MILLION} * max(writes_of_source) / nullif(count(*), 0)) AS BIGINT)"


@figure(NONE_ALLOWED, scale=PER_MILLION)
def irrevocable_share(_parameters: Parameters) -> str:
    """Writes without a state to go back to, as a share of all. Unit: share, 0 to 1.

    Does not show: whether going back was ever tried; `fallback-drill` looks at that.
    """
    return share("rollback IS NULL AND NOT quarantined")


KIND = kind(
    name="feedback-audit",
    title="Sources of feedback and memory writes, quarantine and way back",
    speaks_for={
        "iso42001:A.7.3": "Shows where data that the system goes on learning from comes from.",
        "iso42001:A.6.2.6": "Watches what changes the running system.",
    },
    valid_for=timedelta(days=7),
    fields=FIELDS,
    rules=(unverified, top_source_share, irrevocable_share),
    derived=("count(*) OVER (PARTITION BY source) AS writes_of_source",),
)
