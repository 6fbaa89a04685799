"""Records past their retention, and requests for erasure that are still open somewhere."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="record", meaning="the record, or the batch, as a pseudonym"),
    Field(name="store", meaning="where it lies: store, index, training set, backup"),
    Field(name="keep_until", meaning="until when it may be kept", type=Type.TIME, required=False),
    Field(name="erasure_requested", meaning="when its erasure was asked for", type=Type.TIME, required=False),
    Field(name="erased", meaning="when it was erased there", type=Type.TIME, required=False),
)
ERASURE_DAYS = 30


@rule
def overdue(_parameters: Parameters) -> str:
    """Records that are still there after the day until which they may be kept. Unit: records.

    Does not show: copies that the export does not name; `residue-scan` looks for those.
    """
    return "erased IS NULL AND keep_until < as_of"


@rule
def without_limit(_parameters: Parameters) -> str:
    """Records for which nobody said how long they may be kept. Unit: records.

    Does not show: whether a limit that was set is lawful.
    """
    return "keep_until IS NULL AND erased IS NULL AND erasure_requested IS NULL"


@rule
def open_erasure(parameters: Parameters) -> str:
    """Requests for erasure not carried out in a store within the declared `erasure_days` (30 if not said).

    Unit: records by store. Does not show: what a model has learnt from a record before it was erased.
    """
    days = parameters.get("erasure_days", ERASURE_DAYS)
    return f"erased IS NULL AND erasure_requested < as_of - INTERVAL {days:d} DAY"


KIND = kind(
    name="retention",
    title="Records past their retention and open requests for erasure",
    speaks_for={
        "iso42001:A.7.2": "Shows that data is kept no longer than it may be, where it is used for development.",
        "iso27001:A.8.10": "Counts information that should have been deleted.",
    },
    valid_for=timedelta(days=30),
    fields=FIELDS,
    rules=(overdue, without_limit, open_erasure),
)
