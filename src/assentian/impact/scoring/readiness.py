"""Readiness of mitigation: `100 * sum(weight * credit * factor) / sum(weight)` over asked mitigation questions. Pure.

Invariants: exact arithmetic, so that 74.99 is not 75; a hidden question, and an answer that says it is not relevant,
stand on neither side of the fraction; an unknown, blank or challenged answer earns nothing and still weighs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assentian.impact.answering import Answers, Row, is_blank, is_unknown, number, rows, words
from assentian.impact.bank.facts import Bank, Kind, Question
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.scoring.exposure import placed
from assentian.standards.vocabulary import ProofGrade

NOTHING, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Credit:
    """What one answer earns: `credit` 0..1 for what it says, `factor` 0..1 for the grade of proof behind it."""

    question: str
    key: str
    weight: int
    credit: Fraction
    grade: ProofGrade
    factor: Fraction

    @property
    def earned(self) -> Fraction:
        return self.weight * self.credit * self.factor


def credit_lines(bank: Bank, asked: Iterable[Question], answers: Answers, evidence: Evidence) -> tuple[Credit, ...]:
    """One line for each asked mitigation question that is relevant, in the order of the bank."""
    factors = bank.scoring["readiness"]["factor"]
    lines = []
    for question in asked:
        if question.kind is not Kind.MITIGATION or _is_not_relevant(question, answers.get(question.key)):
            continue
        grade = evidence.grade(question.key)
        credit = credit_of(question, answers)
        weight = int(question.scoring["weight"])
        lines.append(Credit(question.id, question.key, weight, credit, grade, _exact(factors[grade])))
    return tuple(lines)


def readiness(lines: Iterable[Credit]) -> Fraction:
    """0-100; 0 where nothing is asked."""
    found = list(lines)
    weights = sum(line.weight for line in found)
    return 100 * sum((line.earned for line in found), NOTHING) / weights if weights else NOTHING


def credit_of(question: Question, answers: Answers) -> Fraction:
    """What an answer says, 0..1: a reviewer's own `credit` where one was given, else what the question counts."""
    value, rule = answers.get(question.key), question.scoring
    if is_unknown(value):
        return NOTHING
    if isinstance(value, Mapping) and (graded := number(value.get("credit"))) is not None:
        return min(WHOLE, max(NOTHING, _exact(graded)))
    if "bands" in rule:
        told = number(value)
        return NOTHING if told is None else _exact(placed(rule["bands"], told))
    if "credit" in rule:
        return _counted(rule["credit"], value, answers)
    chosen = [question.option(word) for word in dict.fromkeys(words(value))]
    return min(WHOLE, sum((_exact(option.credit or 0) for option in chosen if option), NOTHING))


def _counted(rule: Any, value: Any, answers: Answers) -> Fraction:
    """Rows or fields of an answer, by the words of the bank; a text counts only once a reviewer graded it."""
    if rule == "graded":
        return NOTHING
    if "percent_in" in rule or "fields" in rule:
        return _of_fields(rule, value if isinstance(value, Mapping) else {})
    found = rows(value)
    if "groups" in rule:
        return _of_groups(rule, found, [str(row.get("group")) for row in rows(answers.get(rule["groups"]))])
    return _of_rows(rule, found) if found else NOTHING


def _of_rows(rule: Mapping[str, Any], found: Sequence[Row]) -> Fraction:
    """The share of full rows; where the rule has an `otherwise`, the whole credit for all (or any) full, else that."""
    full = [row for row in found if _is_filled(row, rule["filled"]) and _matches(row, rule.get("where", {}))]
    if "otherwise" not in rule:
        return Fraction(len(full), len(found))
    if full if "any" in rule else len(full) == len(found):
        return WHOLE
    is_enough = all(_is_filled(row, rule.get("otherwise_filled", ())) for row in found)
    return _exact(rule["otherwise"]) if is_enough else NOTHING


def _of_fields(rule: Mapping[str, Any], value: Row) -> Fraction:
    if "percent_in" in rule:
        percent = number(value.get(rule["percent_in"])) or 0
        return min(WHOLE, max(NOTHING, _exact(percent) / 100))
    if "first" in rule and not value.get(rule["first"]):
        return NOTHING
    return sum((_exact(credit) for name, credit in rule["fields"].items() if value.get(name)), NOTHING)


def _of_groups(rule: Mapping[str, Any], found: Sequence[Row], groups: Sequence[str]) -> Fraction:
    """The share of groups that have a full row; a row that leaves `half_without` blank counts half."""
    if not groups:
        return NOTHING
    best = dict.fromkeys(groups, NOTHING)
    for row in found:
        group = str(row.get(rule["column"]))
        if group in best and _is_filled(row, rule["filled"]):
            counts = Fraction(1, 2) if is_blank(row.get(rule["half_without"])) else WHOLE
            best[group] = max(best[group], counts)
    return sum(best.values(), NOTHING) / len(best)


def _is_filled(row: Row, names: Iterable[str]) -> bool:
    return not any(is_unknown(row.get(name)) for name in names)


def _matches(row: Row, wanted: Mapping[str, Any]) -> bool:
    return all(row.get(name) == value for name, value in wanted.items())


def _is_not_relevant(question: Question, value: Any) -> bool:
    return any((option := question.option(word)) is not None and option.na for word in words(value))


def _exact(value: float) -> Fraction:
    """The number that a person wrote, not the binary one nearest to it."""
    return Fraction(str(value))
