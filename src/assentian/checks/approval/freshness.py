"""Evidence used in a re-evaluation was made after the change, and about what is there now."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="item", meaning="the item of evidence"),
    Field(name="produced", meaning="when it was produced", type=Type.TIME),
    Field(name="changed", meaning="when what it is about last changed", type=Type.TIME),
    Field(name="valid_until", meaning="until when it counts", type=Type.TIME, required=False),
    Field(name="subject", meaning="SHA-256 of what it is about"),
    Field(name="current", meaning="SHA-256 of what is there now"),
)


@rule
def stale(_parameters: Parameters) -> str:
    """Evidence produced before the change, dated in the future, or past the day until which it counts. Unit: items.

    Does not show: changes that were not recorded.
    """
    return "produced < changed OR produced > as_of OR valid_until < as_of"


@rule
def foreign(_parameters: Parameters) -> str:
    """Evidence about a digest that is not the current one. Unit: items.

    Does not show: whether the digest of the current state is the running system's; `config-diff` looks at that.
    """
    return "lower(subject) <> lower(current)"


KIND = kind(
    name="evidence-freshness",
    title="Evidence made after the change, on the current digests",
    speaks_for={
        "iso42001:A.6.2.4": "Shows that verification speaks of the system as it is now.",
        "iso42001:9.1": "Shows that results are used only while they hold.",
    },
    valid_for=timedelta(days=1),
    fields=FIELDS,
    rules=(stale, foreign),
)
