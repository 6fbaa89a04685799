"""Whether an event meets a condition of a rule, told as the sentence that says so. Pure.

A fact that an event does not tell meets nothing. Times are the event's own, so judging it again decides the same.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from assentian.impact.answering import number, rows, words
from assentian.impact.bank.facts import UNKNOWN
from assentian.impact.triggers.facts import Approved, Event
from assentian.standards.vocabulary import ImpactLevel

Condition = Mapping[str, Any]
RELEASE = frozenset({
    "plan_row", "before_test_passed", "changed_outcomes", "in_a_group", "security_patch", "regression_passed",
    "legal_note", "new_source", "new_purpose", "provenance_fell", "group_share_moved", "release",
})  # fmt: skip
"""Facts that say how a change was made or how grave it is, not what is so now."""


def met(condition: Condition, event: Event, approved: Approved) -> str:
    """What meets the condition, in words; empty where it is not met."""
    if "any" in condition:
        return next(filter(None, (met(part, event, approved) for part in condition["any"])), "")
    if "all" in condition:
        told = [met(part, event, approved) for part in condition["all"]]
        return ", ".join(told) if all(told) else ""
    if (windows := condition.get("windows")) and (number(event.facts.get("windows")) or 0) < windows:
        return ""
    said = _OPERATORS[condition["op"]](condition, event, approved)
    return f"{said} in {windows} windows in a row" if said and windows else said


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the last day of a month that is shorter."""
    year, month = divmod(moment.month - 1 + months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=moment.year + year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=moment.year + year, month=month + 1)


def _changed(_condition: Condition, event: Event, approved: Approved) -> str:
    """Any fact that the approved version told otherwise, or that is new beside it."""
    before = _flat(approved.facts.get(event.source, {}))
    after = {name: told for name, told in _flat(event.facts).items() if name not in RELEASE}
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    if not after or not names:
        return ""
    return "; ".join(f"{name}: {_short(before.get(name))} -> {_short(after.get(name))}" for name in names)


def _changed_fields(condition: Condition, event: Event, _approved: Approved) -> str:
    named = [str(name) for name in event.facts.get("fields", ()) if name in condition["fields"]]
    return f"changed: {', '.join(name.replace('_', ' ') for name in named)}" if named else ""


def _is(condition: Condition, event: Event, _approved: Approved) -> str:
    held = event.facts.get(condition["fact"]) is condition["value"]
    told = condition["fact"].replace("_", " ")
    return (told if condition["value"] else f"not {told}") if held else ""


def _compared(is_met: Callable[[float, float], bool], word: str) -> Callable[[Condition, Event, Approved], str]:
    def compare(condition: Condition, event: Event, _approved: Approved) -> str:
        value = number(event.facts.get(condition["fact"]))
        if value is None or not is_met(value, condition["value"]):
            return ""
        return f"{condition['fact'].replace('_', ' ')} {value:g} is {word} {condition['value']:g}"

    return compare


def _one_of(condition: Condition, event: Event, _approved: Approved) -> str:
    told = str(event.facts.get(condition["fact"], ""))
    return f"{condition['fact']} is {told}" if told in condition["value"] else ""


def _not_subset(condition: Condition, event: Event, approved: Approved) -> str:
    """Names that the approved version does not know; with shares, those of the least share in percent or more."""
    known = _names(approved.facts.get(event.source, {}).get(condition["fact"], ()))
    told = event.facts.get(condition["fact"], ())
    if isinstance(told, Mapping):
        told = [name for name, share in told.items() if share >= condition.get("at_least", 0)]
    new = [str(name) for name in told if str(name) not in known]
    return f"not known when it was approved: {', '.join(new)}" if new else ""


def _times_approved(condition: Condition, event: Event, approved: Approved) -> str:
    before = number(approved.facts.get(event.source, {}).get(condition["fact"]))
    value = number(event.facts.get(condition["fact"]))
    if before is None or value is None or value <= condition["value"] * before:
        return ""
    return f"{value:g} is more than {condition['value']:g} times the {before:g} that was approved"


def _exposure(condition: Condition, _event: Event, approved: Approved) -> str:
    points = approved.points.get(condition["dimension"], 0)
    return f"{condition['dimension']} is {points} of 4" if points >= condition["value"] else ""


def _level(condition: Condition, _event: Event, approved: Approved) -> str:
    return f"level {approved.level}" if approved.level >= ImpactLevel(condition["value"]) else ""


def _vulnerable(condition: Condition, event: Event, approved: Approved) -> str:
    group = str(event.facts.get(condition["fact"], ""))
    known = {name.casefold() for name in approved.vulnerable}
    return f"{group} is a vulnerable group" if group.casefold() in known else ""


def _concerns(condition: Condition, event: Event, approved: Approved) -> str:
    """A match with an approved answer; an answer that nobody gave is matched by everything."""
    told = _names(event.facts.get(condition["fact"], ()))
    answers = [approved.answers.get(key) for key in condition["questions"]]
    held = {word for answer in answers for word in (*words([] if rows(answer) else answer), *_cells(rows(answer)))}
    matched = sorted(told & held) or (sorted(told) if UNKNOWN in held else [])
    return f"concerns {', '.join(word.replace('_', ' ') for word in matched)}" if matched else ""


def _review_due(_condition: Condition, event: Event, approved: Approved) -> str:
    due = min(filter(None, (approved.due, months_after(approved.at, approved.review_months))))
    return f"approved on {approved.at:%Y-%m-%d}, to be reviewed by {due:%Y-%m-%d}" if event.at >= due else ""


def _cumulated(condition: Condition, _event: Event, approved: Approved) -> str:
    """Small changes since the approval: how many, and how far all of them may have moved outcomes."""
    changes = len(approved.small)
    outcomes = max(sum(one.changed_outcomes for one in approved.small), 0)
    group = max(sum(one.in_a_group for one in approved.small), 0)
    if changes >= condition["changes"]:
        return f"{changes} small changes since the approval"
    if outcomes > condition["changed_outcomes"]:
        return f"small changes moved up to {outcomes:g} % of outcomes since the approval"
    if group > condition["in_a_group"]:
        return f"small changes moved up to {group:g} % of the outcomes of one group since the approval"
    return ""


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by name; of a fact that holds several by name, those."""
    found: dict[str, Any] = {}
    for name, told in facts.items():
        found |= told if isinstance(told, Mapping) else {name: told}
    return found


def _names(told: Any) -> set[str]:
    return {str(name) for name in told} if isinstance(told, Iterable) and not isinstance(told, str) else {str(told)}


def _cells(table: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(value) for row in table for value in row.values()}


def _short(value: Any) -> str:
    text = "not told" if value is None else str(value)
    return f"{text[:19]}…" if len(text) > 20 else text  # noqa: PLR2004  enough of a digest to compare by eye


_OPERATORS: Mapping[str, Callable[[Condition, Event, Approved], str]] = {
    "changed": _changed,
    "changed_fields": _changed_fields,
    "is": _is,
    "above": _compared(lambda value, limit: value > limit, "above"),
    "below": _compared(lambda value, limit: value < limit, "below"),
    "at_least": _compared(lambda value, limit: value >= limit, "at least"),
    "one_of": _one_of,
    "not_subset": _not_subset,
    "times_approved": _times_approved,
    "exposure": _exposure,
    "level": _level,
    "vulnerable": _vulnerable,
    "concerns": _concerns,
    "review_due": _review_due,
    "cumulated": _cumulated,
}
