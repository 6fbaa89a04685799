"""The ledger over HTTP: what a machine needs to verify it. Proofs are made here and checked by whoever asks."""

import base64
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from assentian.api.access import ApiRequest
from assentian.api.problem import RequestError
from assentian.journal import checkpoints, store
from assentian.ledger.tree import consistency_proof, inclusion_proof
from assentian.ledger.verify import leaf_hash

router = Router(tags=["ledger"])
LARGEST = 2**53


class InclusionProof(Schema):
    """That entry `index` is in the tree that `checkpoint` signs (RFC 9162 section 2.1.3.2); hashes are base64."""

    index: int
    leaf_hash: str
    size: int
    root: str
    proof: list[str]
    checkpoint: str


class ConsistencyProof(Schema):
    """That the tree of `first` entries is the beginning of that of `second` (RFC 9162 section 2.1.4.2)."""

    first: int
    second: int
    proof: list[str]


@router.get("/ledger/checkpoint", openapi_extra={"responses": {200: {"content": {"text/plain": {}}}}})
def checkpoint(request: ApiRequest) -> HttpResponse:
    """The newest checkpoint, as a C2SP signed note: keep it where this server's operator cannot rewrite it."""
    return HttpResponse(_signed(request).note, content_type="text/plain; charset=utf-8")


@router.get("/ledger/entries/{int:seq}", openapi_extra={"responses": {200: {"content": {"application/json": {}}}}})
def entry(request: ApiRequest, seq: int) -> HttpResponse:
    """The bytes of one leaf, exactly as they were hashed."""
    return HttpResponse(_leaf(request, seq), content_type="application/json")


@router.get("/ledger/proof/{int:seq}", response=InclusionProof)
def proof(request: ApiRequest, seq: int) -> dict[str, Any]:
    """The proof that an entry lies in the signed tree."""
    leaf, signed = _leaf(request, seq), _signed(request)
    hashes = inclusion_proof(seq, signed.size, store.reader(request.auth.organisation, signed.size))
    return {
        "index": seq,
        "leaf_hash": _base64(leaf_hash(leaf)),
        "size": signed.size,
        "root": signed.note.split("\n")[2],
        "proof": _each_base64(hashes),
        "checkpoint": signed.note,
    }


@router.get("/ledger/consistency", response=ConsistencyProof)
def consistency(request: ApiRequest, first: int, second: int | None = None) -> dict[str, Any]:
    """The proof that the first `first` entries are still what they were; without `second`, up to the signed tree."""
    signed = _signed(request)
    second = signed.size if second is None else second
    if not 0 <= first <= second <= signed.size:
        raise RequestError(f"0 <= first <= second <= {signed.size}, the size of the signed tree")
    hashes = consistency_proof(first, second, store.reader(request.auth.organisation, second))
    return {"first": first, "second": second, "proof": _each_base64(hashes)}


def _signed(request: ApiRequest) -> Any:
    signed = checkpoints.sign(request.auth.organisation)
    if signed is None:  # pragma: no cover  # the token itself is an entry
        raise Http404("the ledger is empty")
    return signed


def _leaf(request: ApiRequest, seq: int) -> bytes:
    if seq < LARGEST:
        for _, leaf in store.leaves(request.auth.organisation, seq, seq + 1):
            return leaf
    raise Http404(f"the ledger has no entry {seq}")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _each_base64(hashes: Iterable[bytes]) -> list[str]:
    return [_base64(data) for data in hashes]
