"""Speaks with an Assentian server: sends sealed evidence, asks the gate, and says in a sentence what the answer was.

Errors are those of RFC 9457 (`application/problem+json`) or of the connection; neither ever shows the token.
Does not: retry, since an envelope is known by its digest and may be sent again by hand; nor follow redirects.
"""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assentian.ledger.events import HEAD_TYPE, OPENING_TYPE

if TYPE_CHECKING:
    import httpx

ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json"
JSON_TYPE = "application/json"
TIMEOUT_SECONDS = 30
LONGEST_LABEL = 64
ADVICE = {
    401: "the token is not valid; make a new one with `assentian token issue` and set it in the environment",
    403: "the token may not add evidence to this organisation",
    404: "there is nothing of that name at this address",
    413: "the envelope is larger than the server accepts",
}


class ServerError(Exception):
    """The server gave no answer, or a refusal; the message says why and what to do."""


class SubmissionError(ServerError):
    """The server did not take the evidence."""


def submit_evidence(server: str, organisation: str, envelope: bytes, *, token: str) -> dict[str, Any]:
    """POST one DSSE envelope to `<server>/api/v1/<organisation>/evidence`; returns the server's receipt.

    Raises SubmissionError where the server cannot be reached or refuses.
    """
    try:
        return _exchange("POST", _address(server, organisation, "evidence"), token, envelope)
    except ServerError as error:
        raise SubmissionError(str(error)) from error


def submit_batch(server: str, organisation: str, head: bytes, *, token: str) -> dict[str, Any]:
    """POST the head of a batch of recorded decisions; returns the server's receipt, `breaks` telling what is not whole.

    The same head may be sent again. Raises SubmissionError where the server cannot be reached or refuses.
    """
    try:
        return _exchange("POST", _address(server, organisation, "event-batches"), token, head, HEAD_TYPE)
    except ServerError as error:
        raise SubmissionError(str(error)) from error


def submit_opening(server: str, organisation: str, opening: bytes, *, token: str) -> dict[str, Any]:
    """POST the opening of a batch, before it has records; returns the server's receipt. May be sent again.

    Raises SubmissionError where the server cannot be reached or refuses.
    """
    address = _address(server, organisation, "event-batches", "openings")
    try:
        return _exchange("POST", address, token, opening, OPENING_TYPE)
    except ServerError as error:
        raise SubmissionError(str(error)) from error


def fetch_seal(server: str, organisation: str, entry: int, *, token: str) -> dict[str, Any]:
    """What seals a batch or its opening, to be verified without the server: the ledger's entry with the proof that it
    lies under a signed checkpoint. Raises ServerError.
    """
    leaf = _answer("GET", _address(server, organisation, "ledger", "entries", str(entry)), token)
    proof = _exchange("GET", _address(server, organisation, "ledger", "proof", str(entry)), token)
    return {"leaf": leaf.text, **{name: proof[name] for name in ("index", "size", "proof", "checkpoint")}}


def record_revision(
    server: str, organisation: str, asset: str, *, label: str, digest: str, token: str
) -> dict[str, Any]:
    """Record one state of a registered asset by its SHA-256; a digest that it has already stays. Raises ServerError."""
    content = json.dumps({"label": label[:LONGEST_LABEL], "digest": digest}).encode()
    return _exchange("POST", _address(server, organisation, "assets", asset, "revisions"), token, content, JSON_TYPE)


def ask_gate(server: str, organisation: str, system: str, *, stage: str, token: str) -> dict[str, Any]:
    """What the server answers for a system that is to enter a stage: `answer` and its `reasons`. Raises ServerError."""
    address = _address(server, organisation, "systems", system, "gate")
    reply = _exchange("GET", f"{address}?stage={quote(stage, safe='')}", token)
    if not isinstance(reply.get("answer"), str) or not isinstance(reply.get("reasons"), list):
        raise ServerError(f"{address} answered, but not as Assentian does; is the address right?")
    return reply


def _address(server: str, organisation: str, *path: str) -> str:
    return "/".join([server.rstrip("/"), "api/v1", *(quote(part, safe="") for part in (organisation, *path))])


def _exchange(
    method: str, address: str, token: str, content: bytes | None = None, content_type: str = ENVELOPE_TYPE
) -> dict[str, Any]:
    """The JSON object that the server answers with; ServerError for anything else."""
    answer = _answer(method, address, token, content, content_type)
    found = _object(answer)
    if found is None:
        raise ServerError(f"{address} answered {answer.status_code}, but not as Assentian does; is the address right?")
    return found


def _answer(
    method: str, address: str, token: str, content: bytes | None = None, content_type: str = ENVELOPE_TYPE
) -> "httpx.Response":
    """What the server answers when it takes the request; ServerError otherwise."""
    import httpx

    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    if content is not None:
        headers["Content-Type"] = content_type
    try:
        answer = httpx.request(method, address, content=content, headers=headers, timeout=TIMEOUT_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerError(f"{address} cannot be reached: {error}") from error
    if not answer.is_success:
        raise ServerError(f"{address} answered {answer.status_code}: {_reason(answer)}")
    return answer


def _reason(answer: "httpx.Response") -> str:
    """What the problem document says, else what the status means."""
    problem = _object(answer) or {}
    told = [str(problem[name]) for name in ("title", "detail") if problem.get(name)]
    told += [f"{found['where']}: {found['message']}" for found in problem.get("errors", ())]
    return ": ".join(told) or ADVICE.get(answer.status_code, answer.reason_phrase or "no reason given")


def _object(answer: "httpx.Response") -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
