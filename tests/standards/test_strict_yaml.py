from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assentian.standards.strict_yaml import ContentError, parse, read

SCHEMA = {"type": "object", "additionalProperties": False, "properties": {"checks": {"items": {"required": ["id"]}}}}


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "file.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("a: 1\nb:\n  c: 2\n  c: 3\n", 4, "b.c: stands twice; first on line 3"),
        ("a: 1\na: 2\n", 2, "a: stands twice; first on line 1"),
        ("b: 1\n? [a, b]\n: 1\n", 2, "a key must be one word"),
        ("stop:\n  on: breach\n", 2, "stop.on: 'on' is no key; find another word"),
        ('"Yes": 1\n', 1, "Yes: 'Yes' is no key; find another word"),
        ("country:\n  - dk\n  - no\n", 3, "country[1]: no has two meanings; write true, false or 'no' in quotes"),
        ("a: &x [1]\nb: *x\n", 1, "a: anchors and aliases are not allowed; write the value where it is used"),
        ("a: 1\nb: &x 1\n", 2, "b: anchors and aliases are not allowed; write the value where it is used"),
        ("a: &x [*x]\n", 1, "a: anchors and aliases are not allowed; write the value where it is used"),
        ("a:\n  - !!python/object:os.system x\n", 2, "a[0]: the tag tag:yaml.org,2002:python/object:os.system is not"),
        ("a: !!str 1\n", 1, "a: the tag tag:yaml.org,2002:str is not allowed"),
        ("!own a: 1\n", 1, "the tag !own is not allowed"),
        ("a: 1\n---\nb: 2\n", 2, "a second document starts here; one is expected"),
        ("a: 1e999\n", 1, "a: is too large for a number"),
        ("a:\n  " + "[" * 60 + "]" * 60, 2, "a" + "[0]" * 49 + ": stands more than 50 levels deep"),
        ("a:\n  - [1, 2\n", 3, "this is not YAML: did not find expected"),
        ("a: é\nb: \x00\n", 2, "this is not YAML: control characters are not allowed"),
        (b"a: 1\nb: \xff\n", 2, "is not UTF-8 text"),
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused_with_its_line_and_key(write, text, line, complaint):
    path = write(text)
    with pytest.raises(ContentError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:{line}: {complaint}")
    assert (raised.value.path, raised.value.line) == (path, line)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"none\.yaml: cannot be read: No such file"):
        read(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-3", -3), ("+3", 3), ("007", 7), ("010", 10), ("1.5", 1.5), (".5", 0.5), ("1.", 1.0),
        ("1e3", 1000.0), ("1e7", 1e7), ("1.e4", 1e4), ("true", True), ("False", False), ("null", None), ("~", None),
        ("", None),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_schema_of_yaml_1_2(text, value):
    found = parse(f"a: {text}\n", Path("x")).content["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text", ["2026-11-23", "12:30", "1.2.3", "1_000", "0x1f", "0o17", "tRue", "y", ".inf", ".nan", "1e", "."]
)
def test_what_is_no_decimal_number_stays_text(text):
    assert parse(f"a: {text}\n", Path("x")).content == {"a": text}


def test_quotes_make_text_and_keys_are_always_text():
    text = "1: 'no'\ntrue: \"1\"\nnull: |\n  yes\n"
    assert parse(text, Path("x")).content == {"1": "no", "true": "1", "null": "yes\n"}


def test_a_file_that_breaks_its_schema_is_named_by_line_and_path(write):
    with pytest.raises(ContentError, match=r":3: checks\[1\]: 'id' is a required property"):
        read(write("checks:\n  - id: a\n  - kind: b\n"), SCHEMA)


def test_an_unknown_key_is_refused_by_the_schema(write):
    with pytest.raises(ContentError, match=r":1: .*'cheks' was unexpected"):
        read(write("cheks: []\n"), SCHEMA)


def test_a_reader_can_complain_about_any_place_later(write):
    document = read(write("a:\n  b:\n    - 1\n    - 2\n"))
    assert str(document.error("too small", "a", "b", 1)).endswith("file.yaml:4: a.b[1]: too small")
    assert document.line("a", "z") == 1


def test_every_key_and_item_has_its_line():
    document = parse("a:\n  b:\n    - 1\n\n    - c: 2\n      d: [3,\n        4]\n", Path("x"))
    assert document.lines == {
        (): 1, ("a",): 1, ("a", "b"): 2, ("a", "b", 0): 3, ("a", "b", 1): 5, ("a", "b", 1, "c"): 5,
        ("a", "b", 1, "d"): 6, ("a", "b", 1, "d", 0): 6, ("a", "b", 1, "d", 1): 7,
    }  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_is_a_document_or_a_clear_error(text):
    with suppress(ContentError):
        assert parse(text, Path("x")).line() >= 1


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"k[a-z]{1,5}", fullmatch=True), inner),
    max_leaves=8,
)


class Quoting(yaml.SafeDumper):
    """Writes every text in quotes, as a careful person does."""


Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


@given(content=json_like)
def test_what_was_written_with_quotes_is_read_back_as_it_was(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("yaml") / "file.yaml"
    path.write_text(yaml.dump(content, Dumper=Quoting, allow_unicode=True), encoding="utf-8")
    assert read(path).content == content
