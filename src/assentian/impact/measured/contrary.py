"""Where an answer says otherwise than the evidence that could have filled it. Pure.

The bank's own challenges say when a measurement makes an answer unbelievable; beyond them, whoever types a value that a
fresh measurement excludes is asked about it too. Invariants: a number for which the bank has a challenge by the same
source is judged by that challenge alone; an answer adjusted with a reason stands beside its measurement and is not
asked again; free text, and what nobody answered, contradicts nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assentian.impact.answering import Answers, is_unknown
from assentian.impact.bank.facts import Mode, Question
from assentian.impact.challenges import Conflict
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading

_NUMBERS = frozenset({"number", "metric"})
TOLERANCE = Decimal("0.01")
"""By how much of itself a number without an interval may be told otherwise: rounding, and no more."""
EXCLUDED: Mapping[str, frozenset[str]] = {
    "frozen": frozenset({"continuous"}),
    "tested": frozenset({"untested", "stop_only", "no"}),
    "untested": frozenset({"tested"}),
    "site": frozenset({"no"}),
}
"""The words of a choice that a measured word rules out."""


def conflicts(
    asked: Iterable[Question],
    answers: Answers,
    readings: Mapping[str, Reading],
    adjusted: Collection[tuple[str, str]] = (),
) -> Iterator[Conflict]:
    """Each answer that the first reading which could fill it excludes. `adjusted` are (key, source) with a reason."""
    for question in asked:
        answer = answers.get(question.key)
        reading = _filling(question, readings)
        if reading is None or reading.at is None or is_unknown(answer) or (question.key, reading.source) in adjusted:
            continue
        if is_contrary(question, answer, reading):
            yield Conflict(
                question=question.id,
                key=question.key,
                source=reading.source,
                answer=answer,
                measured=reading.value,
                say=_said(question, reading),
                at=reading.at,
                evidence=f"evidence/{reading.evidence}" if reading.evidence else reading.source,
            )


def is_contrary(question: Question, answer: Any, reading: Reading) -> bool:
    """Whether a reading that could fill the question excludes what is said."""
    if question.type == "table":
        says_none = answer == []
        return bool(answer) if reading.is_none else says_none and bool(offering.rows(question, reading))
    offered = offering.proposal(question, reading)
    if question.type == "single":
        return answer in EXCLUDED.get(str(offered), ())
    if isinstance(offered, Mapping) and isinstance(answer, Mapping):
        return any(_differs(answer.get(name), told, reading) for name, told in offered.items())
    return question.type in _NUMBERS and _differs(answer, offered, reading)


def _filling(question: Question, readings: Mapping[str, Reading]) -> Reading | None:
    """The first reading that could fill it, and whose number no challenge of the bank judges."""
    is_number = question.type in _NUMBERS
    judged = {auto.source for auto in question.auto if is_number and auto.mode is Mode.CHALLENGE}
    for auto in question.auto:
        reading = readings.get(auto.source)
        if reading is not None and auto.source not in judged and offering.fits(question, auto.mode, reading):
            return reading
    return None


def _differs(answer: Any, offered: Any, reading: Reading) -> bool:
    """Outside the interval of what was measured; where it has none, further off than rounding."""
    said, measured = _number(answer), _number(offered)
    if said is None or measured is None:
        return False
    lower, upper = _number(reading.lower), _number(reading.upper)
    if lower is not None and upper is not None:
        return not lower <= said <= upper
    return abs(said - measured) > TOLERANCE * abs(measured)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None


def _said(question: Question, reading: Reading) -> str:
    if question.type == "table":
        return (
            "The register shows no such thing." if reading.is_none else "The evidence shows some; the answer says none."
        )
    return "The newest evidence shows otherwise."
