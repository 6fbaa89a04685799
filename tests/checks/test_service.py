"""The running service: percentiles against a plain sort, budgets burnt, inputs outside the declared domain."""

import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.checks.service.objective import WIDTH, percentile
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def requests(*latencies: float, failed: int = 0) -> list[dict]:
    return [{"latency_ms": latency, "ok": index >= failed} for index, latency in enumerate(latencies)]


def test_the_burn_of_the_budget_is_judged_and_the_rest_shown(desk):
    found = desk.held("slo", requests(*[20] * 200, failed=1), "availability: 0.99")
    assert found.verdict is Verdict.PASS
    assert told(found)["budget_burn"] == pytest.approx(0.5)
    assert metric(found, "p95_ms").status is None
    assert desk.held("slo", requests(*[20] * 200, failed=3), "availability: 0.99").verdict is Verdict.FAIL


def test_percentiles_hold_the_nearest_rank_within_one_per_cent(desk):
    latencies = [1.5 * index for index in range(1, 201)]
    found = desk.held("slo", requests(*latencies), "availability: 0.9, metrics: {p95_ms: {breach: 290}}")
    p95 = metric(found, "p95_ms")
    assert p95.lower <= latencies[189] <= p95.upper <= 290
    assert p95.status is Verdict.WARN
    assert metric(found, "budget_burn").status is Verdict.PASS


def test_too_few_requests_for_a_percentile_are_insufficient(desk):
    found = desk.held("slo", requests(*[20] * 50), "availability: 0.9, metrics: {p99_ms: {breach: 100}}")
    assert found.verdict is Verdict.INSUFFICIENT


@given(st.lists(st.floats(0.01, 1e6), min_size=20, max_size=300))
def test_a_percentile_is_that_of_the_sorted_latencies_to_one_bin(latencies):
    numbers = sorted(math.floor(math.log(latency) / math.log(WIDTH)) for latency in latencies)
    bins = [[number, numbers.count(number)] for number in sorted(set(numbers))]
    lower, upper = percentile(bins, 0.95)
    wanted = sorted(latencies)[math.ceil(round(0.95 * len(latencies), 6)) - 1]
    assert lower * (1 - 1e-9) <= wanted <= upper * (1 + 1e-9)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"latency_ms": -1, "ok": True}, "row 2: the latency is below zero"),
        ({"latency_ms": "slow", "ok": True}, "row 2: 'latency_ms' is 'slow'; expected a number"),
        ({"latency_ms": "nan", "ok": True}, "row 2: 'latency_ms' is 'nan'; expected a number"),
        ({"latency_ms": 3}, "row 2: 'ok' is empty; expected true or false"),
    ],
)
def test_a_malformed_request_is_named(desk, row, complaint):
    found = desk.held("slo", [{"latency_ms": 5, "ok": True}, row], "availability: 0.9")
    assert found.verdict is Verdict.ERROR
    assert complaint in found.message


def test_no_requests_are_insufficient(desk):
    assert desk.held("slo", [], "availability: 0.9").verdict is Verdict.INSUFFICIENT


DATA = "data: {current: {path: current.jsonl}}\n"
DOMAIN = "domain: {age: {range: [18, 75]}, region: {allowed: [north, south]}, smoker: {allowed: [true]}}"
LIMIT = "metrics: {out_of_domain_share: {breach: 0.25}}"


def test_rows_outside_in_any_column_and_empty_ones_count_once(desk):
    inside = {"age": 40, "region": "north", "smoker": True}
    outside = [{**inside, "age": 17, "region": "east"}, {**inside, "age": None}]
    desk.write("current.jsonl", [inside] * 6 + outside)
    found = desk.run("intended-use", f"{DOMAIN}, {LIMIT}", data=DATA)
    assert told(found)["out_of_domain_share"] == 0.25
    assert metric(found, "out_of_domain_share", "age").value == 0.25
    assert metric(found, "out_of_domain_share", "region").value == 0.125
    assert found.verdict is Verdict.WARN
    desk.write("current.jsonl", [inside] * 5 + outside)
    assert desk.run("intended-use", f"{DOMAIN}, {LIMIT}", data=DATA).verdict is Verdict.FAIL


def test_powers_beyond_the_declared_fail_whatever_limits_are_named(desk):
    desk.write("current.jsonl", [{"age": 40}])
    body = (
        f"domain: {{age: {{allowed: [40, 41]}}}}, {LIMIT}, authority: {{declared: [advise], granted: [advise, deny]}}"
    )
    found = desk.run("intended-use", body, data=DATA)
    assert (found.verdict, metric(found, "undeclared_powers").note) == (Verdict.FAIL, "deny")


def test_a_column_of_the_domain_that_is_not_there_is_named(desk):
    desk.write("current.jsonl", [{"age": 40}])
    found = desk.run("intended-use", f"domain: {{size: {{range: [0, 1]}}}}, {LIMIT}", data=DATA)
    assert "checks[0].domain.size: the column 'size' is not in current.jsonl" in found.message


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(410 if self.path == "/gone" else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answers) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


def test_an_endpoint_that_answers_fails_whatever_the_records_say(desk, server):
    rows = [{"item": f"{server}/gone", "type": "endpoint", "live": False}]
    assert desk.held("decommission", rows, "probe: true").verdict is Verdict.PASS
    rows.append({"item": f"{server}/v1", "type": "endpoint", "live": False})
    found = desk.held("decommission", rows, "probe: true")
    assert (found.verdict, metric(found, "answering").note) == (Verdict.FAIL, f"{server}/v1")


def test_an_endpoint_where_nothing_listens_is_closed(desk):
    rows = [{"item": "http://127.0.0.1:9/", "type": "endpoint", "live": False}]
    assert desk.held("decommission", rows, "probe: true").verdict is Verdict.PASS


def test_a_probe_without_an_address_to_ask_is_insufficient(desk):
    rows = [{"item": "scorer", "type": "endpoint", "live": False}]
    assert desk.held("decommission", rows, "probe: true").verdict is Verdict.INSUFFICIENT
