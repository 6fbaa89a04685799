"""A model's text changed in place: what was not meant to change stands there as before, comments and all."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assentian.standards.strict_yaml import parse
from assentian.threats.editing import edited, flow, written
from assentian.threats.library import DATA
from assentian.threats.model import of_document

BY_HAND = """\
# Written by hand.
model: 1
system: {id: s, name: Small, purpose: Nothing, tech: [tabular], affects_people: true}   # ours

boundaries:
  outside: {trust: untrusted}   # the internet
  # Where people work:
  office: {trust: internal}

actors: {}
parts:
  desk:   # the counter
    kind: app        # on tablets
    in: office
  # The heart of it.
  scorer: {kind: model, in: office}
flows:
  desk -> scorer: []
  "desk -> scorer #2": []   # at night
"""


def content(text: str) -> Any:
    return parse(text, Path("model.yaml")).content


def change(text: str, **sections: dict[str, Any]):
    """`sections` name members and what they become; None takes one away."""
    before = content(text)
    after = copy.deepcopy(before)
    for section, members in sections.items():
        for name, told in members.items():
            if told is None:
                del after[section][name]
            else:
                after.setdefault(section, {})[name] = told
    done = edited(text, before, after)
    assert content(done.text) == after
    return done


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_new_part_is_one_more_line_and_nothing_else() -> None:
    done = change(BY_HAND, parts={"log": {"kind": "log", "in": "office"}})
    assert not done.is_rewritten
    assert lines_changed(BY_HAND, done.text) == ([], ["  log: {kind: log, in: office}"])


def test_an_attribute_is_written_into_its_line() -> None:
    done = change(BY_HAND, parts={"scorer": {"kind": "model", "in": "office", "format": "skops"}})
    assert lines_changed(BY_HAND, done.text)[1] == ["  scorer: {kind: model, in: office, format: skops}"]
    block = change(BY_HAND, parts={"desk": {"kind": "service", "in": "office", "auth": "oidc"}})
    assert lines_changed(BY_HAND, block.text)[1] == ["    kind: service        # on tablets", "    auth: oidc"]
    assert "# the counter" in block.text


def test_a_part_that_goes_leaves_its_comments() -> None:
    done = change(BY_HAND, parts={"desk": None})
    assert not done.is_rewritten
    assert all(comment in done.text for comment in ("# the counter", "# on tablets", "# The heart of it."))
    assert "  # at night\n" in change(BY_HAND, flows={"desk -> scorer #2": None}).text


def test_the_last_member_and_the_first_one_of_a_section() -> None:
    done = change(BY_HAND, flows={"desk -> scorer": None, "desk -> scorer #2": None})
    assert "flows: {}" in done.text
    added = change(done.text, flows={"scorer -> desk": ["a", "b"]})
    assert "scorer -> desk: [a, b]" in added.text
    actor = change(BY_HAND, actors={"clerk": {"in": "office"}})
    assert "actors:\n  clerk: {in: office}\n" in actor.text
    data = change(BY_HAND, data={"form": {"pii": True}})
    assert not data.is_rewritten
    assert data.text.startswith("# Written by hand.")


def test_what_cannot_be_changed_in_place_is_written_anew_and_said() -> None:
    text = "{model: 1, system: {name: S}, parts: {a: {kind: app # why\n}}}\n"
    before = content(text)
    done = edited(text, before, {**before, "parts": {"a": {}}})
    assert content(done.text)["parts"] == {"a": {}}
    assert done.is_rewritten or "# why" in done.text


@pytest.mark.parametrize(
    "value", ["yes", "1e7", "a: b", "x #y", "", "null", "it's", '"', "é\n", "a -> b #2", "- x", "a,b"]
)
def test_a_text_is_quoted_where_it_would_be_read_otherwise(value: str) -> None:
    assert content(f"a: {flow(value)}\nb: {flow([value])}\n") == {"a": value, "b": [value]}


@pytest.mark.parametrize("name", ["credit-scoring", "rag-chatbot", "edge-vision"])
def test_an_example_written_anew_says_the_same(name: str) -> None:
    told = content((DATA / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))
    again = written(told)
    assert content(again) == told
    assert of_document(parse(again, Path("again.yaml"))).parts == told["parts"]


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
values = st.recursive(
    st.booleans() | words | st.integers(-9, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words.map("k{}".format), inner, max_size=3),
    max_leaves=6,
)
sections = st.dictionaries(
    st.sampled_from("abcd"), st.dictionaries(st.sampled_from("pqrs"), values, max_size=3), max_size=3
)


@settings(max_examples=150, deadline=None)
@given(before=sections, after=sections)
def test_whatever_changes_the_text_says_what_was_meant(before: dict[str, Any], after: dict[str, Any]) -> None:
    base = {"model": 1}
    text = written({**base, **before})
    assert content(text) == {**base, **before}
    assert content(edited(text, {**base, **before}, {**base, **after}).text) == {**base, **after}


def test_a_key_changes_where_it_stands() -> None:
    before = content(BY_HAND)
    after = copy.deepcopy(before)
    after["parts"] = {"counter": before["parts"]["desk"], "scorer": before["parts"]["scorer"]}
    after["flows"] = {"counter -> scorer": [], "counter -> scorer #2": []}
    keys = {("parts", "desk"): "counter", ("flows", "desk -> scorer"): "counter -> scorer"}
    keys["flows", "desk -> scorer #2"] = "counter -> scorer #2"
    done = edited(BY_HAND, before, after, keys)
    assert not done.is_rewritten
    assert done.text == BY_HAND.replace("desk", "counter")


def test_a_key_that_is_not_there_is_told_by_a_new_text() -> None:
    before = content(BY_HAND)
    assert edited(BY_HAND, before, before, {("parts", "nothing"): "something"}).is_rewritten
