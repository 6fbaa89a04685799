"""What a model leaves open is asked where the answer belongs, in words, and an answer settles what hangs on it."""

import copy
from pathlib import Path

import pytest

from assentian.standards.strict_yaml import parse
from assentian.threats.editing import written
from assentian.threats.library import DATA
from assentian.threats.matching import instances
from assentian.threats.model import load_model, of_document, schema
from assentian.threats.questions import Place, questions
from assentian.threats.wording import NAMES, WORDINGS


def asked(text: str):
    model = of_document(parse(text, Path("model.yaml")))
    return questions(model, instances(model))


def example(name: str) -> str:
    return (DATA / "examples" / f"{name}.yaml").read_text(encoding="utf-8")


def members(section: str) -> dict:
    told = schema()["properties"][section]
    inner = told if section == "system" else told["additionalProperties"]
    return inner.get("properties") or next(one for one in inner["oneOf"] if one["type"] == "object")["properties"]


@pytest.mark.parametrize("section", ["system", *NAMES])
def test_every_attribute_and_every_value_has_its_words(section: str) -> None:
    found = members(section)
    assert set(WORDINGS[section]) == set(found)
    for name, told in found.items():
        values = told.get("enum") or told.get("items", {}).get("enum") or ()
        values = ["true", "false"] if told.get("type") == "boolean" else values
        assert list(WORDINGS[section][name].answers) == list(values), name


@pytest.mark.parametrize(
    ("name", "words", "place"),
    [
        ("edge-vision", "On which data was backbone trained?", Place("parts", "backbone", "trained_on")),
        ("edge-vision", "Does health hold personal data?", Place("data", "health", "pii")),
        ("rag-chatbot", "On which data was chat trained?", Place("parts", "chat", "trained_on")),
    ],
)
def test_a_question_is_asked_where_its_answer_belongs(name: str, words: str, place: Place) -> None:
    assert (words, place) in [(one.words, one.place) for one in asked(example(name))]


def test_the_question_on_which_most_hangs_comes_first_and_an_answer_settles_it() -> None:
    first, second = asked(example("edge-vision"))
    assert (first.threats, second.threats) == (3, 1)
    content = copy.deepcopy(load_model(DATA / "examples" / "edge-vision.yaml").document.content)
    content["parts"]["backbone"]["trained_on"] = []
    assert [one.words for one in asked(written(content))] == [second.words]
    content["data"]["health"]["pii"] = True
    assert asked(written(content)) == []


def test_no_threat_stays_possible_without_a_question_and_every_question_can_be_put() -> None:
    bare = """\
model: 1
system: {id: s, name: S, purpose: P, tech: [language, agentic], affects_people: true}
boundaries: {out: {trust: untrusted}, in: {trust: internal}}
data: {x: {}}
actors: {a: {in: out}}
parts:
  m: {kind: model, in: in}
  i: {kind: index, in: in}
  d: {kind: dataset, in: in, holds: [x]}
  t: {kind: tool, in: in}
flows: {a -> m: [x], m -> t: [x], i -> m: [], t -> a: [x]}
"""
    model = of_document(parse(bare, Path("model.yaml")))
    found = instances(model)
    settled = {one.id for question in questions(model, found) for one in question.instances}
    assert settled == {one.id for one in found if one.is_possible}
    assert settled
    assert all(question.words and question.place.wording.question for question in questions(model, found))
