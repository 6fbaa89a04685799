"""A model that was exchanged behind its endpoint answers otherwise, and the probes that tell are named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric
from tests.checks.served import Asked, Service, serving

KNOWN = {"Capital of France?": "The capital is Paris.", "2 + 2?": "4", "Name a colour": "Blue, like the sea."}


def as_approved(asked: Asked):
    if "rows" in asked.body:
        return 200, {"scores": [row["x"] / 10 for row in asked.body["rows"]]}
    return 200, {"outputs": [KNOWN[one] for one in asked.body["prompts"]]}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.write("approved.jsonl", [{"prompt": prompt, "answer": answer} for prompt, answer in KNOWN.items()])
    made.write("scores.jsonl", [{"x": x, "score": x / 10} for x in range(10)])
    return made


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(as_approved) as found:
        yield found


def run(desk: Desk, service: Service, more: str = "approved: approved.jsonl"):
    return desk.run("endpoint-fingerprint", f"model: {service.model()}, {more}")


def test_the_same_answers_pass_whatever_their_spacing(desk: Desk, service: Service) -> None:
    service.answers = lambda asked: (200, {"outputs": [f" {one} " for one in as_approved(asked)[1]["outputs"]]})
    found = run(desk, service)
    assert (found.verdict, found.message, found.n) == (Verdict.PASS, "", 3)
    assert KINDS["endpoint-fingerprint"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_another_model_is_told_by_the_probes_that_it_answers_otherwise(desk: Desk, service: Service) -> None:
    service.answers = lambda asked: (
        200,
        {"outputs": ["Blue, like a sea." if "Blue" in KNOWN[one] else KNOWN[one] for one in asked.body["prompts"]]},
    )
    found = run(desk, service)
    assert (found.verdict, metric(found, "changed_share").note) == (Verdict.FAIL, "probe 3")
    assert run(desk, service, "approved: approved.jsonl, similar: 0.5").verdict is Verdict.PASS
    assert run(desk, service, "approved: approved.jsonl, tolerance: 0.4").verdict is Verdict.PASS


def test_scores_are_compared_as_numbers(desk: Desk, service: Service) -> None:
    scores = "approved: scores.jsonl, features: [x]"
    assert run(desk, service, scores).verdict is Verdict.PASS
    service.answers = lambda asked: (200, {"scores": [row["x"] / 10 + 0.001 for row in asked.body["rows"]]})
    found = run(desk, service, scores)
    assert (found.verdict, metric(found, "changed_share").value) == (Verdict.FAIL, 1)
    assert run(desk, service, scores + ", near: 0.01").verdict is Verdict.PASS
    service.answers = lambda _asked: (200, {"scores": [0.1]})
    assert "gave no number for each of 10 rows" in run(desk, service, scores).message


def test_the_version_that_answers_name_must_be_the_approved_one(desk: Desk, service: Service) -> None:
    version = "approved: approved.jsonl, version: {header: X-Model-Version, value: 2026-05}"
    found = run(desk, service, version)
    assert (found.verdict, metric(found, "version_faults").note) == (Verdict.FAIL, "names ''; '2026-05' was approved")
    service.headers["x-model-version"] = "2026-05"
    assert run(desk, service, version).verdict is Verdict.PASS


def test_no_probe_tells_nothing(desk: Desk, service: Service) -> None:
    (desk.folder / "none.csv").write_text("prompt,answer\n")
    assert run(desk, service, "approved: none.csv").verdict is Verdict.INSUFFICIENT
