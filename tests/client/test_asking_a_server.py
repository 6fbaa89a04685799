"""What the client says when a server does not answer, or not as it should; the token never shows."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from assentian.cli.main import main
from assentian.client.http import ServerError, SubmissionError, ask_gate, submit_evidence

TOKEN = "asn_secret"


@contextmanager
def answering(status: int, body: str) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A server that answers everything alike: its address, and the (path, Content-Type) of what it was asked."""
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Content-Type"]))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()
        thread.join()


def gate(server: str) -> dict[str, object]:
    return ask_gate(server, "northwind", "credit/scorer", stage="deployment", token=TOKEN)


def test_the_gate_is_asked_at_its_address_with_every_part_quoted() -> None:
    reply = {"system": "x", "stage": "deployment", "answer": "clear", "reasons": []}
    with answering(200, json.dumps(reply)) as (server, asked):
        assert gate(server) == reply
    assert asked == [("/api/v1/northwind/systems/credit%2Fscorer/gate?stage=deployment", None)]


def test_an_envelope_is_sent_as_one() -> None:
    with answering(201, '{"id": 1}') as (server, asked):
        assert submit_evidence(server, "northwind", b"{}", token=TOKEN) == {"id": 1}
    assert asked == [("/api/v1/northwind/evidence", "application/vnd.dsse.envelope.v1+json")]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, "<html>", "answered 200, but not as Assentian does"),
        (200, "[]", "answered 200, but not as Assentian does"),
        (200, '{"answer": "clear"}', "not as Assentian does"),
        (401, "", "answered 401: the token is not valid"),
        (418, "", "answered 418: I'm a Teapot"),
        (422, '{"title": "No", "detail": "digest", "errors": [{"where": "a", "message": "b"}]}', "No: digest: a: b"),
        (502, "<html>", "answered 502: Bad Gateway"),
    ],
)
def test_an_answer_that_is_none_says_what_is_wrong(status: int, body: str, said: str) -> None:
    with answering(status, body) as (server, _), pytest.raises(ServerError) as found:
        gate(server)
    assert said in str(found.value)
    assert TOKEN not in str(found.value)


@pytest.mark.parametrize("server", ["http://127.0.0.1:1", "http://[", "ftp://example.org"])
def test_a_server_that_cannot_be_reached_says_so(server: str) -> None:
    with pytest.raises(ServerError, match="cannot be reached"):
        gate(server)
    with pytest.raises(SubmissionError, match="cannot be reached"):
        submit_evidence(server, "northwind", b"{}", token=TOKEN)


@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        ([], {}, "needs a token in the environment variable ASSENTIAN_TOKEN"),
        (["--stage", "lunch"], {"ASSENTIAN_TOKEN": TOKEN}, "'lunch' is no Stage"),
        ([], {"ASSENTIAN_TOKEN": TOKEN}, "cannot be reached"),
    ],
)
def test_a_gate_that_could_not_be_asked_ends_with_2(options: list[str], environment: dict[str, str], said: str) -> None:
    arguments = ["gate", "scorer", "--server", "http://127.0.0.1:1", "--organisation", "northwind", *options]
    result = CliRunner(env={"ASSENTIAN_TOKEN": "", **environment}).invoke(main, arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_an_answer_of_a_newer_server_is_not_taken_for_clear() -> None:
    reply = {
        "system": "scorer",
        "stage": "deployment",
        "answer": "perhaps",
        "reasons": [{"rule": "X-1", "text": "Hm."}],
    }
    with answering(200, json.dumps(reply)) as (server, _):
        arguments = ["gate", "scorer", "--server", server, "--organisation", "northwind"]
        result = CliRunner(env={"ASSENTIAN_TOKEN": TOKEN}).invoke(main, arguments)
    assert result.exit_code == 2
    assert "CANNOT TELL" in result.output
    assert "- X-1: Hm." in result.output
