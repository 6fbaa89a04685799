"""A real HTTP service on this machine, whose answers a test gives as a function."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "MODEL_TOKEN_TEST"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, `body` read as JSON where it is."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")


Answers = Callable[[Asked], tuple[int, Any]]


@dataclass
class Service:
    """`answers` may be changed while it runs; `asked` is everything that came."""

    answers: Answers
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/model"

    def model(self, more: str = "") -> str:
        """The declaration of a suite that asks this service."""
        return f"{{endpoint: '{self.address}', hosts: [127.0.0.1]{more and ', ' + more}}}"


@contextmanager
def serving(answers: Answers, *, keeps_open: bool = False) -> Iterator[Service]:
    """The service while the block runs. An answer that is text or bytes is sent as it is, all else as JSON.

    Where it `keeps_open`, a connection stands until the client closes it, as most services do it.
    """
    service = Service(answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1" if keeps_open else "HTTP/1.0"

        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                body = json.loads(sent)
            except ValueError:
                body = sent
            asked = Asked(method=self.command, path=self.path, headers=dict(self.headers), body=body)
            service.asked.append(asked)
            status, said = service.answers(asked)
            data = (
                said
                if isinstance(said, bytes)
                else said.encode()
                if isinstance(said, str)
                else json.dumps(said).encode()
            )
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield service
        server.shutdown()
        thread.join()
