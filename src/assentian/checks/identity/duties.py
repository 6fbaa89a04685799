"""Segregation of duties: nobody holds two roles that must check each other."""

from datetime import timedelta

from assentian.checks.measure import NONE_ALLOWED
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import Parameters, figure, kind
from assentian.checks.sql import quoted

FIELDS = (
    Field(name="person", meaning="who holds the role, as a pseudonym"),
    Field(name="role", meaning="the role held"),
    Field(name="system", meaning="the system for which it is held", required=False),
)
CONFLICTS = (
    ("developer", "validator"),
    ("developer", "approver"),
    ("validator", "deployer"),
    ("approver", "deployer"),
    ("developer", "risk-owner"),
)
"""Pairs of roles that no one person holds for one system, where the suite names none."""


@figure(NONE_ALLOWED)
def conflicting(parameters: Parameters) -> str:
    """Persons who hold, for one system, two roles that the suite's `conflicts` keep apart. Unit: persons.

    Does not show: two accounts of one person (`identity-binding` looks at that), or who acted for whom.
    """
    pairs = parameters.get("conflicts", CONFLICTS)
    held = " OR ".join(f"list_has_all(roles, [{quoted(one.lower())}, {quoted(other.lower())}])" for one, other in pairs)
    return f"count(DISTINCT person) FILTER (WHERE {held})"


KIND = kind(
    name="sod",
    title="Segregation of duties between roles that must check each other",
    speaks_for={
        "iso42001:A.3.2": "Shows that roles and responsibilities are given so that they check each other.",
        "iso27001:A.5.3": "Counts the persons in whom conflicting duties meet.",
    },
    valid_for=timedelta(days=90),
    fields=FIELDS,
    rules=(conflicting,),
    derived=("list(lower(role)) OVER (PARTITION BY coalesce(system, ''), person) AS roles",),
)
