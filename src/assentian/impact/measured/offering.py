"""What of a reading could be the answer to a question: a value, a word, parts, or rows for a table. Pure.

Invariants: a question that asks one metric takes that metric and no other; nothing is offered of a reading that has no
value. A row that is offered says what was measured and leaves judgement (how grave, how likely, what is done) open.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from assentian.checks.registry import KINDS
from assentian.impact.bank.facts import Mode, Question
from assentian.impact.measured.reading import Part, Reading

Row = Mapping[str, Any]


def proposal(question: Question, reading: Reading) -> Any:
    """The value that an answer of this type could take over; None where there is none."""
    if not reading.has_value or question.metric.get("key", reading.source) != reading.source:
        return None
    if question.type in {"number", "metric"}:
        return _number(question, reading)
    if question.type == "single":
        return reading.option if question.option(reading.option) else None
    if question.type == "table":
        return [] if reading.is_none else None
    credit = question.scoring.get("credit")
    if isinstance(credit, Mapping) and "percent_in" in credit:
        return {credit["percent_in"]: reading.number} if reading.number else None
    return reading.text or None


def rows(question: Question, reading: Reading) -> list[Row]:
    """The rows that a table could take over, in its own columns."""
    if question.type != "table" or not reading.has_value:
        return []
    made = _MADE.get((question.key, reading.source))
    found = made(reading) if made else reading.rows
    kept = ({name: told for name, told in row.items() if name in question.columns and told} for row in found)
    return [row for row in kept if row]


def fits(question: Question, mode: Mode, reading: Reading) -> bool:
    is_offered = mode is not Mode.CHALLENGE
    return is_offered and (bool(rows(question, reading)) or proposal(question, reading) is not None)


def _number(question: Question, reading: Reading) -> str | None:
    if not reading.number:
        return None
    times = max((auto.per_year for auto in question.auto if auto.source == reading.source), default=1)
    return f"{Decimal(reading.number) * Decimal(str(times)):f}" if times != 1 else reading.number


def _worst_slice(reading: Reading) -> Iterator[Row]:
    yield {
        "limit": f"Its worst slice: {_measured(reading)} below the whole",
        "when_it_shows": f"In the slice {reading.where}",
    }


def _harm(reading: Reading) -> Iterator[Row]:
    where = f" by {reading.where}" if reading.where else ""
    yield {"what_happens": f"{reading.what}{where}: {_measured(reading)}", "basis": f"Measured: {reading.source}"}


def _volume(reading: Reading) -> Iterator[Row]:
    yield from reading.rows or [{"volume_month": reading.number}]


def _agreement(reading: Reading) -> Iterator[Row]:
    yield {"label": reading.where or "All labels", "agreement": _measured(reading)}


def _attacks(reading: Reading) -> Iterator[Row]:
    for part in reading.parts:
        title = KINDS[part.kind].title if part.kind in KINDS else part.kind
        word = "beyond the limit" if part.is_failing else "within the limit"
        yield {"use": f"{title}{f', {part.where}' if part.where else ''}", "how_likely": f"{_figure(part)}, {word}"}


def _heard(reading: Reading) -> Iterator[Row]:
    for part in reading.parts:
        yield {"who": f"{part.value} responses", "group": part.where, "method": "Written responses, counted"}


_MADE: Mapping[tuple[str, str], Callable[[Reading], Iterator[Row]]] = {
    ("limits", "model.performance.worst_slice_gap"): _worst_slice,
    ("impact_register", "fairness.tpr_gap_max"): _harm,
    ("impact_register", "model.performance.primary"): _harm,
    ("use_scope", "ops.decision_volume"): _volume,
    ("labels", "data.label_agreement"): _agreement,
    ("misuse", "sec.redteam.findings"): _attacks,
    ("consultation", "gov.consultations"): _heard,
}
"""How a measured value becomes a row, by question and source; other readings bring rows of their own."""


def _measured(reading: Reading) -> str:
    interval = f" (95 %: {reading.interval})" if reading.interval else ""
    number = f", n = {reading.n}" if reading.n else ""
    return f"{reading.value}{f' {reading.unit}' if reading.unit else ''}{interval}{number}"


def _figure(part: Part) -> str:
    interval = f" ({part.interval})" if part.interval else ""
    return f"{part.metric.replace('_', ' ')} {part.value}{interval}, n = {part.n}"
