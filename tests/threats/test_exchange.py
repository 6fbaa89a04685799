"""Models from and for other tools: what carries over, what is said to be left behind, and that nothing else is."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assentian.cli.main import main
from assentian.standards.strict_yaml import parse
from assentian.threats.exchange import mermaid, pytm, threat_dragon
from assentian.threats.exchange.draft import ExchangeError
from assentian.threats.library import DATA
from assentian.threats.matching import instances
from assentian.threats.model import load_model, of_document

EXAMPLE = DATA / "examples" / "rag-chatbot.yaml"


def read_back(text: str):
    return of_document(parse(text, Path("draft.yaml")))


def box(id_: str, type_: str, name: str, place: tuple[int, int, int, int], **more):
    x, y, width, height = place
    return {
        "id": id_,
        "position": {"x": x, "y": y},
        "size": {"width": width, "height": height},
        "data": {"type": type_, "name": name, "threats": [], **more},
    }


def dragon(*cells) -> str:
    return json.dumps(
        {"version": "2.4.0", "summary": {"title": "Shop"}, "detail": {"diagrams": [{"cells": list(cells)}]}}
    )


CELLS = (
    box("z", "tm.BoundaryBox", "Data centre", (100, 0, 400, 400)),
    box("a", "tm.Actor", "Buyer", (0, 0, 50, 50)),
    box("p", "tm.Process", "Web server", (150, 50, 60, 60), threats=[{"title": "spoofed"}]),
    box("s", "tm.Store", "Orders", (150, 200, 60, 60)),
    box("l", "tm.Store", "Audit", (150, 300, 60, 60), isALog=True),
    box("o", "tm.Process", "Elsewhere", (900, 900, 60, 60), outOfScope=True),
    {
        "id": "f",
        "source": {"cell": "a"},
        "target": {"cell": "p"},
        "data": {"type": "tm.Flow", "name": "order", "protocol": "HTTPS"},
    },
    {"id": "g", "source": {"cell": "p"}, "target": {"x": 1, "y": 2}, "data": {"type": "tm.Flow", "name": "lost"}},
    {"id": "c", "data": {"type": "tm.Boundary", "name": "curve"}},
)


def test_a_threat_dragon_model_becomes_a_draft_that_is_read_back() -> None:
    draft = threat_dragon.read_text(dragon(*CELLS))
    model = read_back(draft.text())
    assert model.trust("buyer") == "untrusted"
    assert {name: (part["kind"], part["in"]) for name, part in model.parts.items()} == {
        "web-server": ("service", "data-centre"),
        "orders": ("dataset", "data-centre"),
        "audit": ("log", "data-centre"),
    }
    assert [(flow.key, flow.attributes["via"]) for flow in model.flows] == [("buyer -> web-server", "HTTPS")]
    told = "\n".join(draft.report)
    assert all(
        word in told
        for word in (
            "1 threats were left behind",
            "Elsewhere lies out of scope",
            "The flow lost ends",
            "1 boundary curves",
        )
    )
    assert instances(model)


def test_what_is_exported_for_threat_dragon_comes_back_with_the_same_elements_and_flows() -> None:
    model = load_model(EXAMPLE)
    again = read_back(threat_dragon.read_text(json.dumps(threat_dragon.written(model))).text())
    assert set(again.parts) == set(model.parts)
    assert set(again.actors) == set(model.actors)
    assert {flow.key for flow in again.flows} == {flow.key for flow in model.flows}
    assert {name: part["in"] for name, part in again.parts.items()} == {
        name: part["in"] for name, part in model.parts.items()
    }


def test_a_pytm_model_becomes_a_draft_that_is_read_back() -> None:
    raw = {
        "name": "Assistant",
        "description": "Answers",
        "boundaries": [{"name": "Company"}],
        "data": [{"name": "question", "classification": "Classification.SECRET", "isPII": True}],
        "actors": [{"__class__": "Actor", "name": "holder"}],
        "assets": [
            {"__class__": "Server", "name": "chat", "inBoundary": "Company"},
            {"__class__": "LLM", "name": "model"},
        ],
        "flows": [
            {"name": "ask", "source": "holder", "sink": "chat", "data": ["question"], "protocol": "HTTPS"},
            {"name": "ask again", "source": "holder", "sink": "chat", "data": []},
            {"name": "lost", "source": "holder", "sink": "nobody"},
        ],
        "findings": [{}, {}],
    }
    draft = pytm.read_text(json.dumps(raw))
    model = read_back(draft.text())
    assert model.parts["chat"]["in"] == "company"
    assert model.parts["model"]["kind"] == "external-model"
    assert model.data["question"] == {"title": "question", "pii": True, "class": "secret"}
    assert [flow.key for flow in model.flows] == ["holder -> chat", "holder -> chat #2"]
    assert "2 findings were left behind" in "\n".join(draft.report)
    assert "The flow lost" in "\n".join(draft.report)


@pytest.mark.parametrize("reader", [pytm, threat_dragon])
@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"name": "x", "summary": {"title": 1}, "detail": {"diagrams": [{}]}}', "null"]
)
def test_another_file_is_refused_in_words(reader, text: str) -> None:
    with pytest.raises(ExchangeError, match="this is no"):
        reader.read_text(text)


def test_mermaid_draws_crossing_flows_thick_and_escapes_titles() -> None:
    told = mermaid.written(load_model(EXAMPLE))
    assert told.startswith("flowchart LR\n")
    assert told.count("==>") == 5
    assert '[("library")]' in told


def test_the_command_drafts_and_draws(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text(dragon(*CELLS))
    drafted = CliRunner().invoke(main, ["threats", str(path), "--from", "threat-dragon"])
    assert drafted.exit_code == 0
    assert read_back(drafted.output).system["name"] == "Shop"
    assert CliRunner().invoke(main, ["threats", str(path), "--from", "pytm"]).exit_code == 2
    drawn = CliRunner().invoke(main, ["threats", str(EXAMPLE), "--format", "threat-dragon"])
    assert json.loads(drawn.output)["summary"]["title"].startswith("Claims assistant")
    assert CliRunner().invoke(main, ["threats", str(EXAMPLE), "--format", "mermaid"]).output.startswith("flowchart")
