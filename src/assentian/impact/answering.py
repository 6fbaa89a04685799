"""What an answer says: blank, unknown, chosen words, rows; and which questions are asked because of it. Pure.

Invariants: an answer that is absent, `None` or an empty text is blank, and a blank answer is unknown; an empty list
says "none" where a question says what none counts, and is blank elsewhere. A hidden question is treated as if it did
not exist, so the answer that it once had shows nothing and hides nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assentian.impact.bank.facts import UNKNOWN, Bank, Depth, Question
from assentian.standards.vocabulary import ImpactLevel

Answers = Mapping[str, Any]
"""Key of a question to its answer: a word, words, a number, rows (mappings), or a mapping with a reviewer's grade."""
Row = Mapping[str, Any]


def is_blank(value: Any) -> bool:
    return value is None or value == ""


def is_unknown(value: Any) -> bool:
    """Whether nobody knows: blank counts as much as the word."""
    return is_blank(value) or value == UNKNOWN


def words(value: Any) -> tuple[str, ...]:
    """The chosen words of an answer; a blank one says `unknown`."""
    if is_unknown(value):
        return (UNKNOWN,)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def rows(value: Any) -> Sequence[Row]:
    """The rows of a table; none where it has not been answered."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def visible(bank: Bank, answers: Answers, level: ImpactLevel | None, depth: Depth = Depth.CORE) -> tuple[Question, ...]:
    """The questions that are asked, in the order of the bank.

    `level` is the provisional inherent level, None while there is none. At the depth of a screening only screening
    questions are asked. Conditions look backwards only, and only at questions that are asked themselves.
    """
    shown: dict[str, Question] = {}
    for question in bank.questions:
        is_deeper = depth is Depth.SCREENING and question.depth is not Depth.SCREENING
        if is_deeper or not (question.show_if is None or _holds(question.show_if, shown, answers, level)):
            continue
        shown[question.key] = question
    return tuple(shown.values())


def _holds(
    condition: Mapping[str, Any], shown: Mapping[str, Question], answers: Answers, level: ImpactLevel | None
) -> bool:
    if "all" in condition:
        return all(_holds(part, shown, answers, level) for part in condition["all"])
    if "any" in condition:
        return any(_holds(part, shown, answers, level) for part in condition["any"])
    if "level_gte" in condition:
        return level is not None and level >= ImpactLevel(condition["level_gte"])
    if condition["q"] not in shown:
        return False
    wanted = condition.get("in") or condition["any_of"]
    return any(word in wanted for word in words(answers.get(condition["q"])))
