"""Recorded decisions as the ledger knows them: the record of one event, and the head of a batch of them.

One event is 193 bytes, all integers big-endian:

| Offset | Bytes | Field |
|---|---|---|
| 0 | 8 | counter of the stream, from 0 |
| 8 | 16 | event: the first 16 bytes of HMAC-SHA-256 of the event id under the stream's key |
| 24 | 8 | time, nanoseconds since 1970 |
| 32 | 8 | seed, signed; 0 where there is none |
| 40 | 24 | salt, random for each record |
| 64 | 32 | input: SHA-256(salt, "i", value) |
| 96 | 32 | output: SHA-256(salt, "o", value) |
| 128 | 32 | explanation: SHA-256(salt, "e", value); zeros where there is none |
| 160 | 32 | SHA-256(model digest, parameters digest) |
| 192 | 1 | replay class (1 exact, 2 tolerant, 3 attested), plus 128 with a seed, plus 64 with an explanation |

A batch is the Merkle tree (RFC 6962) over the records of contiguous counters. Its head is one canonical object, known
by the SHA-256 of its bytes, and names the head before it: a batch that is left out, exchanged or doubled shows. Before
the first record there is its opening, which the ledger dates: a batch that is invented later has none, or a late one.
Does not: keep any value. The salt stands in the record, so whoever holds the record can test a guess of a value; event
ids can be guessed by whoever holds the stream's key.
"""

import hashlib
import hmac
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Self

from assentian.ledger import canonical
from assentian.ledger.verify import LARGEST_INTEGER, parse_canonical

LAYOUT = struct.Struct(">Q16sQq24s32s32s32s32sB")
RECORD_BYTES = LAYOUT.size
SALT_BYTES, KEY_BYTES = 24, 32
_DIGEST_BYTES, _NO_VALUE = 32, bytes(32)
REPLAY_CLASSES = {"exact": 1, "tolerant": 2, "attested": 3}
WITH_SEED, WITH_EXPLANATION = 128, 64
HEAD_TYPE = "application/vnd.assentian.event-batch+json"
OPENING_TYPE = "application/vnd.assentian.event-batch-opening+json"
LARGEST_HEAD = 4096
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


def is_name(text: str) -> bool:
    """Whether this can name a system or a stream."""
    return _NAME.fullmatch(text) is not None


def event_digest(key: bytes, event_id: str) -> bytes:
    return hmac.digest(key, event_id.encode(), "sha256")[:16]


def salted(salt: bytes, field: bytes, value: bytes) -> bytes:
    return hashlib.sha256(salt + field + value).digest()


@lru_cache(maxsize=64)  # a system records thousands of decisions under one configuration
def configuration_digest(model: str, parameters: str) -> bytes:
    """`ValueError` unless both are SHA-256 digests in hex."""
    model_digest, parameters_digest = bytes.fromhex(model), bytes.fromhex(parameters)
    if {len(model_digest), len(parameters_digest)} != {_DIGEST_BYTES}:
        raise ValueError("model and parameters are SHA-256 digests: 64 hexadecimal digits each")
    return hashlib.sha256(model_digest + parameters_digest).digest()


def counter_of(record: bytes) -> int:
    return int.from_bytes(record[:8], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One record, taken apart; `explanation` is None where none was recorded."""

    counter: int
    event: bytes
    nanoseconds: int
    seed: int | None
    salt: bytes
    input: bytes
    output: bytes
    explanation: bytes | None
    configuration: bytes
    replay: str

    @classmethod
    def parse(cls, record: bytes) -> Self:
        """`ValueError` for bytes that are no record."""
        if len(record) != RECORD_BYTES:
            raise ValueError(f"a record has {RECORD_BYTES} bytes, not {len(record)}")
        counter, event, at, seed, salt, input_, output, explanation, configuration, flags = LAYOUT.unpack(record)
        replay = next((word for word, code in REPLAY_CLASSES.items() if code == flags & 0b111111), None)
        if replay is None:
            raise ValueError(f"{flags} is no replay class")
        return cls(
            counter=counter,
            event=event,
            nanoseconds=at,
            seed=seed if flags & WITH_SEED else None,
            salt=salt,
            input=input_,
            output=output,
            explanation=explanation if flags & WITH_EXPLANATION else None,
            configuration=configuration,
            replay=replay,
        )

    @property
    def at(self) -> datetime:
        """To the microsecond."""
        return datetime.fromtimestamp(self.nanoseconds // 10**9, UTC).replace(
            microsecond=self.nanoseconds % 10**9 // 1000
        )

    @property
    def is_complete(self) -> bool:
        """Whether it says when, on what, with what result and by what model."""
        return self.nanoseconds > 0 and _NO_VALUE not in (self.input, self.output, self.configuration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A batch before its records exist, with none so far: the counter that will be its `first`, and the head
    `previous` in the stream (empty before the first batch).
    """

    system: str
    stream: str
    first: int
    previous: str
    opened: datetime

    def content(self) -> dict[str, Any]:
        return {
            "v": 1,
            "system": self.system,
            "stream": self.stream,
            "n": 0,
            "first": self.first,
            "last": self.first - 1,
            "previous": self.previous or None,
            "opened": self.opened.strftime(_TIME),
        }

    def encode(self) -> bytes:
        return canonical.encode(self.content())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.encode()).hexdigest()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The opening in canonical bytes. `ValueError` names what is wrong with any others."""
        found = _first_version(data, "opening")
        opening = cls(**_of_stream(found), first=_counter(found, "first"), opened=_time(found, "opened"))
        if opening.encode() != data:
            raise ValueError("the opening has other keys than those of version 1")
        return opening

    def opens(self, head: "Head") -> bool:
        """Whether the head closes the batch that was opened here."""
        return all(getattr(self, name) == getattr(head, name) for name in ("system", "stream", "first", "previous"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A batch in one line: `n` records with the counters `first` to `last`, their `root`, the digest of the Parquet
    `file` that holds them, the digest of the head `previous` in the stream (empty before the first).
    """

    system: str
    stream: str
    first: int
    last: int
    root: str
    file: str
    previous: str
    since: datetime
    until: datetime
    closed: datetime

    @property
    def n(self) -> int:
        return self.last - self.first + 1

    def content(self) -> dict[str, Any]:
        return {
            "v": 1,
            "system": self.system,
            "stream": self.stream,
            "n": self.n,
            "first": self.first,
            "last": self.last,
            "root": self.root,
            "file": self.file,
            "previous": self.previous or None,
            "since": self.since.strftime(_TIME),
            "until": self.until.strftime(_TIME),
            "closed": self.closed.strftime(_TIME),
        }

    def encode(self) -> bytes:
        return canonical.encode(self.content())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.encode()).hexdigest()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The head in canonical bytes. `ValueError` names what is wrong with any others."""
        found = _first_version(data, "head")
        told: dict[str, Any] = {name: _counter(found, name) for name in ("first", "last")}
        told |= {name: _match(found, name, _DIGEST) for name in ("root", "file")}
        told |= {name: _time(found, name) for name in ("since", "until", "closed")}
        head = cls(**_of_stream(found), **told)
        if head.n < 1 or head.encode() != data:
            raise ValueError("n is not last - first + 1, or the head has other keys than those of version 1")
        return head


def _first_version(data: bytes, what: str) -> Mapping[str, Any]:
    """The object in canonical bytes."""
    if len(data) > LARGEST_HEAD:
        raise ValueError(f"the {what} of a batch has at most {LARGEST_HEAD} bytes")
    found = parse_canonical(data)
    if not isinstance(found, dict) or found.get("v") != 1:
        raise ValueError(f"not the {what} of a batch, version 1")
    return found


def _of_stream(found: Mapping[str, Any]) -> dict[str, Any]:
    """System, stream and the head before."""
    previous = "" if found.get("previous") is None else _match(found, "previous", _DIGEST)
    return {"previous": previous, **{name: _match(found, name, _NAME) for name in ("system", "stream")}}


def _match(found: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{name} is {str(value)[:80]!r}; expected {_MEANING[pattern]}")
    return value


_MEANING = {_NAME: "letters, digits, - and _, at most 63", _DIGEST: "a SHA-256 digest in small hexadecimal digits"}


def _counter(found: Mapping[str, Any], name: str) -> int:
    value = found.get(name)
    if type(value) is not int or not 0 <= value < LARGEST_INTEGER:
        raise ValueError(f"{name} is {str(value)[:80]!r}; expected a counter from 0")
    return value


def _time(found: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.strptime(str(found.get(name)), _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(
            f"{name} is {str(found.get(name))[:80]!r}; expected a time as 2026-11-25T09:00:00.000000Z"
        ) from None
