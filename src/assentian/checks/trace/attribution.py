"""Does every action of an agent lead back to a person, a version, a prompt, a right and an approval?"""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="action", meaning="the action, by its id"),
    Field(name="person", meaning="for whom the agent acted, as a pseudonym", required=False),
    Field(name="agent_version", meaning="the version of the agent", required=False),
    Field(name="prompt_digest", meaning="SHA-256 of the prompt that led to it", required=False),
    Field(name="delegated_right", meaning="the right under which the agent acted", required=False),
    Field(name="approval", meaning="the approval of this very action", required=False),
    Field(name="needs_approval", meaning="whether it needs one; yes if not said", type=Type.FLAG, required=False),
)


@rule
def incomplete(_parameters: Parameters) -> str:
    """Actions without the full chain: person, agent version, prompt digest, delegated right, approval where it is due.

    Unit: actions. Does not show: whether the person knew of the action, or the right was rightly given.
    """
    links = ("person", "agent_version", "prompt_digest", "delegated_right")
    missing = [f"{link} IS NULL" for link in links]
    return " OR ".join([*missing, "(approval IS NULL AND coalesce(needs_approval, true))"])


@rule
def no_digest(_parameters: Parameters) -> str:
    """Actions whose prompt is not named by a SHA-256 digest: 64 hexadecimal digits. Unit: actions.

    Does not show: whether the prompt behind the digest is kept.
    """
    return "prompt_digest IS NOT NULL AND NOT regexp_full_match(prompt_digest, '(sha256:)?[0-9a-fA-F]{64}')"


@rule
def doubled(_parameters: Parameters) -> str:
    """Actions that stand twice: one approval may be shown for two deeds. Unit: actions.

    Does not show: the same deed under two ids.
    """
    return "rows_of_action > 1"


KIND = kind(
    name="attribution",
    title="Agent actions that lead back to person, version, prompt, right and approval",
    speaks_for={
        "iso42001:A.6.2.8": "Shows that events tell who and what was behind an action of an agent.",
        "iso42001:A.9.2": "Shows that agents are used by people who answer for what they do.",
        "iso27001:A.8.15": "Measures log entries that cannot be attributed.",
    },
    valid_for=timedelta(days=7),
    fields=FIELDS,
    rules=(incomplete, no_digest, doubled),
    derived=("count(*) OVER (PARTITION BY action) AS rows_of_action",),
)
