"""One recorded decision as 193 bytes, all integers big-endian.

| Offset | Bytes | Field |
|---|---|---|
| 0 | 8 | counter of the stream, from 0 |
| 8 | 16 | event: the first 16 bytes of the SHA-256 of the event id |
| 24 | 8 | time, nanoseconds since 1970 |
| 32 | 8 | seed, signed; 0 where there is none |
| 40 | 24 | salt, random for each record |
| 64 | 32 | input: SHA-256(salt, "i", value) |
| 96 | 32 | output: SHA-256(salt, "o", value) |
| 128 | 32 | explanation: SHA-256(salt, "e", value); zeros where there is none |
| 160 | 32 | SHA-256(model digest, parameters digest) |
| 192 | 1 | replay class (1 exact, 2 tolerant, 3 attested), plus 128 with a seed, plus 64 with an explanation |

Does not: keep any value. The salt stands in the record, so whoever holds the record can test a guess of a value.
"""

import hashlib
import struct

LAYOUT = struct.Struct(">Q16sQq24s32s32s32s32sB")
RECORD_BYTES = LAYOUT.size
SALT_BYTES = 24
_DIGEST_BYTES = 32
REPLAY_CLASSES = {"exact": 1, "tolerant": 2, "attested": 3}
WITH_SEED, WITH_EXPLANATION = 128, 64


def event_digest(event_id: str) -> bytes:
    return hashlib.sha256(event_id.encode()).digest()[:16]


def salted(salt: bytes, field: bytes, value: bytes) -> bytes:
    return hashlib.sha256(salt + field + value).digest()


def configuration_digest(model: str, parameters: str) -> bytes:
    """`ValueError` unless both are SHA-256 digests in hex."""
    model_digest, parameters_digest = bytes.fromhex(model), bytes.fromhex(parameters)
    if {len(model_digest), len(parameters_digest)} != {_DIGEST_BYTES}:
        raise ValueError("model and parameters are SHA-256 digests: 64 hexadecimal digits each")
    return hashlib.sha256(model_digest + parameters_digest).digest()


def counter_of(record: bytes) -> int:
    return int.from_bytes(record[:8], "big")
