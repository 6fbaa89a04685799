import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assentian.standards.strict_yaml import ContentError, read

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
        ("a: 1\nb:\n  c: 2\n  c: 3\n", 4, "key 'c' stands twice"),
        ("a: 1\na: 2\n", 2, "key 'a' stands twice"),
        ("? [a, b]\n: 1\n", 1, "a key is a single word"),
        ("stop:\n  on: breach\n", 2, "'on' is no key"),
        ('"Yes": 1\n', 1, "'Yes' is no key"),
        ("country:\n  - dk\n  - no\n", 3, "quoted word instead of no"),
        ("a: &x [1]\nb: *x\n", 1, "anchors and aliases"),
        ("a:\n  - [1, 2\n", 3, "did not find expected"),
        ("a: !!python/object:os.system x\n", 1, "could not determine a constructor"),
        ("", 1, "the file is empty"),
        (b"a: \xff\n", 1, "can't decode byte"),
        ("a: \x00\n", 1, "control characters"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused_with_its_line(write, text, line, complaint):
    path = write(text)
    with pytest.raises(ContentError, match=complaint) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:{line}: ")


def test_numbers_are_numbers_and_everything_doubtful_is_text(write):
    text = "[1, -2, 1.5, .5, 1e3, true, null, ~, 010, 2026-11-23, 12:30, 1.2.3, 1_000, 0x1f, 'no', 1.e4]"
    expected = [1, -2, 1.5, 0.5, 1000.0, True, None, None]
    expected += ["010", "2026-11-23", "12:30", "1.2.3", "1_000", "0x1f", "no", "1.e4"]
    assert read(write(text)).content == expected


def test_a_file_that_breaks_its_schema_is_named_by_line_and_path(write):
    with pytest.raises(ContentError, match=r":3: checks\.1: 'id' is a required property"):
        read(write("checks:\n  - id: a\n  - kind: b\n"), SCHEMA)


def test_an_unknown_key_is_refused_by_the_schema(write):
    with pytest.raises(ContentError, match=r":1: the file: .*'cheks' was unexpected"):
        read(write("cheks: []\n"), SCHEMA)


def test_a_reader_can_complain_about_any_place_later(write):
    document = read(write("a:\n  b:\n    - 1\n    - 2\n"))
    assert str(document.error("too small", "a", "b", 1)).endswith("file.yaml:4: too small")
    assert document.line("a", "z") == 2


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"k[a-z]{1,5}", fullmatch=True), inner),
    max_leaves=8,
)


@given(content=json_like)
def test_what_was_written_with_quotes_is_read_back_as_it_was(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("yaml") / "file.yaml"
    path.write_text(yaml.safe_dump(content, default_style='"', allow_unicode=True), encoding="utf-8")
    assert read(path).content == content
