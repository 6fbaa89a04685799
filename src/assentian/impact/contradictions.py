"""When a measurement contradicts an answer: the few words in which questions say it. Pure.

A number contradicts by the bound of its interval that lies nearest the limit, where it has one. Shapes: rows are lists
of mappings; a finding is special by `special`, a change unreleased without `release`, an incident has a `severity` of
1-4 and perhaps a `group`, a complaint a `topic`; a tested group is a text, an intersection a list of several.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from assentian.impact.answering import number, rows
from assentian.impact.bank.facts import Auto
from assentian.impact.measurement import Measurement

Contradicts = Callable[[Auto, Any, Measurement, datetime], bool]


def _below(auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    value = number(measured.value if measured.upper is None else measured.upper)
    return value is not None and value < auto.when["value"]


def _above(auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    value = number(measured.value if measured.lower is None else measured.lower)
    return value is not None and value > auto.when["value"]


def _is(auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    return measured.value is auto.when["value"]


def _times_answer(auto: Auto, answer: Any, measured: Measurement, _now: datetime) -> bool:
    value, told = number(measured.value), number(answer)
    return value is not None and told is not None and value * auto.per_year > auto.when["value"] * told


def _older(auto: Auto, _answer: Any, measured: Measurement, now: datetime) -> bool:
    value = measured.value
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return False
    value = value.date() if isinstance(value, datetime) else value
    return isinstance(value, date) and (now.date() - value).days > auto.when["value"]


def _not_subset(_auto: Auto, answer: Any, measured: Measurement, _now: datetime) -> bool:
    told = {str(value) for row in rows(answer) for value in row.values()}
    return any(str(name) not in told for name in _list(measured.value))


def _unreleased(_auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    return any(not row.get("release") for row in rows(measured.value))


def _graver(_auto: Auto, answer: Any, measured: Measurement, _now: datetime) -> bool:
    """An incident more severe than every row of its group, or than every row where it names none."""
    for incident in rows(measured.value):
        group = incident.get("group")
        rated = [number(row.get("gravity")) or 0 for row in rows(answer) if group in {None, row.get("group")}]
        if (number(incident.get("severity")) or 0) > max(rated, default=0):
            return True
    return False


def _topic(_auto: Auto, answer: Any, measured: Measurement, _now: datetime) -> bool:
    known = {row.get("right_or_harm") for row in rows(answer)}
    return any(row.get("topic") not in known for row in rows(measured.value) if row.get("topic"))


def _not_better(_auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    value = number(measured.value)
    return value is not None and measured.baseline is not None and value <= measured.baseline


def _special_unlisted(_auto: Auto, answer: Any, measured: Measurement, _now: datetime) -> bool:
    listed = {row.get("attribute") for row in rows(answer)}
    return any(row.get("special") and row.get("column") not in listed for row in rows(measured.value))


def _no_intersection(_auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    tested = _list(measured.value)
    return bool(tested) and not any(isinstance(group, list | tuple) and len(group) > 1 for group in tested)


def _any_found(_auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    return bool(rows(measured.value))


def _special_found(_auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    return any(row.get("special") for row in rows(measured.value))


def _none_in_window(_auto: Auto, _answer: Any, measured: Measurement, _now: datetime) -> bool:
    return number(measured.value) == 0 or (isinstance(measured.value, list | tuple) and not measured.value)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


OPERATORS: Mapping[str, Contradicts] = {
    "lt": _below,
    "gt": _above,
    "is": _is,
    "gt_answer_times": _times_answer,
    "older_than_days": _older,
    "not_subset_of_answer": _not_subset,
    "changed_without_release": _unreleased,
    "severity_gt_row": _graver,
    "topic_without_row": _topic,
    "not_better_than_baseline": _not_better,
    "special_category_not_listed": _special_unlisted,
    "no_intersections": _no_intersection,
    "any_found": _any_found,
    "special_found": _special_found,
    "zero_in_window": _none_in_window,
}
"""The words of `when` in the question bank, each with what it looks at."""
