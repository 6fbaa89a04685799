"""A system asked over HTTP: one JSON question, one JSON answer, within bounds.

Invariants: only hosts that the suite lists are asked, by HTTPS (or by HTTP on this machine itself); no redirect is
followed; an answer has a largest size and a latest moment; a token comes from an environment variable whose name begins
with MODEL_TOKEN, so that a suite can send no other secret away.
Does not: retry, or keep an answer (its digest alone is noted).
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.tables import DataFile
from assentian.standards.strict_yaml import Place

SECONDS = 30
LARGEST = 10_000_000
HERE = {"localhost", "127.0.0.1", "::1"}


class Endpoint:
    """`declared` is `{endpoint, hosts, token_env}` of the suite, `place` where it stands."""

    def __init__(self, declared: Mapping[str, Any], inputs: Inputs, place: Place) -> None:
        self.address, self.inputs, self.asked = declared["endpoint"], inputs, 0
        try:
            parts = urlsplit(self.address)
            host = parts.hostname or ""
        except ValueError as error:
            raise inputs.error((*place, "endpoint"), f"is no address: {error}") from error
        if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
            raise inputs.error((*place, "endpoint"), "is not https; only this machine itself is asked by http")
        if parts.username or parts.password:
            raise inputs.error((*place, "endpoint"), "holds a name or password; use token_env")
        if host not in declared["hosts"]:
            raise inputs.error((*place, "hosts"), f"does not list '{host}'; the endpoint is not asked")
        self.headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if variable := declared.get("token_env"):
            token = os.environ.get(variable)
            if not token:
                raise inputs.error((*place, "token_env"), f"names {variable}, which is not set in the environment")
            self.headers["Authorization"] = f"Bearer {token}"

    def ask(self, question: Mapping[str, Any], answer: str) -> list[Any]:
        """The list under `answer` in what the endpoint says to the question; DataError for anything else."""
        body = self._body(question)
        self.asked += 1
        name = f"{self.address} answer {self.asked}"
        self.inputs.note(DataFile(name=name, digest=hashlib.sha256(body).hexdigest(), record=True))
        try:
            found = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise DataError("the answer is no JSON", file=self.address) from error
        values = found.get(answer) if isinstance(found, dict) else None
        if not isinstance(values, list):
            raise DataError(f"the answer has no list '{answer}'", file=self.address)
        return values

    def _body(self, question: Mapping[str, Any]) -> bytes:
        import httpx

        latest, body = time.monotonic() + SECONDS, bytearray()
        try:
            with (
                httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
                client.stream("POST", self.address, json=question, headers=self.headers) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise DataError(f"answered {response.status_code}; expected 200", file=self.address)
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise DataError("answered compressed, though asked not to", file=self.address)
                for chunk in response.iter_raw():
                    body += chunk
                    if len(body) > LARGEST:
                        raise DataError(f"answered more than {LARGEST} bytes", file=self.address)
                    if time.monotonic() > latest:
                        raise DataError(f"took longer than {SECONDS} seconds to answer", file=self.address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DataError(f"cannot be asked: {error}", file=self.address) from error
        return bytes(body)
