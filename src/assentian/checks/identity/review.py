"""Who can reach data, weights, pipelines and agents: held against an export of the grants and the last review."""

from datetime import timedelta

from assentian.checks.measure import Limit
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, figure, kind, rule, whole_days

FIELDS = (
    Field(name="principal", meaning="the person, service or agent that has access, as a pseudonym"),
    Field(name="known", meaning="whether the directory knows the principal", type=Type.FLAG),
    Field(name="owner", meaning="who answers for the principal", required=False),
    Field(name="granted", meaning="the right that was granted"),
    Field(name="needed", meaning="whether the right is needed for the task", type=Type.FLAG),
    Field(name="last_used", meaning="when the right was last used", type=Type.TIME, required=False),
    Field(name="reviewed", meaning="when the right was last reviewed", type=Type.TIME, required=False),
)
UNUSED_DAYS = 90


@rule
def unknown(_parameters: Parameters) -> str:
    """Grants to principals that the directory does not know. Unit: grants.

    Does not show: grants that the export left out.
    """
    return "NOT known"


@rule
def orphaned(_parameters: Parameters) -> str:
    """Grants to principals for whom nobody answers. Unit: grants.

    Does not show: owners who have left; keep the directory's state in the export.
    """
    return "owner IS NULL"


@rule
def stale(parameters: Parameters) -> str:
    """Grants never used, or not within the declared `unused_days` (90 if not said). Unit: grants.

    Does not show: rights that are kept for emergencies with good reason; list those with the day of the last drill.
    """
    return f"last_used IS NULL OR last_used < as_of - INTERVAL {parameters.get('unused_days', UNUSED_DAYS):d} DAY"


@rule
def over_privileged(_parameters: Parameters) -> str:
    """Grants that the task does not need. Unit: grants.

    Does not show: whether the judgement of need is right; it is the record's.
    """
    return "NOT needed"


@figure(Limit(warn=90, breach=90))
def review_age(_parameters: Parameters) -> str:
    """Days since the grant that was reviewed longest ago; a grant never reviewed counts as a century. Unit: days.

    Does not show: how carefully it was reviewed.
    """
    return f"max(coalesce({whole_days('as_of', 'reviewed')}, 36525))"


KIND = kind(
    name="access-review",
    title="Grants to unknown, orphaned, idle and over-privileged principals, and the age of their review",
    speaks_for={
        "iso42001:A.4.2": "Shows who can reach the resources of the system, and that the list is kept.",
        "iso27001:A.5.18": "Measures whether access rights are reviewed and withdrawn.",
    },
    valid_for=timedelta(days=90),
    fields=FIELDS,
    rules=(unknown, orphaned, stale, over_privileged, review_age),
)
