"""Monitoring over HTTP: send measurements of an AI system, and read how its indicators stand."""

from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from assentian.api.access import ApiRequest
from assentian.inventory import queries as inventory
from assentian.monitoring import queries, services
from assentian.monitoring.rows import NewMeasurement
from assentian.monitoring.standings import State

router = Router(tags=["monitoring"])
MOST_ROWS = 10_000


class MeasurementRow(Schema):
    """One window of an indicator, named by its key. Numbers may be strings, which loses no digit; `lower` and `upper`
    are the 95 % interval, without which only an indicator that counts exactly is judged.
    """

    indicator: Annotated[str, Field(max_length=64)]
    period_start: AwareDatetime
    period_end: AwareDatetime
    n: int
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


class Batch(Schema):
    rows: Annotated[list[MeasurementRow], Field(max_length=MOST_ROWS)]


class BatchReceipt(Schema):
    """`new` rows were recorded; `standing` ones stood already, with the same numbers."""

    new: int
    standing: int


class Newest(Schema):
    period_end: datetime
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    n: int


class IndicatorState(Schema):
    """`newest` is null where nothing was measured, `breach` where no limits are approved."""

    indicator: str
    title: str
    state: State
    newest: Newest | None
    warn: Decimal | None
    breach: Decimal | None
    due: datetime | None
    open_breaches: list[str]

    @staticmethod
    def resolve_indicator(one: Any) -> str:
        return str(one.indicator.key)

    @staticmethod
    def resolve_title(one: Any) -> str:
        return str(one.indicator.title)

    @staticmethod
    def resolve_warn(one: Any) -> Any:
        return one.threshold.warn if one.threshold else None

    @staticmethod
    def resolve_breach(one: Any) -> Any:
        return one.threshold.breach if one.threshold else None

    @staticmethod
    def resolve_open_breaches(one: Any) -> list[str]:
        return [breach.reason for breach in one.breaches]


@router.post("/systems/{slug:slug}/measurements", response={200: BatchReceipt, 201: BatchReceipt})
def record(request: ApiRequest, slug: str, batch: Batch) -> Status[services.Recorded]:
    """Record all rows or none: 201 when any is new, 200 when all stand already, 422 naming each row that is wrong."""
    rows = [NewMeasurement(**row.dict()) for row in batch.rows]
    recorded = services.record_measurements(request.auth, _system(request, slug), rows)
    return Status(HTTPStatus.CREATED if recorded.new else HTTPStatus.OK, recorded)


@router.get("/systems/{slug:slug}/indicators", response=list[IndicatorState])
def indicators(request: ApiRequest, slug: str) -> Any:
    """Every indicator of the system, by title, with its newest window and its state."""
    return queries.of_system(_system(request, slug))


def _system(request: ApiRequest, slug: str) -> Any:
    found = inventory.system(request.auth.organisation, slug)
    if found is None:
        raise Http404(f"the register has no AI system {slug!r}")
    return found
