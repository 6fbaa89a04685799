"""What agents may do, compared with what was declared that they need."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule
from assentian.checks.sql import quoted

FIELDS = (
    Field(name="agent", meaning="the agent that holds the grant"),
    Field(name="scope", meaning="the tool or scope granted, as `mail.send`"),
    Field(name="irreversible", meaning="whether what the tool does cannot be undone", type=Type.FLAG),
    Field(name="approval", meaning="who must approve each use", required=False),
)


@rule
def undeclared(parameters: Parameters) -> str:
    """Grants of a scope that the suite's `needs` do not give to that agent; `*` for every agent. Unit: grants.

    Does not show: whether a declared need is a real one, or what a scope lets a tool reach.
    """
    allowed = [
        f"scope IN ({', '.join(map(quoted, scopes))})" + (f" AND agent = {quoted(agent)}" if agent != "*" else "")
        for agent, scopes in parameters["needs"].items()
    ]
    return f"NOT ({' OR '.join(f'({one})' for one in allowed)})"


@rule
def unapproved(_parameters: Parameters) -> str:
    """Irreversible tools that an agent may use with nobody's approval. Unit: grants.

    Does not show: whether the approval is asked for when it matters; `attribution` looks at that.
    """
    return "irreversible AND approval IS NULL"


KIND = kind(
    name="agent-permissions",
    title="Tools and scopes granted to agents, compared with their declared need",
    speaks_for={
        "iso42001:A.9.4": "Shows that an agent can do no more than its intended use needs.",
        "iso27001:A.8.2": "Measures privileges beyond need.",
    },
    valid_for=timedelta(days=30),
    fields=FIELDS,
    rules=(undeclared, unapproved),
)
