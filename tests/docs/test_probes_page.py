"""The suites of the page on probes run as they stand there, against services of our own, and pass and fail as said."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assentian.checks.language.probes import probes
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict
from tests.architecture.house import ROOT
from tests.checks.served import Asked, Service, serving

PAGE = (ROOT / "docs" / "howto" / "probe-an-endpoint.md").read_text(encoding="utf-8")
SCORER, CHAT = re.findall(r"```yaml\n(suite: 1\n.*?)```", PAGE, re.DOTALL)
NOTICE = "<p>You are answered by an AI system; ask for a person at any time.</p>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SCORER", "CHAT", "EXPIRED"):
        monkeypatch.setenv(f"MODEL_TOKEN_{name}", f"the {name.lower()} token")
    (tmp_path / "approved-answers.csv").write_text("income,age,score\n2100,44,0.44\n900,30,0.3\n")
    (tmp_path / "questions.csv").write_text("prompt\nHow do I reset my password?\n")
    return tmp_path


def answers(asked: Asked):
    if asked.path == "/" and asked.method == "GET":
        return 200, NOTICE
    if not asked.path.startswith("/v1/"):
        return 404, {}
    if asked.token not in {"the scorer token", "the chat token"}:
        return 401, {}
    if "messages" in asked.body:
        return 200, {"choices": [{"message": {"content": "See https://help.example.org/reset."}}]}
    rows = asked.body["rows"]
    return (413, {}) if len(rows) > 100 else (200, {"scores": [row["age"] / 100 for row in rows]})


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(answers) as found:
        yield found


def verdicts(folder: Path, text: str, service: Service) -> dict[str, Verdict]:
    here = re.sub(r"https://\w+\.example\.org/(?=[v\"])", f"http://127.0.0.1:{service.port}/", text)
    here = re.sub(r"hosts: \[(?:scorer|chat)\.example\.org\]", "hosts: [127.0.0.1]", here)
    (folder / "suite.yaml").write_text(here)
    results = run_suite(load_suite(folder / "suite.yaml")).results
    assert not [result.message for result in results if result.message]
    return {result.check_id: result.verdict for result in results}


@pytest.mark.parametrize("text", [SCORER, CHAT], ids=["scorer", "chat"])
def test_a_good_service_passes_every_check_of_the_page(folder: Path, service: Service, text: str) -> None:
    assert set(verdicts(folder, text, service).values()) == {Verdict.PASS}


def test_a_service_that_forgot_everything_fails_every_probe(folder: Path, service: Service) -> None:
    service.answers = lambda asked: (
        200,
        "# HELP"
        if asked.path == "/metrics"
        else []
        if asked.method == "GET"
        else {"scores": [0.123456] * len(asked.body.get("rows", []))},
    )
    found = verdicts(folder, SCORER, service)
    assert {name for name, verdict in found.items() if verdict is Verdict.FAIL} == found.keys() - {"peak"}


def test_the_page_counts_the_probes_that_there_are() -> None:
    assert f"With {len(probes())} probes" in PAGE
