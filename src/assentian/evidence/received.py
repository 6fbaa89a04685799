"""Reading what was received: a DSSE envelope around an in-toto statement of an executed check. Pure, and strict.

Nothing is taken on trust, from an accepted key neither: size, signature, and the form of every field that is kept are
checked before anything is believed, and what is wrong is said to a person. Pages rely on it: they read what was kept
without asking again.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assentian.checks.registry import KINDS
from assentian.checks.statement import PREDICATE_TYPE
from assentian.ledger import canonical
from assentian.ledger.envelope import STATEMENT_TYPE
from assentian.ledger.verify import open_envelope
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import UnknownWordError, Verdict

LARGEST = 8 * 1024 * 1024
MOST_METRICS = 10_000
LONGEST = 4000
MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json"


class EvidenceError(ValueError):
    """The envelope is refused; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a verified envelope says; `records` are the subjects (logs, exports, feeds) that no register
    holds, `yardstick` the digest of a stored reference profile, or empty; `is_word` is true where the result only
    repeats what somebody else says.
    """

    digest: str
    statement_digest: str
    size: int
    key_id: str
    system: str
    check_id: str
    check_kind: str
    verdict: Verdict
    controls: tuple[str, ...]
    subjects: Mapping[str, str]
    records: frozenset[str]
    yardstick: str
    measured_at: datetime
    is_word: bool
    summary: Mapping[str, Any]


def read(data: bytes, keys: Mapping[str, bytes]) -> Received:
    """Open an envelope that one of `keys` (id to public key) signed. `EvidenceError` for anything else."""
    if len(data) > LARGEST:
        raise EvidenceError(f"the envelope is larger than {LARGEST // 1024**2} MiB")
    try:
        payload, key_id = open_envelope(data, keys)
        statement = canonical.decode(payload)
    except ValueError as error:
        raise EvidenceError(f"the envelope is refused: {error}") from None
    try:
        digests = {"digest": hashlib.sha256(data), "statement_digest": hashlib.sha256(payload)}
        return _received(statement, {name: found.hexdigest() for name, found in digests.items()}, len(data), key_id)
    except (KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(f"the statement lacks what control evidence needs: {error}") from None
    except (UnknownWordError, ValueError, OverflowError) as error:
        raise EvidenceError(f"the statement cannot be read: {error}") from None


def _received(statement: Mapping[str, Any], digests: Mapping[str, str], size: int, key_id: str) -> Received:
    if statement["_type"] != STATEMENT_TYPE:
        raise EvidenceError(f"the statement is of type {statement['_type']}; expected {STATEMENT_TYPE}")
    if statement["predicateType"] != PREDICATE_TYPE:
        raise EvidenceError(f"the predicate is {statement['predicateType']}; expected {PREDICATE_TYPE}")
    found = statement["predicate"]["controlEvidence"]
    return Received(
        **digests,
        size=size,
        key_id=key_id,
        system=_name(found["system"], "system"),
        check_id=_name(found["check"]["id"], "check.id"),
        check_kind=_name(found["check"]["kind"], "check.kind"),
        verdict=Verdict.of(found["verdict"]),
        controls=_controls(found["controls"]),
        subjects=_subjects(statement["subject"]),
        records=frozenset(
            _text(digest, "a digest of a record") for digest in _list(found.get("records", []), "records")
        ),
        yardstick=_text(found.get("reference") or "", "reference"),
        measured_at=_speaks_for(found),
        is_word=_is_word(found),
        summary={
            "n": _count(found["n"], "n"),
            "message": _text(found["message"], "message"),
            "metrics": _metrics(found["metrics"]),
        },
    )


def _is_word(found: Mapping[str, Any]) -> bool:
    """Told by the signed counts, as the kind reads them; nothing here vouches for a kind that is not known."""
    kind, profile = KINDS.get(found["check"]["kind"]), found.get("profile")
    return kind is None or kind.is_word(profile["counts"] if profile else {})


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")  # as in the schema of a suite
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DECIMAL = re.compile(r"-?\d{1,25}(\.\d{1,25})?(e[+-]?\d{1,3})?")
_NUMBERS = ("value", "lower", "upper", "floor", "warn", "breach")


def _metrics(found: Any) -> list[dict[str, Any]]:
    if len(_list(found, "metrics")) > MOST_METRICS:
        raise ValueError(f"{len(found)} metrics; at most {MOST_METRICS} are taken")
    return [_metric(metric) for metric in found]


def _metric(metric: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `checks.result.Metric.as_json`, and no others."""
    return {
        "name": _name(metric["name"], "the name of a metric"),
        "where": _text(metric["where"], "where"),
        "n": _count(metric["n"], "n"),
        **{name: _number(metric[name], name) for name in _NUMBERS},
        "status": None if metric["status"] is None else Verdict(metric["status"]).value,
        "note": _text(metric["note"], "note"),
    }


def _controls(found: Any) -> tuple[str, ...]:
    """Each requirement once, by its short key where the catalogue has it; the others as they were written."""
    nodes = [(key, catalogue().find(key)) for key in (_text(item, "a control") for item in _list(found, "controls"))]
    return tuple(dict.fromkeys(node.key.short if node else key for key, node in nodes))


def _subjects(found: Any) -> Mapping[str, str]:
    subjects = {
        _text(item["digest"]["sha256"], "a digest"): _text(item["name"], "the name of a subject")
        for item in _list(found, "subject")
    }
    if not subjects or not all(map(_DIGEST.fullmatch, subjects)):
        raise ValueError("a statement names what was tested, each by its SHA-256 in small hexadecimal digits")
    return subjects


def _speaks_for(found: Mapping[str, Any]) -> datetime:
    """When the check was finished, or the end of the window that it is about (UTC), where the suite named one."""
    finished, until = _moment(found["finished"]), found.get("until")
    if until is None:
        return finished
    end = datetime.fromisoformat(_text(until, "until")).replace(tzinfo=UTC) + timedelta(days=1)
    return min(finished, end)


def _moment(found: Any) -> datetime:
    moment = datetime.fromisoformat(found)
    if moment.tzinfo is None:
        raise ValueError(f"finished is {found}, which names no time zone")
    return moment.astimezone(UTC)


def _list(found: Any, what: str) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError(f"{what} is no list")
    return found


def _name(found: Any, what: str) -> str:
    if not _NAME.fullmatch(_text(found, what)):
        raise ValueError(f"{what} is {found[:64]!r}; a name has letters, digits, - and _, at most 63")
    return str(found)


def _text(found: Any, what: str) -> str:
    if not isinstance(found, str) or len(found) > LONGEST:
        raise ValueError(f"{what} is no text of at most {LONGEST} characters")
    return found


def _count(found: Any, what: str) -> int:
    if type(found) is not int or found < 0:
        raise ValueError(f"{what} is no whole number from 0")
    return found


def _number(found: Any, what: str) -> str | None:
    """A decimal string that reads to a finite number; None where there is none."""
    if found is None:
        return None
    if not (_DECIMAL.fullmatch(text := _text(found, what)) and math.isfinite(float(text))):
        raise ValueError(f"{what} is {text[:64]!r}, which is no decimal number")
    return text
