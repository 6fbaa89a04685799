"""Recorded decisions over HTTP: seal a batch as it opens and as it closes, read which stand and what is not whole."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.urls import reverse
from ninja import Router, Schema, Status

from assentian.api.access import ApiRequest
from assentian.api.paging import Limit
from assentian.evidence.batches import queries, services
from assentian.inventory import queries as inventory
from assentian.journal import queries as journal
from assentian.ledger.events import HEAD_TYPE, OPENING_TYPE

router = Router(tags=["evidence"])
MOST_BREAKS = 500
HEAD = {
    "requestBody": {
        "required": True,
        "description": "The head of a batch, `batch-<first>.json`, byte for byte as the event log wrote it.",
        "content": {HEAD_TYPE: {"schema": {"type": "object"}}},
    }
}

OPENING = {
    "requestBody": {
        "required": True,
        "description": "The opening of a batch, `batch-<first>.open`, byte for byte as the event log wrote it.",
        "content": {OPENING_TYPE: {"schema": {"type": "object"}}},
    }
}


class SealedBatch(Schema):
    """`digest` names the head, `root` the tree over the records, `file` the Parquet file."""

    stream: str
    n: int
    first: int
    last: int
    root: str
    file: str
    digest: str
    since: datetime
    until: datetime
    closed_at: datetime
    received_at: datetime


class StreamState(Schema):
    """`last` is the highest counter that is sealed."""

    name: str
    batches: int
    events: int
    last: int
    since: datetime
    until: datetime


class OpenBatch(Schema):
    """A batch that was opened and has not come yet."""

    stream: str
    first: int
    opened_at: datetime
    received_at: datetime


class SealedBatches(Schema):
    """`breaks` say where a stream is not whole: counters in no batch or in two, a head that does not fit, a batch that
    was not opened in a stream that opens them.
    """

    streams: list[StreamState]
    breaks: list[str]
    open: list[OpenBatch]
    newest: list[SealedBatch]


class BatchReceipt(Schema):
    """`entry` is the number of the ledger entry that seals the head; null until it is integrated. `breaks` say where
    this batch does not continue what was sealed before it.
    """

    digest: str
    entry: int | None
    first: int
    last: int
    breaks: list[str]
    url: str


class OpeningReceipt(Schema):
    """`entry` is the number of the ledger entry that seals the opening; null until it is integrated."""

    digest: str
    entry: int | None
    first: int


@router.post("/event-batches/openings", response={200: OpeningReceipt, 201: OpeningReceipt}, openapi_extra=OPENING)
def open_batch(request: ApiRequest) -> Status[dict[str, Any]]:
    """Seal that a batch of recorded decisions begins, before it has records: 201 when new, 200 when it stands."""
    opening, is_new = services.open_batch(request.auth, request.body)
    entry = journal.sealing(request.auth.organisation, opening.digest)
    receipt = {"digest": opening.digest, "entry": entry, "first": opening.first}
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, receipt)


@router.post("/event-batches", response={200: BatchReceipt, 201: BatchReceipt}, openapi_extra=HEAD)
def receive(request: ApiRequest) -> Status[dict[str, Any]]:
    """Seal a batch of recorded decisions by its head: 201 when it is new, 200 when it stands already."""
    organisation, head = request.auth.organisation, request.body
    batch, is_new = services.receive(request.auth, head)
    receipt = {
        "digest": batch.digest,
        "entry": journal.sealing(organisation, batch.digest),
        "first": batch.first,
        "last": batch.last,
        "breaks": _told(one for one in queries.breaks(batch.system) if one.batch == batch.pk),
        "url": request.build_absolute_uri(reverse("inventory:system", args=[organisation, batch.system.slug])),
    }
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, receipt)


@router.get("/systems/{slug:slug}/event-batches", response=SealedBatches)
def batches(request: ApiRequest, slug: str, *, limit: Limit = 50) -> dict[str, Any]:
    """The streams of a system's recorded decisions, where they are not whole, and the batches received last."""
    system = inventory.system(request.auth.organisation, slug)
    if system is None:
        raise Http404(f"the register has no AI system {slug!r}")
    breaks: list[queries.Break | queries.Unopened] = [*queries.breaks(system)[:MOST_BREAKS], *queries.unopened(system)]
    return {
        "streams": queries.streams(system),
        "breaks": _told(breaks[:MOST_BREAKS]),
        "open": list(queries.open_now(system)[:limit]),
        "newest": list(queries.of_system(system)[:limit]),
    }


def _told(breaks: Iterable[queries.Break | queries.Unopened]) -> list[str]:
    return [f"{one.stream}: {one.words}" for one in breaks]
