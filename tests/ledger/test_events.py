"""The record of an event and the head of a batch: what they say reads back, and nothing else is taken for one."""

import dataclasses
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.ledger import canonical
from assentian.ledger.events import (
    LARGEST_HEAD,
    LAYOUT,
    RECORD_BYTES,
    WITH_EXPLANATION,
    WITH_SEED,
    Event,
    Head,
    configuration_digest,
    counter_of,
    event_digest,
    is_name,
    salted,
)

AT = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)
NANOSECONDS = 1_764_061_200_123_456_789
HEAD = Head(
    system="credit",
    stream="live",
    first=3,
    last=9,
    root="ab" * 32,
    file="cd" * 32,
    previous="ef" * 32,
    since=AT,
    until=AT,
    closed=AT,
)


def record(flags: int = 2, **changed: object) -> bytes:
    told = {
        "counter": 7,
        "event": b"e" * 16,
        "at": NANOSECONDS,
        "seed": -5,
        "salt": b"s" * 24,
        "input": b"i" * 32,
        "output": b"o" * 32,
        "explanation": b"x" * 32,
        "configuration": b"c" * 32,
    }
    return LAYOUT.pack(*{**told, **changed}.values(), flags)


def test_a_record_reads_back():
    event = Event.parse(record(2 + WITH_SEED + WITH_EXPLANATION))
    assert (event.counter, event.seed, event.explanation, event.replay) == (7, -5, b"x" * 32, "tolerant")
    assert event.at.isoformat() == "2025-11-25T09:00:00.123456+00:00"
    assert event.is_complete
    assert counter_of(record()) == 7


def test_what_was_not_recorded_is_none():
    event = Event.parse(record())
    assert (event.seed, event.explanation) == (None, None)


@pytest.mark.parametrize(
    "changed", [{"at": 0}, {"input": bytes(32)}, {"output": bytes(32)}, {"configuration": bytes(32)}]
)
def test_a_record_without_what_it_must_say_is_incomplete(changed: dict[str, object]):
    assert not Event.parse(record(**changed)).is_complete


@pytest.mark.parametrize("data", [b"", record()[:-1], record() + b"x", record(0), record(4)])
def test_other_bytes_are_no_record(data: bytes):
    with pytest.raises(ValueError):
        Event.parse(data)


def test_values_and_ids_are_digested_under_a_secret():
    assert salted(b"s", b"i", b"v") != salted(b"t", b"i", b"v") != salted(b"t", b"o", b"v")
    assert event_digest(b"k", "case-1") != event_digest(b"l", "case-1")
    assert len(event_digest(b"k", "case-1")) == 16


def test_a_configuration_is_two_digests():
    assert len(configuration_digest("ab" * 32, "cd" * 32)) == 32
    for wrong in ("ab", "zz" * 32, "ab" * 33):
        with pytest.raises(ValueError):
            configuration_digest(wrong, "cd" * 32)


def test_the_layout_is_as_documented():
    assert RECORD_BYTES == struct.calcsize(">Q16sQq24s32s32s32s32sB") == 193


counters = st.integers(0, 2**53 - 2)  # so that the number of events is below 2^53, too
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(counters, counters, digests, digests, st.none() | digests)
def test_a_head_reads_back_as_itself(one: int, other: int, root: str, file: str, previous: str | None):
    first, last = sorted((one, other))
    head = dataclasses.replace(HEAD, first=first, last=last, root=root, file=file, previous=previous or "")
    assert Head.parse(head.encode()) == head
    assert head.n == last - first + 1


def test_a_head_is_known_by_its_digest():
    assert HEAD.digest != dataclasses.replace(HEAD, closed=datetime(2026, 11, 26, tzinfo=UTC)).digest


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"v": 2}, "version 1"),
        ({"system": "a b"}, "system is 'a b'"),
        ({"stream": 7}, "stream is '7'"),
        ({"first": -1}, "first is '-1'"),
        ({"last": "9"}, "last is '9'"),
        ({"last": True}, "last is 'True'"),
        ({"n": 6}, "n is not"),
        ({"first": 10}, "n is not"),
        ({"root": "AB" * 32}, "root is"),
        ({"previous": "x"}, "previous is"),
        ({"until": "2026-11-25"}, "until is '2026-11-25'"),
        ({"closed": None}, "closed is"),
        ({"more": 1}, "other keys"),
    ],
)
def test_a_head_that_is_none_is_told_why(changed: dict[str, object], said: str):
    with pytest.raises(ValueError, match=said):
        Head.parse(canonical.encode({**HEAD.content(), **changed}))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", HEAD.encode() + b"\n", b" " * (LARGEST_HEAD + 1)])
def test_other_bytes_are_no_head(data: bytes):
    with pytest.raises(ValueError):
        Head.parse(data)


def test_names_have_no_slash():
    assert is_name("credit-1")
    assert not is_name("credit/live")
    assert not is_name("")
