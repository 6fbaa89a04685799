"""Floors: the least level that answers about exposure allow, whatever the rows say. Pure.

Each rule of the bank says `when` in few words, which are read here: `at_least` and `among` speak of dimensions, the
others of one question. All that a rule says must hold. A rule with words that are not known here does not load.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.impact.answering import Answers, is_unknown, rows, words
from assentian.impact.bank.facts import UNKNOWN, Bank, Depth
from assentian.impact.scoring.exposure import Exposure, dimensions
from assentian.standards.vocabulary import ImpactLevel


@dataclass(frozen=True, slots=True)
class Floor:
    """A fired rule: the least level, why, and the answers behind it, as `automation=decides`."""

    rule: str
    level: ImpactLevel
    say: str
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What floors look at. `answers` are those of asked questions only."""

    bank: Bank
    depth: Depth
    answers: Answers
    exposures: Sequence[Exposure]
    points: Mapping[str, int]


def floors(bank: Bank, depth: Depth, answers: Answers, found: Sequence[Exposure]) -> Iterator[Floor]:
    """The rules that fire, in the order of the bank. `answers` are those of asked questions only."""
    facts = Facts(bank, depth, answers, found, dimensions(bank, found))
    for rule in bank.scoring["floors"]:
        told = [_READ[word](facts, rule["when"]) for word in rule["when"] if word in _READ]
        if all(behind is not None for behind in told):
            behind = dict.fromkeys(one for found_behind in told for one in found_behind or ())
            yield Floor(rule["id"], ImpactLevel(rule["then"]), rule["say"], tuple(behind))


def _at_least(facts: Facts, when: Mapping[str, Any]) -> list[str] | None:
    wanted = when["at_least"]
    if any(facts.points[dimension] < points for dimension, points in wanted.items()):
        return None
    return _behind(facts, wanted)


def _among(facts: Facts, when: Mapping[str, Any]) -> list[str] | None:
    reached = {
        name: when["points"]
        for name in facts.bank.scoring["exposure"][when["among"]]
        if facts.points[name] >= when["points"]
    }
    return _behind(facts, reached) if len(reached) >= when["count"] else None


def _chosen(facts: Facts, when: Mapping[str, Any]) -> list[str] | None:
    value = facts.answers.get(when["chosen"])
    found = [] if is_unknown(value) else [word for word in words(value) if word not in (*when["except"], UNKNOWN)]
    return [f"{when['chosen']}={word}" for word in found] or None


def _unknown(facts: Facts, when: Mapping[str, Any]) -> list[str] | None:
    found = [f"{one.key}=unknown" for one in facts.exposures if one.unknown]
    return found if len(found) >= when["unknown_exposures"] else None


def _table(facts: Facts, when: Mapping[str, Any]) -> list[str] | None:
    held = [row for row in rows(facts.answers.get(when["table"])) if row.get(when["column"]) == when["holds"]]
    return [f"{when['table']}={row.get('right', when['holds'])}" for row in held] or None


def _without_row(facts: Facts, when: Mapping[str, Any]) -> list[str] | None:
    """A group that is listed and has no row; no group at all counts as one whom nobody looked at."""
    if facts.depth is Depth.SCREENING or facts.points["effect"] < when["effect"]:
        return None
    listed = [str(row.get("group")) for row in rows(facts.answers.get(when["groups"]))]
    rated = {str(row.get("group")) for row in rows(facts.answers.get(when["group_without_row"]))}
    missing = [f"{when['groups']}={group}" for group in listed if group not in rated]
    return missing or (None if listed else [f"{when['groups']}=none listed"])


def _behind(facts: Facts, reached: Mapping[str, int]) -> list[str]:
    return [
        f"{one.key}={','.join(words(facts.answers.get(one.key)))}" if _is_short(facts.answers.get(one.key)) else one.key
        for one in facts.exposures
        if one.points >= reached.get(one.dimension, 5)
    ]


def _is_short(value: Any) -> bool:
    """Whether an answer can be quoted; the rows of a table are too long."""
    return not rows(value) and value != []


_READ: Mapping[str, Callable[[Facts, Mapping[str, Any]], list[str] | None]] = {
    "at_least": _at_least,
    "among": _among,
    "chosen": _chosen,
    "unknown_exposures": _unknown,
    "table": _table,
    "group_without_row": _without_row,
}
