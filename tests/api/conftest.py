"""What tests of the API ask for: an organisation to simulate, a machine with a token, a server that answers."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from assentian.accounts import services as accounts
from tests.cast import Cast
from tests.simulator import OrganisationSimulator


@dataclass
class Machine:
    """A client without a session that sends a token of one organisation."""

    token: str
    organisation: str = "northwind"

    def get(self, path: str, **asked: Any) -> HttpResponse:
        return Client().get(self.address(path), asked, headers=self.headers)

    def post(self, path: str, data: Any, content_type: str = "application/json") -> HttpResponse:
        return Client(enforce_csrf_checks=True).post(self.address(path), data, content_type, headers=self.headers)

    def address(self, path: str) -> str:
        return f"/api/v1/{self.organisation}/{path}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return Machine(accounts.issue_token(cast.actor("manager"), "CI"))


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing on the screen of the tests."""


@pytest.fixture
def server(cast: Cast) -> Iterator[str]:
    """The product on a free port, in a thread that shares the test's own transaction."""
    shared, handler = connection._connections["default"], WSGIHandler()

    def application(environ: Any, start_response: Any) -> Any:
        connections["default"] = shared
        return handler(environ, start_response)

    shared.inc_thread_sharing()
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()
    shared.dec_thread_sharing()
