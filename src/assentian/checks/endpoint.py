"""A system asked over HTTP: one request, one answer, within bounds.

Invariants: only hosts that the suite lists are asked, by HTTPS (or by HTTP on this machine itself); no redirect is
followed; an answer has a largest size and a latest moment; a token comes from an environment variable whose name begins
with MODEL_TOKEN, so that a suite can send no other secret away.
Does not: retry, or keep an answer (digests alone are noted).
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.tables import DataFile
from assentian.standards.strict_yaml import Place

if TYPE_CHECKING:
    import httpx

SECONDS = 30
LARGEST = 10_000_000
HERE = {"localhost", "127.0.0.1", "::1"}
OK = 200
PLAIN = {"Accept": "application/json", "Accept-Encoding": "identity"}
OWN_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-length", "content-type", "transfer-encoding"}
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, headers by their name in small letters; `milliseconds` from the request to the last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: float

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110, section 15.3

    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Endpoint:
    """`declared` is `{endpoint, hosts, token_env, token_header}` of the suite, `place` where it stands."""

    def __init__(self, declared: Mapping[str, Any], inputs: Inputs, place: Place) -> None:
        self.address, self.inputs, self.place, self.asked = declared["endpoint"], inputs, place, 0
        self.hosts = tuple(declared["hosts"])
        self.allowed(self.address, "endpoint")
        self.token = token(declared["token_env"], inputs, place) if declared.get("token_env") else None
        self.header = declared.get("token_header", "Authorization")
        if self.header.lower() in OWN_HEADERS:
            raise inputs.error((*place, "token_header"), f"is '{self.header}', which carries no token")
        self.last: Answer | None = None
        self._said, self._noting = hashlib.sha256(), threading.Lock()
        self._client: httpx.Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connection, and note all answers to `send` under one digest."""
        self.close()
        if self.asked:
            name = f"{self.address} {self.asked} answers"
            self.inputs.note(DataFile(name=name, digest=self._said.hexdigest(), record=True))

    def close(self) -> None:
        """Close the connection; with the check at the latest."""
        if self._client:
            self._client.close()
            self._client = None

    def allowed(self, address: str, key: str) -> str:
        """The address itself; SuiteError where it may not be asked."""
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError as error:
            raise self.inputs.error((*self.place, key), f"is no address: {error}") from error
        if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
            raise self.inputs.error((*self.place, key), "is not https; only this machine itself is asked by http")
        if parts.username or parts.password:
            raise self.inputs.error((*self.place, key), "holds a name or password; use token_env")
        if host not in self.hosts:
            raise self.inputs.error((*self.place, "hosts"), f"does not list '{host}'; the endpoint is not asked")
        return address

    def ask(self, question: Mapping[str, Any], answer: str) -> list[Any]:
        """The list under `answer` in what the endpoint says to the question; DataError for anything else."""
        body = self.told(question).body
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

    def told(self, question: Any) -> Answer:
        """The answer to a question, where the endpoint gives one; DataError for any status but 200."""
        found = self._request("POST", self.address, question, headers=self._headers(self.token))
        if found.status != OK:
            raise DataError(f"answered {found.status}; expected {OK}", file=self.address)
        return found

    def send(
        self, question: Any = None, *, at: str = "", method: str = "POST", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Whatever the endpoint answers, refusals too. `at` is a path or query on it, or a whole address of a listed
        host; `headers` take the place of the token. DataError where nothing answers.
        """
        address = self.allowed(urljoin(self.address, at), "endpoint")
        own = self._headers(self.token) if headers is None else {**PLAIN, **headers}
        found = self._request(method, address, question, headers=own)
        with self._noting:
            self.asked += 1
            self._said.update(hashlib.sha256(found.status.to_bytes(2) + found.body).digest())
        return found

    def credential(self, secret: str | None) -> dict[str, str]:
        """The header that carries a token; none without one."""
        if secret is None:
            return {}
        return {self.header: f"Bearer {secret}" if self.header.lower() == "authorization" else secret}

    def _headers(self, secret: str | None) -> dict[str, str]:
        return {**PLAIN, **self.credential(secret)}

    def _request(self, method: str, address: str, question: Any, *, headers: Mapping[str, str]) -> Answer:
        import httpx

        begun, body = time.monotonic(), bytearray()
        with self._noting:  # several threads may ask at once; two clients would leave one open
            if self._client is None:
                self._client = httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS)
                self.inputs.until_done(self.close)
            client = self._client
        client.cookies.clear()
        content = None if question is None else json.dumps(question).encode()
        typed = headers if content is None else {**headers, "Content-Type": "application/json"}
        try:
            with client.stream(method, address, content=content, headers=dict(typed)) as response:
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise DataError("answered compressed, though asked not to", file=address)
                for chunk in response.iter_raw():
                    body += chunk
                    if len(body) > LARGEST:
                        raise DataError(f"answered more than {LARGEST} bytes", file=address)
                    if time.monotonic() - begun > SECONDS:
                        raise DataError(f"took longer than {SECONDS} seconds to answer", file=address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DataError(f"cannot be asked: {error}", file=address) from error
        self.last = Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=bytes(body),
            milliseconds=(time.monotonic() - begun) * 1000,
        )
        return self.last


def token(variable: str, inputs: Inputs, place: Place) -> str:
    """The token in a variable of the environment; SuiteError where it is not set."""
    found = os.environ.get(variable)
    if not found:
        raise inputs.error((*place, "token_env"), f"names {variable}, which is not set in the environment")
    return found
