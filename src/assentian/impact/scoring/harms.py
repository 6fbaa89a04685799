"""Harms: rows of the registers, the severity and level of each, and what controls and measurements make of it. Pure.

Invariants: a rating that nobody gave counts as the scale's `unknown` (3 of 4) and is named; raising a rating never
lowers a level; a measured rate takes the place of the judged likelihood, upwards and downwards; a control lowers a
residual level only with the grade of proof that the inherent level of the system asks for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from assentian.impact.answering import Answers, Row, number, rows
from assentian.impact.bank.facts import Bank, Kind, Question
from assentian.impact.scoring.exposure import placed
from assentian.standards.vocabulary import ImpactLevel, ProofGrade

RATINGS = ("gravity", "extent", "reversibility", "likelihood")
_NAMES = ("what_happens", "event", "right_or_harm", "harm_type")
_LEVELS = tuple(ImpactLevel)


@dataclass(frozen=True, slots=True)
class Control:
    """`acts_on` is one of the ratings; `grade` the proof behind it (A0 while it is challenged, stale or failed)."""

    name: str
    acts_on: str
    grade: ProofGrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A row as rated without controls. `unknown` names ratings that nobody gave; `measured` is the likelihood that a
    measured rate of this harm shows. A right or harm type stands in `right_or_harm`.
    """

    question: str
    key: str
    position: int
    name: str
    group: str
    right_or_harm: str
    gravity: int
    extent: int
    reversibility: int
    likelihood: int
    unknown: tuple[str, ...]
    is_vulnerable: bool
    is_absolute: bool
    measured: int | None
    controls: tuple[Control, ...]


def harms(bank: Bank, asked: Iterable[Question], answers: Answers) -> tuple[Harm, ...]:
    """Every row of every asked register of harms, in the order of the bank."""
    vulnerable = {str(row.get("group")): bool(row.get("vulnerability_factors")) for row in rows(answers.get("groups"))}
    return tuple(
        _harm(bank, question, position, row, vulnerable)
        for question in asked
        if question.kind is Kind.REGISTER and question.scoring.get("side") != "benefit"
        for position, row in enumerate(rows(answers.get(question.key)))
    )


def severity(bank: Bank, harm: Harm) -> int:
    """1-4: gravity, one step more where the harm is hard to undo, reaches most of a group, or meets vulnerable people.

    A minor harm becomes moderate only where it reaches most or cannot be undone.
    """
    rule = bank.scoring["severity"]
    minor, more = rule["minor"], rule["one_step_more_if"]
    if harm.gravity <= minor["gravity"]:
        is_worse = harm.extent >= minor["if_extent"] or harm.reversibility >= minor["if_reversibility"]
        return int(minor["becomes"]) if is_worse else harm.gravity
    is_aggravated = (
        harm.reversibility >= more["reversibility"]
        or harm.extent >= more["extent"]
        or (more["vulnerable_group"] and harm.is_vulnerable)
    )
    return min(int(rule["most"]), harm.gravity + is_aggravated)


def level(bank: Bank, harm: Harm) -> ImpactLevel:
    """The cell of the matrix, or what a row rule raises it to."""
    told = ImpactLevel(bank.scoring["matrix"][severity(bank, harm) - 1][harm.likelihood - 1])
    return max([told, *(ImpactLevel(rule["then"]) for rule in fired_row_rules(bank, harm))])


def fired_row_rules(bank: Bank, harm: Harm) -> list[Mapping[str, Any]]:
    return [
        rule
        for rule in bank.scoring["row_rules"]
        if harm.is_absolute
        and harm.gravity >= rule["when"]["gravity"]
        and harm.likelihood >= rule["when"]["likelihood"]
    ]


def as_measured(harm: Harm) -> Harm:
    """The row with the likelihood that was measured, where one was."""
    return harm if harm.measured is None else replace(harm, likelihood=harm.measured)


def inherent(bank: Bank, harm: Harm) -> ImpactLevel:
    """The level without controls: as judged, or as measured where that is worse, because then the judgement erred."""
    return max(level(bank, harm), level(bank, as_measured(harm)))


def residual(bank: Bank, harm: Harm, system: ImpactLevel) -> ImpactLevel:
    """The level that controls leave, `system` being the inherent level of the whole system.

    Each control that counts takes one step off what it acts on, two steps for a row at most, chosen so that they help
    most; a measured row takes none off its likelihood. Never more than two levels down, and never below II from IV.
    """
    rule = bank.scoring["residual"]
    start = as_measured(harm)
    needed = ProofGrade(rule["counts_from"][system])
    steps = [
        control.acts_on
        for control in harm.controls
        if control.grade >= needed and not (harm.measured is not None and control.acts_on == "likelihood")
    ]
    most = min(len(steps), int(rule["steps_per_row"]))
    reached = min(level(bank, _lowered(start, taken)) for taken in combinations(_useful(steps, most), most))
    before = inherent(bank, harm)
    lowest = _LEVELS[max(0, _LEVELS.index(before) - int(rule["levels_per_row"]))]
    if before is ImpactLevel.CRITICAL:
        lowest = max(lowest, ImpactLevel(rule["from_critical"]))
    return max(reached, lowest)


def cumulated(bank: Bank, rated: Sequence[tuple[Harm, ImpactLevel]]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The cumulative rules that many rows on one group fire, each with the group. Rows of no group do not add up."""
    groups = {harm.group: harm.is_vulnerable for harm, _ in rated if harm.group}
    for rule in bank.scoring["cumulative_rules"]:
        when = rule["when"]
        counted = Counter(harm.group for harm, found in rated if found >= ImpactLevel(when["at"]))
        for group, is_vulnerable in groups.items():
            if counted[group] >= when["rows"] and (is_vulnerable or not when["vulnerable"]):
                yield rule, group


def _useful(steps: Sequence[str], most: int) -> list[str]:
    """No more of one kind than can be taken at once, so that a hundred controls are judged as fast as two."""
    return [name for name, times in Counter(steps).items() for _ in range(min(times, most))]


def _lowered(harm: Harm, steps: Iterable[str]) -> Harm:
    taken = Counter(steps)
    return replace(harm, **{name: max(1, getattr(harm, name) - times) for name, times in taken.items()})


def _harm(bank: Bank, question: Question, position: int, row: Row, vulnerable: Mapping[str, bool]) -> Harm:
    rated = {name: _rating(row.get(name)) for name in RATINGS if name in question.columns}
    counted = {name: rated.get(name, 1) or int(bank.scales[name]["unknown"]) for name in RATINGS}
    right_or_harm = str(row.get("right_or_harm") or row.get("harm_type") or "")
    right = bank.right(right_or_harm)
    group = str(row.get("group") or ("not named" if "group" in question.columns else ""))
    return Harm(
        question=question.id,
        key=question.key,
        position=position,
        name=next((str(row[name]) for name in _NAMES if row.get(name)), f"row {position + 1}"),
        group=group,
        right_or_harm=right_or_harm,
        unknown=tuple(name for name, value in rated.items() if value is None),
        is_vulnerable=bool(group) and vulnerable.get(group, True),
        is_absolute=right is not None and right.absolute,
        measured=_measured(bank, row.get("measured_per_1000")),
        controls=tuple(_control(told) for told in rows(row.get("controls"))),
        **counted,
    )


def _rating(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value in range(1, 5) else None


def _measured(bank: Bank, per_1000: Any) -> int | None:
    told = number(per_1000)
    return None if told is None else int(placed(bank.scoring["residual"]["measured"]["per_1000"], told))


def _control(told: Row) -> Control:
    """A control that acts on nothing known, or names no grade, counts as planned."""
    acts_on, grade = str(told.get("acts_on")), str(told.get("assurance"))
    is_known = acts_on in RATINGS and grade in set(ProofGrade)
    return Control(str(told.get("name", "")), acts_on, ProofGrade(grade) if is_known else ProofGrade.A0)
