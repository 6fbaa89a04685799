"""What a period costs (money, tokens, energy or GPU hours), held against its budget."""

from datetime import timedelta

from assentian.checks.measure import Limit
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import PER_MILLION, Parameters, figure, kind, rule

FIELDS = (
    Field(name="at", meaning="when it was spent", type=Type.TIME),
    Field(name="principal", meaning="the account, service or agent that spent it"),
    Field(name="spent", meaning="how much, in the unit of the budget", type=Type.NUMBER),
    Field(
        name="energy_kwh",
        meaning="the energy that it took, in kWh, metered or estimated",
        type=Type.NUMBER,
        required=False,
    ),
    Field(name="depth", meaning="how many steps an agent's loop took", type=Type.WHOLE, required=False),
)


@figure(Limit(warn=0.9, breach=1), scale=PER_MILLION)
def budget_used(parameters: Parameters) -> str:
    """Sum of what was spent, as a share of the suite's `budget` for the period of the records. Unit: share.

    Does not show: whether the records cover the whole period, or what was not metered.
    """
    return f"TRY_CAST(round({PER_MILLION} * (sum(spent) / {float(parameters['budget'])!r})) AS BIGINT)"


@figure(None, scale=PER_MILLION)
def top_principal_share(_parameters: Parameters) -> str:
    """What the principal who spent most spent, as a share of all. Unit: share, 0 to 1.

    Does not show: one consumer behind many accounts.
    """
    return f"TRY_CAST(round({PER_MILLION} * max(spent_by_principal) / nullif(sum(spent), 0)) AS BIGINT)"


@figure(None, scale=PER_MILLION)
def energy_kwh(_parameters: Parameters) -> str:
    """Sum of the energy that the records tell. Unit: kWh. Nothing where no record tells any.

    Does not show: how it was metered or estimated, or what was not; say both beside the records.
    """
    return f"TRY_CAST(round({PER_MILLION} * sum(energy_kwh)) AS BIGINT)"


@figure(None)
def loop_depth(_parameters: Parameters) -> str:
    """The longest loop of an agent. Unit: steps.

    Does not show: loops that were broken off before they were metered.
    """
    return "max(depth)"


@rule
def negative(_parameters: Parameters) -> str:
    """Records of a negative amount, which would hide what was spent. Unit: records.

    Does not show: credits that are right; keep them in records of their own.
    """
    return "spent < 0"


KIND = kind(
    name="cost-budget",
    title="Spend of a period and of each principal, held against the budget",
    speaks_for={
        "iso42001:A.4.5": "Measures what computing resources the system uses, against what was planned.",
        "iso27001:A.8.6": "Measures the use of capacity.",
    },
    valid_for=timedelta(days=7),
    fields=FIELDS,
    rules=(budget_used, top_principal_share, energy_kwh, loop_depth, negative),
    derived=("sum(spent) OVER (PARTITION BY principal) AS spent_by_principal",),
)
