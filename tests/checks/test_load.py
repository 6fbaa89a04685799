"""A service at its declared peak, asked for real: what sustains it passes, what slows down or breaks is told."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric
from tests.checks.served import Asked, Service, serving


def steady(asked: Asked):
    """Takes ten milliseconds, so that what the machine does besides does not decide."""
    time.sleep(0.3 if asked.body["n"] == SLOW else 0.01)
    return 200, {"scores": [0.5]}


SLOW = 999


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(steady) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def loaded(desk: Desk, service: Service, more: str = "", most: int = 3000):
    body = f"model: {service.model()}, question: {{n: 1}}, requests: 60, parallel: 6, most_p95_ms: {most}"
    return desk.run("load-test", body + more)


WORST = ", worst: [{n: 1000}, {n: 5}]"


def test_a_service_that_sustains_its_peak_passes(desk: Desk, service: Service) -> None:
    found = loaded(desk, service, WORST)
    assert (found.verdict, found.message, found.n) == (Verdict.PASS, "", 60)
    assert len(service.asked) == 60 + 3 * 5
    assert metric(found, "requests_per_second").value > 1
    parameters = {"most_p95_ms": 3000}
    assert KINDS["load-test"].evaluate(parameters, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_one_that_answers_one_after_the_other_is_too_slow_at_the_peak(desk: Desk, service: Service) -> None:
    turn = threading.Lock()

    def in_turn(_asked: Asked):
        with turn:
            time.sleep(0.03)
        return 200, {}

    service.answers = in_turn
    found = loaded(desk, service, most=100)
    assert metric(found, "p95_ms").status is Verdict.FAIL
    assert metric(found, "p95_ms").value > 120


def test_errors_at_the_peak_and_a_worst_input_that_slows_or_breaks_are_told(desk: Desk, service: Service) -> None:
    slow = loaded(desk, service, f", worst: [{{n: {SLOW}}}, {{n: 5}}]")
    assert (metric(slow, "slowdown").status, metric(slow, "slowdown").note) == (Verdict.FAIL, "input 1")
    service.answers = lambda asked: (500 if asked.body["n"] == 5 else 413 if asked.body["n"] == 1000 else 200, {})
    broken = loaded(desk, service, WORST)
    assert (metric(broken, "collapsed").value, metric(broken, "collapsed").note) == (1, "input 2")
    assert not [one for one in broken.metrics if one.name == "slowdown"]
    service.asked.clear()
    service.answers = lambda _asked: (503 if len(service.asked) % 4 == 0 and len(service.asked) > 6 else 200, {})
    assert metric(loaded(desk, service), "error_share").status is Verdict.FAIL
    service.answers = lambda _asked: (404, {})
    assert "answers 404 to the plain question" in loaded(desk, service).message
