"""Threat models as people write them: what they yield, what is asked, and how a mistake is named."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from assentian.cli.main import main
from assentian.standards.strict_yaml import ContentError
from assentian.threats.comparison import compare
from assentian.threats.library import DATA, cells
from assentian.threats.matching import ATTRIBUTES, Answer, instances, judged, why_not
from assentian.threats.model import LARGEST, load_model
from benchmarks.threats import large

EXAMPLES = DATA / "examples"
THREATS = {threat.id: threat for cell in cells() for threat in cell.threats}
SMALL = """\
model: 1
system: {id: s, name: Small, purpose: Nothing, tech: [tabular], affects_people: true}
boundaries:
  outside: {trust: untrusted}
  office: {trust: internal}
data:
  forms: {class: internal, pii: true, origin: customer}
actors:
  person: {in: outside, kind: subject}
parts:
  desk: {kind: app, in: office}
  scorer: {kind: model, in: office, origin: own}
flows:
  person -> desk: [forms]
  desk -> scorer: [forms]
"""


def small(folder: Path, text: str = SMALL):
    path = folder / "model.yaml"
    path.write_text(text, encoding="utf-8")
    return load_model(path)


def applying(name: str) -> set[str]:
    return {instance.threat.id for instance in instances(load_model(EXAMPLES / f"{name}.yaml"))}


@pytest.mark.parametrize(
    ("name", "certain", "possible"),
    [("credit-scoring", 66, set()), ("rag-chatbot", 71, {"DEP-I-1"}), ("edge-vision", 67, {"OPS-I-1"})],
)
def test_each_example_yields_its_threats(name: str, certain: int, possible: set[str]) -> None:
    """What is only possible hangs on what nobody told: what a chat was trained on, whether health data is personal.

    docs/explanation/three-valued-matching.md tells why these numbers stand beside the certain ones.
    """
    found = instances(load_model(EXAMPLES / f"{name}.yaml"))
    sure = {instance.threat.id for instance in found if not instance.is_possible}
    assert len(sure) == certain
    assert {instance.threat.id for instance in found} - sure == possible


def test_the_scorer_has_no_prompt_injection_and_the_chatbot_no_pickle() -> None:
    injection = {id_ for id_, threat in THREATS.items() if "njection" in threat.title + threat.text}
    pickles = {id_ for id_, threat in THREATS.items() if "pickle" in str(threat.when.get("format", ""))}
    assert injection
    assert pickles
    assert not applying("credit-scoring") & injection
    assert not applying("rag-chatbot") & pickles


def test_a_rule_of_the_library_asks_only_for_attributes_that_there_are() -> None:
    assert not {
        (threat.id, attribute)
        for threat in THREATS.values()
        for attribute in threat.when
        if attribute not in ATTRIBUTES[threat.target]
    }


@pytest.mark.parametrize(
    ("wanted", "values", "answer"),
    [
        (True, (True,), Answer.MET),
        (True, (False,), Answer.REFUSED),
        (True, None, Answer.UNKNOWN),
        (True, (), Answer.REFUSED),
        (["own", "supplier"], ("supplier", None), Answer.MET),
        (["own"], ("supplier", None), Answer.UNKNOWN),
        ({"not": ["mtls"]}, ("key",), Answer.MET),
        ({"not": ["mtls"]}, ("mtls",), Answer.REFUSED),
        ({"not": ["mtls"]}, None, Answer.UNKNOWN),
    ],
)
def test_a_condition_has_three_answers(wanted, values, answer) -> None:
    assert judged(wanted, values) is answer


def test_what_nobody_told_keeps_a_threat_and_asks(tmp_path: Path) -> None:
    found = [one for one in instances(small(tmp_path)) if one.threat.when.get("format") and one.element == "scorer"]
    assert found
    assert all(one.is_possible for one in found)
    assert "What is format of scorer?" in found[0].questions
    told = small(tmp_path, SMALL.replace("origin: own}", "origin: own, format: skops}"))
    assert not [one for one in instances(told) if one.threat.id == found[0].threat.id and one.element == "scorer"]


def test_what_does_not_apply_says_which_condition_refuses_it(tmp_path: Path) -> None:
    model = small(tmp_path, SMALL.replace("origin: own}", "origin: own, format: skops}"))
    threat = next(threat for threat in THREATS.values() if "pickle" in str(threat.when.get("format", "")))
    told = {refusal.element: refusal.words for refusal in why_not(model, threat)}
    assert told["scorer"].startswith("format is skops, not pickle or ")
    assert "kind is app, not model" in told["desk"]


def test_a_chain_of_flows_from_outside_makes_a_part_reachable(tmp_path: Path) -> None:
    reached = {one.element for one in instances(small(tmp_path)) if one.threat.when.get("reachable")}
    assert "scorer" in reached
    cut = small(tmp_path, SMALL.replace("  person -> desk: [forms]\n", ""))
    assert "scorer" not in {one.element for one in instances(cut) if one.threat.when.get("reachable")}


def test_a_decision_is_shown_and_hides_nothing(tmp_path: Path) -> None:
    accept = "accept:\n  - {threat: INC-T-1, decision: accept, reason: small, by: a.b, until: '2027-01-31'}\n"
    before, after = small(tmp_path), small(tmp_path, SMALL + accept)
    assert [one.id for one in instances(before)] == [one.id for one in instances(after)]
    assert next(one for one in instances(after) if one.threat.id == "INC-T-1").decision.reason == "small"


def test_ids_stay_and_a_difference_is_named(tmp_path: Path) -> None:
    before = small(tmp_path)
    after = small(tmp_path, SMALL.replace("  desk: {kind: app", "  pay: {kind: tool, in: office}\n  desk: {kind: app"))
    found = compare(before, after)
    assert {one.element for one in found.new} <= {"pay", ""}
    assert {one.element for one in found.new} >= {"pay"}
    assert not found.gone
    assert not compare(before, before).changed


MISTAKES = [
    (
        "a misspelt attribute",
        ("kind: model, in", "kidn: model, in"),
        "parts.scorer.kidn: unknown key; did you mean 'kind'?",
        12,
    ),
    ("a word that there is not", ("kind: app", "kind: ap"), "did you mean 'app'?", 11),
    ("a key that stands twice", ("  desk:", "  scorer: {kind: app, in: office}\n  desk:"), "stands twice", 13),
    (
        "an unknown part in a flow",
        ("desk -> scorer", "desk -> score"),
        "there is no actor or part 'score'; did you mean 'scorer'?",
        15,
    ),
    (
        "an unknown class of data",
        ("desk -> scorer: [forms]", "desk -> scorer: [form]"),
        "there is no class of data 'form'",
        15,
    ),
    ("an unknown boundary", ("app, in: office", "app, in: offise"), "there is no boundary 'offise'", 11),
    (
        "a boundary that contains itself",
        ("{trust: internal}", "{trust: internal, inside: office}"),
        "contains itself: office inside office",
        5,
    ),
    (
        "a name for two elements",
        ("  desk: {kind: app, in: office}", "  person: {kind: app, in: office}"),
        "an actor has this name already",
        11,
    ),
    ("a flow with one end", ("desk -> scorer", "desk to scorer"), "flows", 15),
]


@pytest.mark.parametrize(("change", "said", "line"), [one[1:] for one in MISTAKES], ids=[one[0] for one in MISTAKES])
def test_a_mistake_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], said: str, line: int) -> None:
    assert change[0] in SMALL
    with pytest.raises(ContentError) as caught:
        small(tmp_path, SMALL.replace(*change, 1))
    assert said in str(caught.value)
    assert caught.value.line == line


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_bytes(b"#" * 5 * LARGEST)
    with pytest.raises(ContentError, match="a threat model has at most"):
        load_model(path)


names = st.sampled_from(["a", "b", "c", "d", "e", "f"])
words = {
    key: told["enum"]
    for key, told in json.loads((DATA / "system.schema.json").read_text())["properties"]["parts"][
        "additionalProperties"
    ]["properties"].items()
    if "enum" in told
}


@settings(max_examples=40, deadline=None)
@given(
    parts=st.dictionaries(
        names,
        st.fixed_dictionaries(
            {"kind": st.sampled_from(words["kind"])},
            optional={key: st.sampled_from(found) for key, found in words.items() if key != "kind"},
        ),
        min_size=1,
    ),
    flows=st.sets(st.tuples(names, names)),
)
def test_any_model_is_answered_and_answered_alike_again(tmp_path_factory, parts, flows) -> None:
    kept = [f"{a} -> {b}" for a, b in sorted(flows) if a in parts and b in parts]
    raw = {
        "model": 1,
        "system": {"id": "s", "name": "S", "purpose": "P", "tech": ["language"], "affects_people": True},
        "boundaries": {"z": {"trust": "untrusted"}},
        "data": {"x": {}},
        "parts": {name: {**part, "in": "z"} for name, part in parts.items()},
        "flows": {flow: ["x"] for flow in kept},
    }
    folder = tmp_path_factory.mktemp("models")
    first = instances(small(folder, json.dumps(raw)))
    assert [one.id for one in first] == [one.id for one in instances(small(folder, json.dumps(raw)))]
    assert len({one.id for one in first}) == len(first)


def test_a_large_system_is_answered(tmp_path: Path) -> None:
    """200 parts and 600 flows; how long it takes is printed by `python -m benchmarks.threats`."""
    assert len(instances(small(tmp_path, large(200, 600)))) > 1000


def run(*arguments) -> tuple[int, str]:
    answer = CliRunner().invoke(main, ["threats", *map(str, arguments)])
    assert "Traceback" not in answer.output
    return answer.exit_code, answer.output


def test_the_command_prints_every_form() -> None:
    model = EXAMPLES / "credit-scoring.yaml"
    code, table = run(model)
    assert (code, "66 threats, 82 instances" in table, "DEV-T  Design & Development, Tampering" in table) == (
        0,
        True,
        True,
    )
    assert "DEV-T-1@train-data" in {one["id"] for one in json.loads(run(model, "--format", "json")[1])}
    sarif = json.loads(run(model, "--format", "sarif")[1])
    assert (sarif["version"], len(sarif["runs"][0]["results"])) == ("2.1.0", 82)
    assert all(
        one["locations"][0]["physicalLocation"]["region"]["startLine"] > 1 for one in sarif["runs"][0]["results"]
    )
    assert "| DEV-T-1 " in run(model, "--format", "markdown")[1]
    assert "66 threats" not in run(model, "--stage", "DEP")[1]


def test_the_command_tells_why_not_and_what_changed(tmp_path: Path) -> None:
    model = EXAMPLES / "rag-chatbot.yaml"
    code, told = run(model, "--why-not", "DEV-T-1")
    assert (code, "does not apply to" in told) == (0, True)
    assert run(model, "--why-not", "X-1")[0] == 2
    changed = tmp_path / "new.yaml"
    changed.write_text(model.read_text().replace("learns_online: true", "learns_online: false"))
    assert "gone" in run(changed, "--diff", model)[1]
    assert "The same threats" in run(model, "--diff", model)[1]
    assert run("--format", "sarif")[0] == 2


def test_the_command_names_the_line_of_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(SMALL.replace("kind: app", "kind: ap"))
    code, told = run(path)
    assert (code, "model.yaml:11: parts.desk.kind" in told) == (2, True)
