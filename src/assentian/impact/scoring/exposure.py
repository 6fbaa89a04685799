"""Exposure: how far a system reaches into lives, in ten dimensions of 0-4 points each. Pure.

Invariants: a dimension takes the largest of its answers, never a sum or mean; an unknown or blank answer counts the
bank's points for unknown (3) and is named; a hidden question counts nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.impact.answering import Answers, Row, is_unknown, number, rows, words
from assentian.impact.bank.facts import UNKNOWN, Bank, Kind, Question


@dataclass(frozen=True, slots=True)
class Exposure:
    """One answer in one dimension."""

    question: str
    key: str
    dimension: str
    points: int
    unknown: bool


def exposures(bank: Bank, asked: Iterable[Question], answers: Answers) -> tuple[Exposure, ...]:
    """Points of every asked question that sets exposure, in the order of the bank."""
    unknown: int = bank.scoring["exposure"]["unknown"]
    return tuple(_exposure(question, answers, unknown) for question in asked if question.kind is Kind.EXPOSURE)


def dimensions(bank: Bank, found: Iterable[Exposure]) -> dict[str, int]:
    """Dimension to its points; one that no asked question sets counts nothing."""
    points = dict.fromkeys([*bank.scoring["exposure"]["people"], *bank.scoring["exposure"]["amplifiers"]], 0)
    for one in found:
        points[one.dimension] = max(points[one.dimension], one.points)
    return points


def placed(bands: Sequence[Sequence[float]], value: float) -> float:
    """What the highest lower bound not above the value says; below all of them, what the lowest says."""
    ordered = sorted(tuple(band) for band in bands)
    return next((told for bound, told in reversed(ordered) if bound <= value), ordered[0][1])


def _exposure(question: Question, answers: Answers, unknown: int) -> Exposure:
    points = _points(question, answers.get(question.key))
    found = unknown if points is None else points
    return Exposure(question.id, question.key, question.scoring["dimension"], found, points is None)


def _points(question: Question, value: Any) -> int | None:
    """Points of one answer; None where it does not say."""
    rule = question.scoring
    if is_unknown(value):
        return None
    if "bands" in rule:
        told = number(value)
        return None if told is None else int(placed(rule["bands"], told))
    if "points_by" in rule or "points_by_row" in rule:
        return _of_rows(rule, value)
    if not value and "empty" in rule:
        return int(rule["empty"])
    found = [_of_word(question, word) for word in words(value)]
    return max((points for points in found if points is not None), default=None) if None not in found else None


def _of_word(question: Question, word: str) -> int | None:
    points: Mapping[str, int] = question.scoring.get("points", {})
    option = question.option(word)
    if option is None:
        return None
    return points.get(word, points["default"]) if points else option.exposure


def _of_rows(rule: Mapping[str, Any], value: Any) -> int | None:
    if not isinstance(value, list | tuple):
        return None
    if "points_by" in rule:
        points = rule["points_by"]
        return max((int(points.get(row.get(points["column"]), points[UNKNOWN])) for row in rows(value)), default=0)
    return max((_of_row(rule["points_by_row"], row) for row in rows(value)), default=0)


def _of_row(cases: Sequence[Mapping[str, Any]], row: Row) -> int:
    """The first case whose every word the row says."""
    held = (case["points"] for case in cases if all(row.get(name) == word for name, word in case["if"].items()))
    return int(next(held))
