"""Do the clocks of components agree, and do time stamps go forward? Held against records of both."""

from datetime import timedelta

from assentian.checks.measure import Limit
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, figure, kind, rule

FIELDS = (
    Field(name="component", meaning="the component whose clock gave the time"),
    Field(name="at", meaning="the time that it gave, in the order of the rows", type=Type.TIME),
    Field(name="reference", meaning="the same moment by the reference clock", type=Type.TIME, required=False),
)


@figure(Limit(warn=0.5, breach=1), scale=1000)
def maximum_skew(_parameters: Parameters) -> str:
    """Largest distance of a component's clock from the reference clock. Unit: seconds, to the millisecond.

    Does not show: a reference that is wrong itself, or skew between two readings.
    """
    return """max(abs(date_diff('millisecond', reference, "at")))"""


@rule
def reversals(_parameters: Parameters) -> str:
    """Times before an earlier row's time of the same component: its clock was set back, or rows were put in later.

    Unit: rows. Does not show: a clock that was set forward, or that stands still.
    """
    return '"at" < latest'


@rule
def without_reference(_parameters: Parameters) -> str:
    """Rows of a component none of whose rows has a reference time: nothing tells its skew. Unit: rows.

    Does not show: how long ago the last comparison was.
    """
    return "references_of_component = 0"


KIND = kind(
    name="clock",
    title="Clocks that agree with a reference, and times that go forward",
    speaks_for={
        "iso42001:A.6.2.8": "Shows that the times in event logs can be compared and put in order.",
        "iso27001:A.8.17": "Measures the distance of clocks from their reference.",
    },
    valid_for=timedelta(days=7),
    fields=FIELDS,
    rules=(maximum_skew, reversals, without_reference),
    derived=(
        'max("at") OVER (PARTITION BY component ORDER BY row ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) AS latest',
        "count(reference) OVER (PARTITION BY component) AS references_of_component",
    ),
)
