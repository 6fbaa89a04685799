"""Sends sealed evidence to an Assentian server and says in a sentence what the server answered.

Errors are those of RFC 9457 (`application/problem+json`) or of the connection; neither ever shows the token.
Does not: retry, since an envelope is known by its digest and may be sent again by hand.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json"
TIMEOUT_SECONDS = 30
ADVICE = {
    401: "the token is not valid; make a new one under your account and set it in the environment",
    403: "the token may not add evidence to this organisation",
    404: "there is no such organisation at this address",
    409: "the server already has this evidence",
    413: "the envelope is larger than the server accepts",
}


class SubmissionError(Exception):
    """The server did not take the evidence; the message says why and what to do."""


def submit_evidence(server: str, organisation: str, envelope: bytes, *, token: str) -> dict[str, Any]:
    """POST one DSSE envelope to `<server>/api/v1/<organisation>/evidence`; returns the server's receipt.

    Raises SubmissionError where the server cannot be reached or refuses.
    """
    import httpx

    address = f"{server.rstrip('/')}/api/v1/{quote(organisation, safe='')}/evidence"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": ENVELOPE_TYPE, "Accept": "application/json"}
    try:
        answer = httpx.post(address, content=envelope, headers=headers, timeout=TIMEOUT_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SubmissionError(f"{address} cannot be reached: {error}") from error
    if not answer.is_success:
        raise SubmissionError(f"{address} answered {answer.status_code}: {_reason(answer)}")
    receipt = _object(answer)
    if receipt is None:
        raise SubmissionError(
            f"{address} answered {answer.status_code}, but not as Assentian does; is the address right?"
        )
    return receipt


def _reason(answer: "httpx.Response") -> str:
    """What the problem document says, else what the status means."""
    problem = _object(answer) or {}
    told = [str(problem[name]) for name in ("title", "detail") if problem.get(name)]
    return ": ".join(told) or ADVICE.get(answer.status_code, answer.reason_phrase or "no reason given")


def _object(answer: "httpx.Response") -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
