"""An endpoint that refuses strangers, closes its doors and keeps its limits passes; any other is told by name."""

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric
from tests.checks.served import TOKEN, Asked, Service, serving


def web_token(claims: dict[str, str]) -> str:
    parts = (json.dumps({"alg": "HS256"}), json.dumps(claims), "a signature that nobody else can make")
    return ".".join(base64.urlsafe_b64encode(one.encode()).rstrip(b"=").decode() for one in parts)


RIGHT, OLD = web_token({"sub": "us"}), web_token({"sub": "us", "exp": "past"})


def guarded(asked: Asked) -> tuple[int, object]:
    if not asked.path.startswith("/v1/"):
        return 404, {"error": "no such path"}
    return (200, {"scores": [0.5]}) if asked.token == RIGHT else (401, {"error": "who are you?"})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv(TOKEN, RIGHT)
    monkeypatch.setenv("MODEL_TOKEN_OLD", OLD)
    return Desk(tmp_path)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(guarded) as found:
        yield found


def authentication(desk: Desk, service: Service, more: str = ""):
    body = f"model: {service.model('token_env: ' + TOKEN)}, question: {{rows: [1]}}{more}"
    return desk.run("auth-probe", f"{body}, refused: [{{name: expired, token_env: MODEL_TOKEN_OLD}}]")


def test_an_endpoint_that_knows_its_callers_passes_and_no_token_is_kept(desk: Desk, service: Service) -> None:
    found = authentication(desk, service)
    assert (found.verdict, found.n) == (Verdict.PASS, 5)
    assert {status for _, name, status in found.profile.counts["statuses"] if name != "right"} == {401}
    assert RIGHT not in str(found.profile.counts)
    assert KINDS["auth-probe"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics
    assert [file.name for file in found.files] == [f"{service.address} 6 answers"]


@pytest.mark.parametrize(
    ("accepts", "named"),
    [
        (lambda _token: True, "no credential"),
        (bool, "an invented credential"),
        (lambda token: token.split(".")[:2] == RIGHT.split(".")[:2], "an altered credential"),
        (lambda token: token.split(".")[1:2] == RIGHT.split(".")[1:2], "an unsigned credential"),
        (lambda token: token in {RIGHT, OLD}, "expired"),
    ],
)
def test_whoever_is_let_in_wrongly_is_named(desk: Desk, service: Service, accepts, named: str) -> None:
    service.answers = lambda asked: (200 if accepts(asked.token) else 401, {})
    found = authentication(desk, service)
    assert found.verdict is Verdict.FAIL
    assert f"with {named}: 200" in metric(found, "wrongly_accepted").note


def test_an_endpoint_that_refuses_everybody_or_breaks_tells_nothing(desk: Desk, service: Service) -> None:
    service.answers = lambda _asked: (401, {})
    assert authentication(desk, service).verdict is Verdict.INSUFFICIENT
    service.answers = lambda asked: (200 if asked.token == RIGHT else 500, {})
    found = authentication(desk, service)
    assert found.verdict is Verdict.INSUFFICIENT
    assert "no credential: 500" in metric(found, "wrongly_accepted").note


def test_a_path_that_forgot_to_ask_is_found_beside_one_that_did_not(desk: Desk, service: Service) -> None:
    service.answers = lambda asked: (200, {}) if asked.path == "/v1/explain" else guarded(asked)
    found = authentication(desk, service, ", paths: [/v1/model, /v1/explain]")
    assert metric(found, "wrongly_accepted").value == 5
    assert found.n == 10


def test_without_a_right_credential_the_suite_is_told_so(desk: Desk, service: Service) -> None:
    found = desk.run("auth-probe", f"model: {service.model()}, question: {{rows: [1]}}")
    assert found.verdict is Verdict.ERROR
    assert "suite.yaml:4: checks[0].model.token_env: is missing" in found.message
    nobody = desk.run(
        "auth-probe",
        f"model: {{endpoint: 'http://127.0.0.1:9/', hosts: [127.0.0.1], token_env: {TOKEN}}}, question: {{rows: [1]}}",
    )
    assert (nobody.verdict, "cannot be asked" in nobody.message) == (Verdict.ERROR, True)


def exposure(desk: Desk, service: Service, more: str = ""):
    model = service.model("token_env: " + TOKEN)
    return desk.run("exposure-probe", f"model: {model}, question: {{rows: [1]}}{more}")


def test_a_closed_house_passes(desk: Desk, service: Service) -> None:
    found = exposure(desk, service)
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert found.n > 30
    assert not [one for one in service.asked if one.method == "GET" and one.token]


def test_open_doors_are_found_by_their_mark_and_a_page_for_every_path_is_none(desk: Desk, service: Service) -> None:
    def opened(asked: Asked) -> tuple[int, object]:
        if asked.path == "/metrics":
            return 200, "# HELP requests_total\n"
        if asked.path == "/ours":
            return 200, "the inner room"
        return (200, "<html>welcome</html>") if asked.method == "GET" else guarded(asked)

    service.answers = opened
    found = exposure(desk, service, ", paths: [/ours, /theirs]")
    assert found.verdict is Verdict.FAIL
    assert metric(found, "open_endpoints").value == 2
    assert "/metrics (Prometheus metrics)" in metric(found, "open_endpoints").note
    assert "/ours (named by the suite)" in metric(found, "open_endpoints").note
    assert KINDS["exposure-probe"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_a_test_switch_that_tells_more_is_found(desk: Desk, service: Service) -> None:
    service.answers = lambda asked: (
        (200, {"scores": [0.5], "trace": {"weights": [1]}}) if asked.path.endswith("trace=1") else guarded(asked)
    )
    found = exposure(desk, service)
    assert metric(found, "enabled_hooks").note == "trace=1: trace, trace.weights"
    assert metric(found, "open_endpoints").value == 0


def test_other_addresses_are_looked_at_only_where_their_host_is_listed(desk: Desk, service: Service) -> None:
    with serving(lambda asked: (200, '{"models": []}') if asked.path == "/api/tags" else (404, "")) as other:
        found = exposure(desk, service, f", also: ['http://127.0.0.1:{other.port}/']")
        assert "Ollama" in metric(found, "open_endpoints").note
    refused = exposure(desk, service, ", also: ['https://elsewhere.example/']")
    assert (refused.verdict, "does not list" in refused.message) == (Verdict.ERROR, True)
    service.answers = lambda _asked: (503, "")
    assert exposure(desk, service).verdict is Verdict.INSUFFICIENT


def limited(asked: Asked) -> tuple[int, object]:
    sent = asked.body
    depth, inner = 0, sent.get("tree")
    while isinstance(inner, list):
        depth, inner = depth + 1, inner[0]
    too_much = len(sent["prompt"]) > 50 or len(sent["rows"]) > 5 or sent["max_tokens"] > 100 or depth > 4
    return (413, {}) if too_much else (200, {"text": "ok"})


QUESTION = "question: {prompt: tell me, rows: [1, 2], max_tokens: 10, tree: leaf}"
LIMITS = (
    "limits: [{of: characters, field: prompt, most: 50}, {of: items, field: rows, most: 5}, "
    "{of: number, field: max_tokens, most: 100}, {of: depth, field: tree, most: 4}]"
)


def limits(desk: Desk, service: Service, which: str = LIMITS):
    return desk.run("limits-probe", f"model: {service.model()}, {QUESTION}, {which}")


def test_limits_that_refuse_pass(desk: Desk, service: Service) -> None:
    service.answers = limited
    found = limits(desk, service)
    assert (found.verdict, found.n, found.message) == (Verdict.PASS, 8, "")
    assert KINDS["limits-probe"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


@pytest.mark.parametrize(("field", "name"), [("prompt", "characters"), ("rows", "items"), ("max_tokens", "number")])
def test_a_limit_that_is_only_declared_is_found(desk: Desk, service: Service, field: str, name: str) -> None:
    harmless = {"prompt": "tell me", "rows": [1], "max_tokens": 1}
    service.answers = lambda asked: limited(Asked(**{**vars(asked), "body": {**asked.body, field: harmless[field]}}))
    found = limits(desk, service)
    assert found.verdict is Verdict.FAIL
    assert metric(found, "accepted_above_limit").value == 2
    assert metric(found, "accepted_above_limit").note.startswith(f"{name} of {field}")


def test_a_limit_whose_edge_is_refused_is_not_told_and_one_that_breaks_the_service_fails(
    desk: Desk, service: Service
) -> None:
    service.answers = limited
    found = limits(desk, service, "limits: [{of: items, field: rows, most: 9}]")
    assert (found.verdict, "is answered 413 already" in found.metrics[0].note) == (Verdict.INSUFFICIENT, True)
    service.answers = lambda asked: (500, {}) if limited(asked)[0] == 413 else limited(asked)
    assert metric(limits(desk, service), "collapsed").value == 8


def test_a_rate_is_asked_faster_than_it_allows(desk: Desk, service: Service) -> None:
    came: list[float] = []

    def rated(_asked: Asked) -> tuple[int, object]:
        came.append(time.monotonic())
        return (200, {}) if len(came) <= 10 else (429, {})

    rate = "limits: [{of: rate, requests: 10, seconds: 20}]"
    service.answers = rated
    assert limits(desk, service, rate).verdict is Verdict.PASS
    service.answers = lambda _asked: (200, {})
    found = limits(desk, service, rate)
    assert (found.verdict, metric(found, "accepted_above_limit").value) == (Verdict.FAIL, 3)
    service.answers = lambda _asked: (time.sleep(0.1), (200, {}))[1]
    slow = limits(desk, service, "limits: [{of: rate, requests: 10, seconds: 1}]")
    assert (slow.verdict, "nothing was asked too fast" in slow.metrics[0].note) == (Verdict.INSUFFICIENT, True)


def test_a_limit_that_does_not_fit_its_field_is_named(desk: Desk, service: Service) -> None:
    found = limits(desk, service, "limits: [{of: items, field: prompt, most: 9}]")
    assert "checks[0].limits[0].of: cannot be 'items'" in found.message
    found = limits(desk, service, "limits: [{of: items, field: none, most: 9}]")
    assert "'none' is no field of the question" in found.message
