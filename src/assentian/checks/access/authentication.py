"""Asks an endpoint as nobody, as an inventor of tokens and as a stranger: each must be refused.

Invariant: the right credential is tried first, and only where it is answered does a refusal tell anything; an endpoint
that is down refuses everybody. Counts hold names and statuses, never a token.
Does not: guess passwords, or look at what a legitimate caller may do (`rag-acl` and `access-review` do).
"""

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

from assentian.checks.endpoint import Endpoint, token
from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite

REFUSED = frozenset({401, 403, 404, 407})
"""RFC 9110, section 15.5; 404 where an endpoint does not even tell that it is there."""
INVENTED = "assentian-invented-credential-0000000000"


def wrongly_accepted(found: Sequence[str]) -> float:
    """Requests with no credential, an invented or altered one, or one that the suite declares as expired or foreign,
    that were answered with success (2xx). Unit: requests.

    Source: OWASP API Security Top 10 (2023), API2. An answer that is neither success nor refusal (401, 403, 404, 407)
    tells nothing; neither does any where the right credential itself is refused.
    Does not show: what other credentials would reach, or addresses that the suite does not name.
    """
    return float(len(found))


MEASURES = measures(wrongly_accepted)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, statuses: [[path, credential, status]], faults, untold}`; rows are the requests that must be refused."""
    parameters, place = check.parameters, ("checks", check.index)
    statuses: list[tuple[str, str, int]] = []
    accepted, untold = [], []
    credentials = dict(_credentials(check, inputs))
    with Endpoint(parameters["model"], inputs, (*place, "model")) as endpoint:
        if endpoint.token is None:
            raise inputs.error((*place, "model", "token_env"), "is missing; the right credential is tried first")
        credentials |= _forged(endpoint.token)
        for path in parameters.get("paths", [""]):
            control = endpoint.send(parameters["question"], at=path)
            statuses.append((path, "right", control.status))
            for name, secret in credentials.items():
                headers = {"Authorization": f"Bearer {secret}"} if secret else {}
                status = endpoint.send(parameters["question"], at=path, headers=headers).status
                statuses.append((path, name, status))
                said = f"{path or endpoint.address} with {name}: {status}"
                if 200 <= status < 300:  # noqa: PLR2004 - success
                    accepted.append(said)
                elif status not in REFUSED:
                    untold.append(said)
            if not control.is_accepted:
                untold.append(f"{path or endpoint.address} with the right credential: {control.status}")
    return {
        "rows": sum(name != "right" for _, name, _ in statuses),
        "statuses": [list(one) for one in statuses],
        "faults": {"wrongly_accepted": accepted},
        "untold": {"wrongly_accepted": untold},
    }


def _credentials(check: CheckSpec, inputs: Inputs) -> Iterator[tuple[str, str | None]]:
    """Nobody, an invented token, and those that the suite names as refused."""
    yield "no credential", None
    yield "an invented credential", INVENTED
    for index, one in enumerate(check.parameters.get("refused", ())):
        yield one["name"], token(one["token_env"], inputs, ("checks", check.index, "refused", index))


def _forged(right: str) -> dict[str, str]:
    """The right token with another end; and where it is a JSON Web Token, the same claims without a signature
    (RFC 7519, section 6; RFC 8725, section 2.1).
    """
    found = {"an altered credential": right[:-8] + right[-8:].swapcase()[::-1] + "x"}
    header, _, rest = right.partition(".")
    claims, _, signature = rest.partition(".")
    try:
        is_web_token = bool(signature) and "alg" in json.loads(base64.urlsafe_b64decode(header + "=="))
    except (ValueError, TypeError):
        is_web_token = False
    if is_web_token:
        unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
        found["an unsigned credential"] = f"{unsigned}.{claims}."
    return found


KIND = Kind(
    name="auth-probe",
    title="The endpoint refuses whoever has no right to it",
    speaks_for={
        "iso42001:A.6.2.5": "Tries before and after deployment whether callers are told apart.",
        "iso42001:A.9.2": "Shows that nobody uses the system past the process for its use.",
        "iso27001:A.8.5": "Tries authentication itself, with none, forged, expired and foreign credentials.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
