"""Evidence over HTTP: send a signed envelope, look at what was received."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status

from assentian.api.access import ApiRequest
from assentian.api.paging import Cursor, Limit, Word, next_page
from assentian.evidence import records, services
from assentian.evidence.received import MEDIA_TYPE
from assentian.journal import queries as journal
from assentian.standards.vocabulary import Verdict

router = Router(tags=["evidence"])
ENVELOPE = {
    "requestBody": {
        "required": True,
        "description": "A DSSE envelope around an in-toto statement, as `assentian check --out` writes it.",
        "content": {MEDIA_TYPE: {"schema": {"type": "object"}}},
    }
}


class Receipt(Schema):
    """`entry` is the number of the ledger entry that seals the envelope; null until it is integrated."""

    id: int
    digest: str
    verdict: str
    entry: int | None
    url: str


class EvidencePage(Schema):
    items: list[records.Record]
    next: str | None


class SealedRecord(Schema):
    entry: int | None
    record: records.FullRecord


@router.post("/evidence", response={200: Receipt, 201: Receipt}, openapi_extra=ENVELOPE)
def receive(request: ApiRequest, response: HttpResponse) -> Status[dict[str, Any]]:
    """Take a signed envelope in: 201 when it is new, 200 when it stands already."""
    organisation, data = request.auth.organisation, request.body
    entry = journal.sealing(organisation, hashlib.sha256(data).hexdigest())
    evidence = services.receive(request.auth, data)
    response["Location"] = f"{request.path}/{evidence.pk}"
    receipt = {
        "id": evidence.pk,
        "digest": evidence.digest,
        "verdict": evidence.verdict,
        "entry": journal.sealing(organisation, evidence.digest) if entry is None else entry,
        "url": request.build_absolute_uri(reverse("evidence:detail", args=[organisation, evidence.pk])),
    }
    return Status(HTTPStatus.CREATED if entry is None else HTTPStatus.OK, receipt)


@router.get("/evidence", response=EvidencePage)
def evidence_list(
    request: ApiRequest,
    *,
    system: Word = "",
    check: Word = "",
    verdict: str = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Evidence, received last first; `verdict` takes any word of the vocabulary."""
    found = records.page(
        request.auth.organisation,
        system=system,
        check=check,
        verdict=Verdict.of(verdict) if verdict else "",
        before=cursor,
        most=limit + 1,
    )
    return {"items": found[:limit], "next": next_page(request, found[limit - 1].id) if len(found) > limit else None}


@router.get("/evidence/{int:number}", response=SealedRecord)
def evidence_detail(request: ApiRequest, number: int) -> dict[str, Any]:
    """One piece of evidence, with what was tested and found, and the entry that seals it."""
    found = records.record(request.auth.organisation, number)
    if found is None:
        raise Http404(f"there is no evidence {number}")
    return {"entry": journal.sealing(request.auth.organisation, found.digest), "record": found}
