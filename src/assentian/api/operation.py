"""Operation over HTTP: send periods of decisions, incidents, appeals and complaints of an AI system."""

from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from assentian.api.access import ApiRequest
from assentian.api.monitoring import MOST_ROWS, BatchReceipt
from assentian.inventory import queries as inventory
from assentian.monitoring.operation import services
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod

router = Router(tags=["operation"])


class PeriodRow(Schema):
    """What was decided in a period. `overrides` and `review_seconds_median` are null where nobody reviews;
    `population` counts decisions by segment. A system has one period with the same end.
    """

    start: AwareDatetime
    end: AwareDatetime
    decisions: int
    overrides: int | None = None
    review_seconds_median: Decimal | None = None
    population: dict[str, int] = {}


class IncidentRow(Schema):
    """`reference` is its number where it was first noted; `severity` is I, II, III or IV. Sent again with `closed_at`,
    an open incident is closed.
    """

    reference: str
    title: str
    severity: str
    happened_at: AwareDatetime
    detected_at: AwareDatetime
    near_miss: bool = False
    closed_at: AwareDatetime | None = None
    description: str = ""


class CaseRow(Schema):
    """`kind` is appeal or complaint, `outcome` upheld, overturned or empty. Sent again with `closed_at`, an open case
    is closed.
    """

    kind: str
    reference: str
    received_at: AwareDatetime
    closed_at: AwareDatetime | None = None
    outcome: str = ""
    group: str = ""
    topic: str = ""


class Periods(Schema):
    rows: Annotated[list[PeriodRow], Field(max_length=MOST_ROWS)]


class Incidents(Schema):
    rows: Annotated[list[IncidentRow], Field(max_length=MOST_ROWS)]


class Cases(Schema):
    rows: Annotated[list[CaseRow], Field(max_length=MOST_ROWS)]


_RECEIPTS = {200: BatchReceipt, 201: BatchReceipt}


@router.post("/systems/{slug:slug}/operation", response=_RECEIPTS)
def record_operation(request: ApiRequest, slug: str, batch: Periods) -> Status[Any]:
    """Record all periods or none: 201 when any is new, 200 when all stand already, 422 naming each wrong row."""
    return _recorded(request, slug, [NewPeriod(**row.dict()) for row in batch.rows])


@router.post("/systems/{slug:slug}/incidents", response=_RECEIPTS)
def record_incidents(request: ApiRequest, slug: str, batch: Incidents) -> Status[Any]:
    """Record or close all incidents or none; answers as for periods."""
    return _recorded(request, slug, [NewIncident(**row.dict()) for row in batch.rows])


@router.post("/systems/{slug:slug}/cases", response=_RECEIPTS)
def record_cases(request: ApiRequest, slug: str, batch: Cases) -> Status[Any]:
    """Record or close all appeals and complaints or none; answers as for periods."""
    return _recorded(request, slug, [NewCase(**row.dict()) for row in batch.rows])


def _recorded(
    request: ApiRequest, slug: str, rows: Sequence[NewPeriod] | Sequence[NewIncident] | Sequence[NewCase]
) -> Status[Any]:
    system = inventory.system(request.auth.organisation, slug)
    if system is None:
        raise Http404(f"the register has no AI system {slug!r}")
    recorded = services.record(request.auth, system, rows)
    return Status(HTTPStatus.CREATED if recorded.new else HTTPStatus.OK, recorded)
