"""What is wrong with answers: words that are no choice, columns that do not exist, ratings beyond a scale. Pure.

Invariant: answers without a complaint can be scored, and every word in them counts. A blank answer is never wrong.
Does not: judge whether an answer is true; measurements do that (`impact.challenges`).
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import Any

from assentian.impact.answering import Answers, Row, is_blank, number, rows
from assentian.impact.bank.facts import UNKNOWN, Bank, Kind, Question
from assentian.impact.scoring.harms import RATINGS
from assentian.standards.vocabulary import ProofGrade

Place = tuple[str | int, ...]
Complaint = tuple[Place, str]
MEASURED = "measured_per_1000"
_CONTROL = ("name", "acts_on", "assurance")
_NO_COLUMNS = ("controls", MEASURED)


def complaints(bank: Bank, answers: Answers) -> Iterator[Complaint]:
    """Every complaint, with its place in the answers, as in `("impact_register", 0, "gravity")`."""
    keys = [question.key for question in bank.questions]
    for key, value in answers.items():
        if key not in keys:
            yield (key,), f"there is no such question; {nearest(key, keys)}"
        elif not is_blank(value):
            for place, problem in _of_answer(bank, bank.question(key), value, answers):
                yield (key, *place), problem


def nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"expected one of {', '.join(known)}"


def _of_answer(bank: Bank, question: Question, value: Any, answers: Answers) -> Iterator[Complaint]:
    if value == UNKNOWN:
        if not question.allow_unknown:
            yield (), "this question must be answered"
    elif question.type in {"single", "multi"}:
        yield from _of_choice(question, value)
    elif question.kind is Kind.MITIGATION and isinstance(value, Mapping) and "credit" in value:
        if (credit := number(value["credit"])) is None or not 0 <= credit <= 1:
            yield ("credit",), "expected a reviewer's grade from 0 to 1"
    elif question.type == "table":
        yield from _of_table(bank, question, value, answers)
    else:
        yield from _of_value(question, value)


def _of_value(question: Question, value: Any) -> Iterator[Complaint]:
    """A number, fields or a text; a metric that earns nothing may be told in any form."""
    if question.type == "number" or (question.type == "metric" and question.kind is Kind.MITIGATION):
        told = number(value)
        if told is None or not isfinite(told) or told < 0:
            yield (), "expected a number, 0 or more"
    elif question.type == "evidence" and not isinstance(value, Mapping):
        yield (), f"expected fields, as {_example(question)}"
    elif question.type == "text" and not isinstance(value, str | Mapping):
        yield (), "expected a text"


def _of_choice(question: Question, value: Any) -> Iterator[Complaint]:
    known = [option.value for option in question.options]
    if question.type == "single":
        if not isinstance(value, str):
            yield (), f"expected one of {', '.join(known)}"
        elif value not in known:
            yield (), f"{value!r} is no choice; {nearest(value, known)}"
        return
    if not isinstance(value, list | tuple):
        yield (), f"expected a list of choices, as [{known[0]}]"
        return
    for position, word in enumerate(value):
        if word not in known and not (word == UNKNOWN and question.allow_unknown):
            yield (position,), f"{word!r} is no choice; {nearest(str(word), known)}"
    if "none" in value and len(value) > 1:
        yield (), "'none' stands alone"


def _of_table(bank: Bank, question: Question, value: Any, answers: Answers) -> Iterator[Complaint]:
    if not isinstance(value, list | tuple):
        yield (), f"expected rows, each with some of {', '.join(question.columns)}"
        return
    for position, row in enumerate(value):
        if not isinstance(row, Mapping):
            yield (position,), f"expected a row with some of {', '.join(question.columns)}"
            continue
        for place, problem in _of_row(bank, question, row, answers):
            yield (position, *place), problem


def _of_row(bank: Bank, question: Question, row: Row, answers: Answers) -> Iterator[Complaint]:
    is_harm = question.kind is Kind.REGISTER and question.scoring.get("side") != "benefit"
    known = [*question.columns, *(_NO_COLUMNS if is_harm else ())]
    for column, value in row.items():
        if column not in known:
            yield (column,), f"there is no such column; {nearest(column, known)}"
        elif not is_blank(value):
            yield from _of_cell(bank, question, column, value)
    if is_harm and "group" in question.columns and not is_blank(row.get("group")):
        listed = [str(one.get("group")) for one in rows(answers.get("groups"))]
        if str(row["group"]) not in listed:
            yield ("group",), f"is no group of `groups`; {nearest(str(row['group']), listed or ['(none is listed)'])}"


def _of_cell(bank: Bank, question: Question, column: str, value: Any) -> Iterator[Complaint]:
    """A cell whose words or numbers are known; others are free text."""
    words = _words(bank, question)
    if column in RATINGS and question.kind is Kind.REGISTER:
        if value != UNKNOWN and (not isinstance(value, int) or value not in range(1, 5)):
            yield (column,), "expected 1, 2, 3, 4 or unknown"
    elif column == MEASURED:
        if (rate := number(value)) is None or not 0 <= rate <= 1000:  # noqa: PLR2004  in a thousand
            yield (column,), "expected how many in 1 000 decisions, the upper 95 % bound, from 0 to 1000"
    elif column == "controls" and question.kind is Kind.REGISTER:
        yield from _of_controls(value)
    elif column in words:
        for word in value if isinstance(value, list | tuple) else [value]:
            if word not in words[column]:
                yield (column,), f"{word!r} is no such word; {nearest(str(word), words[column])}"


def _of_controls(value: Any) -> Iterator[Complaint]:
    if not isinstance(value, list | tuple):
        yield ("controls",), "expected rows with name, acts_on and assurance"
        return
    for position, control in enumerate(value):
        where: Place = ("controls", position)
        if not isinstance(control, Mapping) or set(control) - set(_CONTROL):
            yield where, "expected name, acts_on and assurance"
        elif control.get("acts_on") not in RATINGS:
            yield (*where, "acts_on"), f"expected one of {', '.join(RATINGS)}"
        elif control.get("assurance") not in list(ProofGrade):
            yield (*where, "assurance"), f"expected one of {', '.join(ProofGrade)}"


def _words(bank: Bank, question: Question) -> Mapping[str, list[str]]:
    """Columns of a question that hold words of a list."""
    if question.key == "rights_screen":
        effects = [word for word in question.scoring["points_by"] if word != "column"]
        return {"right": [right.id for right in bank.rights], "effect": effects}
    if question.key == "groups":
        return {"vulnerability_factors": list(bank.vulnerabilities)}
    return {
        "right_or_harm": [*(right.id for right in bank.rights), *bank.harms],
        "harm_type": list(bank.harms),
        "benefit_type": list(bank.benefits),
    }


def _example(question: Question) -> str:
    rule = question.scoring.get("credit", {})
    names = [rule["percent_in"]] if "percent_in" in rule else list(rule.get("fields", ()))
    return f"{{{', '.join(f'{name}: ...' for name in names)}}}"
