"""Suppliers: whether what they must show is there and in date."""

from datetime import timedelta

from assentian.checks.measure import NONE_ALLOWED
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, figure, kind, rule
from assentian.checks.sql import quoted

FIELDS = (
    Field(name="supplier", meaning="the supplier"),
    Field(name="item", meaning="what the supplier gave: identity, contract, attestation, responsibilities"),
    Field(
        name="valid_until", meaning="the day on which it ends; empty where it does not", type=Type.TIME, required=False
    ),
)
ITEMS = ("identity", "contract", "attestation", "responsibilities")


@figure(NONE_ALLOWED)
def missing(parameters: Parameters) -> str:
    """Items that a supplier must have (the suite's `items`) and that no record of that supplier gives. Unit: items.

    Does not show: suppliers of which the records know nothing.
    """
    items = parameters.get("items", ITEMS)
    given = f"count(DISTINCT (supplier, item)) FILTER (WHERE item IN ({', '.join(map(quoted, items))}))"
    return f"{len(items)} * count(DISTINCT supplier) - {given}"


@rule
def expired(_parameters: Parameters) -> str:
    """Items whose newest record has ended. Unit: items.

    Does not show: whether what is in date still fits what the supplier does.
    """
    return "newest AND valid_until < as_of"


KIND = kind(
    name="supplier-attestation",
    title="What suppliers must show, there and in date",
    speaks_for={
        "iso42001:A.10.3": "Shows that suppliers are held to what was agreed, and that the papers are in date.",
        "iso42001:A.10.2": "Shows that responsibilities between the parties are recorded.",
        "iso27001:A.5.19": "Measures gaps in what is agreed with suppliers.",
    },
    valid_for=timedelta(days=180),
    fields=FIELDS,
    rules=(missing, expired),
    derived=(
        "row_number() OVER (PARTITION BY supplier, item ORDER BY valid_until DESC NULLS FIRST, row) = 1 AS newest",
    ),
)
KINDS = (KIND,)
