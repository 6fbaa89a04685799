"""What differs between two records of the statement, and which lines of the approved one have lapsed. Pure.

Invariant: a line lapses when what was decided of it, or what showed it, is no longer as it was approved. What shows it
better than before, or a threat more for a control that is applicable anyway, lapses nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from assentian.controls.statement.rules import Record, number_of
from assentian.standards.vocabulary import Standing

_DECIDED = ("applicable", "reason", "status", "how")
_COMPARED = (*_DECIDED, "needs")
_WORSE = {Standing.STALE: 1, Standing.FAILING: 2}
_LONGEST_WORD = 20
_NAMES = {"how": "how it is done", "needs": "what names it"}


@dataclass(frozen=True, slots=True)
class Change:
    """A line that differs: `word` is added, removed or changed; `fields` are (name, before, after).

    `scope` is the name of the AI system that the line is for, `system` its key; both are empty for the organisation.
    """

    word: str
    control: str
    title: str
    scope: str
    system: str
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def id(self) -> str:
        return number_of(self.control)

    @property
    def told(self) -> str:
        """What changed, in a phrase: short values as they were and are, long ones by name."""
        return "; ".join(_told(*one) for one in self.fields) or self.word


def changes(before: Record | None, after: Record) -> list[Change]:
    """Every line of `after` that is new or says something else than in `before`, then those that are gone."""
    return _compared(before, after, lambda old, new: [name for name in _COMPARED if old[name] != new[name]])


def lapsed(approved: Record, now: Record) -> list[Change]:
    """The lines on which the approval no longer rests: decided otherwise, shown worse, or left out and needed since."""
    return _compared(approved, now, _no_longer)


def decided_otherwise(approved: Record, now: Record) -> list[Change]:
    """The lines that people decided otherwise since, or that are new or gone, whatever shows them."""
    return _compared(approved, now, lambda old, new: [name for name in _DECIDED if old[name] != new[name]])


def _no_longer(old: Record, new: Record) -> list[str]:
    found = [name for name in _DECIDED if old[name] != new[name]]
    if not new["applicable"] and set(new["needs"]) - set(old["needs"]):
        found.append("needs")
    if _WORSE.get(new["standing"], 0) > _WORSE.get(old["standing"], 0):
        found.append("standing")
    return found


def _compared(before: Record | None, after: Record, differs: Callable[[Record, Record], list[str]]) -> list[Change]:
    old = _by_place(before["lines"] if before else ())
    new = _by_place(after["lines"])
    found = []
    for place, line in new.items():
        if place not in old:
            found.append(_change("added", line))
        elif fields := differs(old[place], line):
            found.append(_change("changed", line, [(name, old[place][name], line[name]) for name in fields]))
    return found + [_change("removed", line) for place, line in old.items() if place not in new]


def _by_place(lines: Iterable[Record]) -> dict[tuple[str, str], Record]:
    return {(line["control"], line["scope"]): line for line in lines}


def _change(word: str, line: Record, fields: Iterable[tuple[str, Any, Any]] = ()) -> Change:
    told = tuple((name, said(name, old), said(name, new)) for name, old, new in fields)
    return Change(word, line["control"], line["title"], line["scope_name"], line["scope"], told)


def _told(name: str, before: str, after: str) -> str:
    is_short = max(len(before), len(after)) <= _LONGEST_WORD
    return f"{before or 'nothing'} → {after or 'nothing'}" if is_short else f"{_NAMES.get(name, name)} changed"


def said(name: str, value: Any) -> str:
    """A value of a record's line in words."""
    if name == "applicable":
        return "Applicable" if value else "Not applicable"
    if name == "status":
        return status_word(value)
    if name == "standing":
        return Standing(value).label
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def status_word(status: str) -> str:
    return status.replace("_", " ").capitalize() if status else "Not started"
