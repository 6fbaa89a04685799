"""Answers as a sealed text (Fernet: AES-128-CBC, HMAC-SHA256, time): in a cookie while answering, in a link to keep.

The server stores no answer. A sealed text can be read by this installation only, cannot be guessed or altered, and
expires; whoever has the link sees the answers, and it cannot be called back before it expires. Does not: hold a name,
an address or an account.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from assentian.readiness.quick.questions import questions
from assentian.readiness.quick.rules import Answer, Reply

KEPT_DAYS = 90
"""How long a link opens."""
LONGEST_SHOWS = 200
LONGEST = 3800
"""Of a sealed text: what fits into one cookie (RFC 6265, 6.1) with its name and attributes."""
_PURPOSE = b"assentian.readiness.quick.1"
_SECONDS_A_DAY = 86_400


def seal(answers: Mapping[str, Answer]) -> str:
    """The answers as one text of letters, digits, - and _."""
    plain = [[q.id, answers[q.id].reply.value, answers[q.id].shows] for q in questions() if q.id in answers]
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return _fernet().encrypt(packed).decode().rstrip("=")


def unseal(sealed: str, days: int = KEPT_DAYS) -> dict[str, Answer] | None:
    """The answers in a sealed text; None when it is none of ours, was altered, or is older than `days`."""
    padded = sealed + "=" * (-len(sealed) % 4)
    try:
        packed = _fernet().decrypt(padded.encode(), ttl=days * _SECONDS_A_DAY)
    except (InvalidToken, UnicodeEncodeError):
        return None
    known = {question.id for question in questions()}
    found = json.loads(zlib.decompress(packed))  # sealed by us: no bomb
    return {key: Answer(Reply(reply), shows) for key, reply, shows in found if key in known}


def sealed_at(sealed: str) -> datetime:
    """When a text that opens was sealed."""
    padded = sealed + "=" * (-len(sealed) % 4)
    return datetime.fromtimestamp(_fernet().extract_timestamp(padded.encode()), UTC)


def _fernet() -> Fernet:
    key = hashlib.blake2b(_PURPOSE, key=settings.SECRET_KEY.encode()[:64], digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(key))
