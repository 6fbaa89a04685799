"""`assentian check` as a person or a pipeline meets it."""

import json
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from assentian.checks import show
from assentian.cli.check import check
from assentian.client.http import SubmissionError, submit_evidence
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import open_envelope

PASSING = "checks:\n  - {id: rows, kind: data-quality, rows: {min: 1}}\n"
FAILING = "checks:\n  - {id: rows, kind: data-quality, rows: {min: 9}}\n"
MISSING = "checks:\n  - {id: rules, kind: data-quality, rules: {b: {null_max: 0}}}\n"
FEW = "columns: {prediction: a, groups: [g]}\nchecks:\n  - {id: fair, kind: fairness}\n"


def invoke(*arguments, **environment):
    return CliRunner().invoke(check, [str(argument) for argument in arguments], env=environment)


@pytest.fixture
def suite(workshop):
    workshop.table("current.csv", {"a": [0, 1], "g": ["x", "y"]})
    return workshop.suite


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (PASSING, 0, ""),
        (FAILING, 1, "A check failed: look at"),
        (MISSING, 2, "A check could not run: mend"),
        (FEW, 2, "Too few cases to tell: use more rows"),
        ("checks: []\n", 2, "suite.yaml:4: checks: expected a list of at least one check"),
    ],
)
def test_the_exit_code_says_how_it_went_and_the_message_what_to_do(suite, body, code, said):
    answer = invoke(suite(body))
    assert (answer.exit_code, "Traceback" in answer.output) == (code, False)
    assert said in answer.stderr


def test_a_suite_that_is_not_there_is_named(tmp_path):
    answer = invoke(tmp_path / "none.yaml")
    assert answer.exit_code == 2
    assert "none.yaml: cannot be read: No such file" in answer.stderr


def test_the_table_names_check_metric_and_verdict(suite):
    answer = invoke(suite(FAILING))
    assert all(word in answer.stdout for word in ("rows (data-quality)", "rows_min", "Fail"))


def test_the_message_of_a_check_that_could_not_run_is_shown_whole(suite):
    assert "the column 'b' is not in current.csv; Known: a, g" in invoke(suite(MISSING)).stdout


def test_json_is_the_only_thing_on_stdout(suite):
    found = json.loads(invoke(suite(FAILING), "--format", "json").stdout)
    assert (found["system"], found["verdict"]) == ("credit", "fail")
    assert found["results"][0]["metrics"][0]["value"] == "2.0"


def test_out_holds_a_signed_statement_and_private_counts_and_the_key_is_made_once(suite, tmp_path):
    key, out = tmp_path / "keys" / "evidence.pem", tmp_path / "out"
    first = invoke(suite(PASSING), "--out", out, "--key", key)
    assert "Register its public half" in first.stderr
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((out / "rows.profile.json").stat().st_mode) == 0o600
    verifier = SigningKey.load(key, "assentian-evidence").verifier
    assert str(verifier) in first.stderr
    payload, _ = open_envelope((out / "rows.dsse.json").read_bytes(), {verifier.id: verifier.public})
    assert json.loads(payload)["predicate"]["controlEvidence"]["check"]["id"] == "rows"
    assert "Made the signing key" not in invoke(suite(PASSING), "--out", out, "--key", key).stderr


def test_without_a_key_option_the_key_lives_with_the_users_settings(suite, tmp_path):
    invoke(suite(PASSING), "--out", tmp_path / "out", HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert list(tmp_path.rglob("evidence-key.pem"))


def test_a_key_that_others_can_read_is_refused(suite, tmp_path):
    key = tmp_path / "key.pem"
    key.write_text("x")
    key.chmod(0o644)
    answer = invoke(suite(PASSING), "--out", tmp_path / "out", "--key", key)
    assert (answer.exit_code, str(key) in answer.stderr) == (2, True)


def test_a_folder_that_cannot_be_written_is_named(suite, tmp_path):
    (tmp_path / "file").write_text("")
    answer = invoke(suite(PASSING), "--out", tmp_path / "file" / "out", "--key", tmp_path / "k.pem")
    assert (answer.exit_code, "cannot be written" in answer.stderr) == (2, True)


def test_a_run_that_is_killed_while_it_writes_leaves_no_half_evidence(suite, tmp_path):
    """The process dies at the first rename, as at a power cut; what is there is whole, and the next run mends it."""
    out, path = tmp_path / "out", suite(PASSING)
    program = (
        "import os, sys, pathlib\nfrom assentian.cli.main import main\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\nmain(sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, "check", path, "--out", out, "--key", tmp_path / "k.pem"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 9
    assert [file.name for file in out.iterdir()] == [".rows.profile.json.part"]
    assert invoke(path, "--out", out, "--key", tmp_path / "k.pem").exit_code == 0
    assert sorted(file.name for file in out.iterdir()) == ["rows.dsse.json", "rows.profile.json"]


def test_a_reference_is_stored_and_named_by_the_line_that_is_printed(workshop, tmp_path):
    workshop.drift({"x": [1.5, 2.5] * 50}, {"x": [1.5, 2.5] * 50})
    suite = workshop.folder / "suite.yaml"
    live = json.loads(invoke(suite, "--format", "json").stdout)
    answer = invoke(suite, "--save-reference", tmp_path / "counts.json")
    assert answer.exit_code == 0
    stored = workshop.folder / "stored.yaml"
    stored.write_text(suite.read_text().replace("reference: {path: reference.csv}", answer.stdout.strip()))
    assert json.loads(invoke(stored, "--format", "json").stdout) == live
    again = invoke(stored, "--save-reference", tmp_path / "again.json")
    assert (again.exit_code, "expected {path: FILES}" in again.stderr) == (2, True)
    refused = invoke(suite, "--save-reference", tmp_path / "none" / "counts.json")
    assert (refused.exit_code, "cannot be written" in refused.stderr) == (2, True)


def test_a_metric_is_explained_and_an_unknown_one_has_a_neighbour():
    assert "sum (q - p) ln(q / p)" in invoke("--explain", "psi").stdout
    several = invoke("--explain", "success_rate").stdout
    assert "success_rate (injection-suite): Probes that" in several
    assert "success_rate (trigger-set): Rows whose" in several
    answer = invoke("--explain", "psy")
    assert (answer.exit_code, "did you mean 'psi'?" in answer.stderr) == (2, True)


class Server(BaseHTTPRequestHandler):
    """Answers as the test sets, and keeps what it was sent."""

    answer: tuple[int, bytes] = (201, b'{"digest": "abc"}')
    received: list[tuple[str, str, bytes]]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, self.headers["Authorization"], body))
        status, text = self.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    handler = type("Handler", (Server,), {"received": []})
    with HTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield handler, f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def test_submit_sends_every_statement_with_the_token(suite, server, tmp_path):
    handler, address = server
    arguments = ("--submit", address, "--organisation", "northwind", "--key", tmp_path / "k.pem")
    answer = invoke(suite(PASSING), *arguments, ASSENTIAN_TOKEN="secret")
    assert (answer.exit_code, "Sent rows" in answer.stderr) == (0, True)
    ((path, authorisation, body),) = handler.received
    assert (path, authorisation) == ("/api/v1/northwind/evidence", "Bearer secret")
    assert json.loads(body)["payloadType"] == "application/vnd.in-toto+json"
    assert "secret" not in answer.output


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            (403, b'{"title": "Not allowed", "detail": "auditors only read"}'),
            "answered 403: Not allowed: auditors only read",
        ),
        ((401, b"<html>"), "answered 401: the token is not valid"),
        ((500, b"[]"), "answered 500: Internal Server Error"),
        ((200, b"<html>"), "not as Assentian does"),
    ],
)
def test_a_refusal_is_told_in_a_sentence(suite, server, tmp_path, answer, said):
    handler, address = server
    handler.answer = answer
    arguments = ("--submit", address, "--organisation", "northwind", "--key", tmp_path / "k.pem")
    found = invoke(suite(PASSING), *arguments, ASSENTIAN_TOKEN="secret")
    assert (found.exit_code, said in found.stderr) == (2, True), found.stderr


def test_a_server_that_is_not_there_is_named():
    with pytest.raises(SubmissionError, match="cannot be reached"):
        submit_evidence("http://127.0.0.1:1", "northwind", b"{}", token="x")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--organisation", "n"), "a token in the environment variable ASSENTIAN_TOKEN"),
        ((), "--submit needs --organisation"),
    ],
)
def test_submitting_needs_an_organisation_and_a_token(suite, arguments, said):
    answer = invoke(suite(PASSING), "--submit", "http://127.0.0.1:1", *arguments, ASSENTIAN_TOKEN="")
    assert (answer.exit_code, said in answer.stderr) == (2, True)


def test_a_long_check_shows_what_failed_and_what_is_near_a_limit(workshop):
    columns = {f"c{number}": [index * (number + 1) % 97 for index in range(500)] for number in range(6)}
    result = workshop.drift(columns, {**columns, "c0": [value + 50 for value in columns["c0"]]})
    shown = show._worth_a_look([one for one in result.metrics if one.status])
    assert {one.where for one in shown if one.status == "fail"} == {"c0"}
    assert len(shown) == sum(one.status == "fail" for one in result.metrics) + show.NEAREST
