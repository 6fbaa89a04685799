import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.ledger.canonical import CanonicalError, decode, encode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_reads_back_the_same(value: Any):
    assert decode(encode(value)) == value


@given(VALUES)
def test_the_order_of_keys_does_not_matter(value: Any):
    def turned(inner: Any) -> Any:
        if isinstance(inner, dict):
            return {key: turned(item) for key, item in reversed(inner.items())}
        return [turned(item) for item in inner] if isinstance(inner, list) else inner

    assert encode(turned(value)) == encode(value)


def test_text_is_escaped_as_rfc_8785_section_3_2_2_2_prescribes():
    text = '\N{EURO SIGN}$\x0f\nA\'B"\\\\"/'
    assert encode(text) == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    assert encode("\b\t\n\f\r\x00\x1f\x7f\u2028") == b'"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\xe2\x80\xa8"'


def test_literals_are_those_of_rfc_8785():
    assert encode([None, True, False]) == b"[null,true,false]"
    assert encode([0, -1, 9007199254740991]) == b"[0,-1,9007199254740991]"


def test_keys_are_sorted_and_nothing_is_between():
    assert encode({"b": [], "a": {}, "A": "", "10": 1, "9": 2}) == b'{"10":1,"9":2,"A":"","a":{},"b":[]}'


def test_a_tuple_is_a_list():
    assert encode((1, ("a",))) == b'[1,["a"]]'


class Text(str):
    """A subclass may say one thing and write another."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [1, 0.5]}, r"\$\.a\[1\] is a float"),
        ({"a": {"b": 2**53}}, r"\$\.a\.b is an integer of 2\^53"),
        (-(2**53), r"\$ is an integer"),
        ({"h\xe9": 1}, r"\$ has the key 'h\xe9'"),
        ({1: 1}, r"\$ has the key 1"),
        ({Text("a"): 1}, "keys are ASCII text"),
        (["\ud800"], r"\$\[0\] holds half of a surrogate pair"),
        (b"bytes", r"\$ is a bytes"),
        (Text("a"), r"\$ is a Text"),
        ({1, 2}, r"\$ is a set"),
    ],
)
def test_what_is_outside_the_domain_is_named_by_its_path(value: Any, said: str):
    with pytest.raises(CanonicalError, match=said):
        encode(value)


def test_endless_nesting_is_refused():
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(CanonicalError, match="nested too deeply"):
        encode(value)
    with pytest.raises(CanonicalError, match="nested too deeply"):
        decode(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b"[1,2]\n", b'"\\u0041"', b'"\\/"',
        b"-0", b"01", b"1.0", b"1e3", b"NaN", b"Infinity", b"9007199254740992", b"9" * 5000,
        b"\xff", b'"\xed\xa0\x80"', b'"\\ud800"', b"\xef\xbb\xbf1", b'{"\xc3\xa9":1}',
        b"", b"{", b"[1,]", b"null null",
    ],
)  # fmt: skip  # a table
def test_bytes_that_are_not_canonical_are_refused(data: bytes):
    with pytest.raises(CanonicalError):
        decode(data)


@given(VALUES)
def test_any_other_spelling_of_a_value_is_refused(value: Any):
    for spelled in (json.dumps(value, indent=1), json.dumps(value) + " "):
        if spelled.encode() != encode(value):
            with pytest.raises(CanonicalError):
                decode(spelled.encode())
