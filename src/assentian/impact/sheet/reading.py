"""The answers of one AI system as people write them, read strictly.

Invariants of a `Sheet`: every key is a question, every word a choice, every grade a grade of proof; what is left out
is blank, which is not the same as none. `ContentError` names file, line, key and what is expected.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assentian.impact.answering import Answers
from assentian.impact.bank.facts import Bank, Depth
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.validity import Complaint, complaints, nearest
from assentian.standards.strict_yaml import ContentError, Document, read
from assentian.standards.vocabulary import ProofGrade

SCHEMA = "aiia-answers/1"
LARGEST = 1024 * 1024
"""Bytes of a file; every question answered at length takes less than a tenth of it."""
_KEYS = ("schema", "system", "depth", "answers", "grades", "challenged", "waived")
_DEPTHS = (Depth.SCREENING.value, Depth.CORE.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    system: str
    depth: Depth
    answers: Answers
    evidence: Evidence


def load(path: Path, bank: Bank) -> Sheet:
    """Read and check a file of answers."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror}", path=path) from error
    if size > LARGEST:
        raise ContentError(f"is {size:,} bytes long; answers take at most {LARGEST:,}", path=path)
    return of_document(read(path), bank)


def of_document(document: Document, bank: Bank) -> Sheet:
    """The sheet that an already read file tells."""
    for place, problem in _problems(document.content, bank):
        raise document.error(problem, *place)
    raw: Mapping[str, Any] = document.content
    evidence = Evidence(
        grades={key: ProofGrade(grade) for key, grade in (raw.get("grades") or {}).items()},
        challenged=frozenset(raw.get("challenged") or ()),
        waived=frozenset(raw.get("waived") or ()),
    )
    depth = Depth(raw.get("depth") or Depth.CORE)
    return Sheet(str(raw.get("system") or ""), depth, raw.get("answers") or {}, evidence)


def _problems(raw: Any, bank: Bank) -> Iterator[Complaint]:
    if not isinstance(raw, Mapping):
        yield (), f"expected the keys {', '.join(_KEYS)}"
        return
    if raw.get("schema") != SCHEMA:
        yield ("schema",), f"expected schema: {SCHEMA}"
    for key in raw:
        if key not in _KEYS:
            yield (key,), f"unknown key; {nearest(key, _KEYS)}"
    if (depth := raw.get("depth")) is not None and depth not in _DEPTHS:
        yield ("depth",), f"expected one of {', '.join(_DEPTHS)}"
    for key, kind, shape in (
        ("answers", Mapping, "answers by key"),
        ("grades", Mapping, "grades by key"),
        ("challenged", list, "a list of keys"),
        ("waived", list, "a list of rules"),
    ):
        if raw.get(key) is not None and not isinstance(raw[key], kind):
            yield (key,), f"expected {shape}"
            return
    yield from (((("answers", *place)), problem) for place, problem in complaints(bank, raw.get("answers") or {}))
    yield from _of_evidence(raw, bank)


def _of_evidence(raw: Mapping[str, Any], bank: Bank) -> Iterator[Complaint]:
    keys = [question.key for question in bank.questions]
    for key, grade in (raw.get("grades") or {}).items():
        if key not in keys:
            yield ("grades", key), f"there is no such question; {nearest(key, keys)}"
        elif grade not in list(ProofGrade):
            yield ("grades", key), f"expected one of {', '.join(ProofGrade)}"
    waivable = [rule["id"] for rule in bank.scoring["floors"] if "waive" in rule]
    for section, known in (("challenged", keys), ("waived", waivable)):
        for position, word in enumerate(raw.get(section) or ()):
            if word not in known:
                yield (section, position), f"{word!r} cannot stand here; {nearest(str(word), known)}"
