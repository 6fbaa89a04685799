"""One story: what broke, what it set off, who did what about it, each step with its entry in the ledger.

The steps come from the records, their numbers from the ledger. A step whose entry cannot be found is told without one,
never with a guess. What is told of the record behind it (a breach) is what the ledger says happened to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assentian.assurance import queries
from assentian.assurance.models import Nonconformity
from assentian.impact import queries as impact
from assentian.impact.models import TriggerEvent
from assentian.inventory.models import AISystem
from assentian.journal import queries as journal
from assentian.journal.queries import EntryRow
from assentian.web.components.lists import Link, Moment

Entries = Mapping[str, list[EntryRow]]


@dataclass(frozen=True, slots=True)
class Story:
    """`cause` names the record that it begins with; `moments` are in the order of time."""

    title: str
    cause: str
    system: AISystem | None
    nonconformity: Nonconformity | None
    triggers: list[TriggerEvent]
    moments: list[Moment]


def address(organisation: str, nonconformity: Nonconformity) -> str:
    """Where the story of a nonconformity is told: under what caused it, or under itself."""
    table, _, record = (nonconformity.cause or _about(nonconformity)).partition("/")
    return reverse("assurance:story", args=[organisation, table, record])


def open_chains(organisation: str) -> list[tuple[Nonconformity, str]]:
    """What broke and is not closed yet, newest first, each with the address of its story. One query."""
    return [(found, address(organisation, found)) for found in queries.open_chains(organisation)]


def of(organisation: str, cause: str) -> Story | None:
    """The story that begins with a record; None where it set nothing off. Four queries at most."""
    found = queries.by_cause(organisation, cause) or queries.itself(organisation, cause)
    triggers = impact.triggers_by_cause(organisation, cause)
    if found is None and not triggers:
        return None
    versions = [trigger.assessment for trigger in triggers if trigger.assessment]
    about = [cause, *map(_about, triggers), *map(_about, versions), *([_about(found)] if found else [])]
    entries = journal.entries_about(organisation, about)
    moments = [*_caused(organisation, cause, entries)] if found is None or found.cause else []
    for trigger in triggers:
        moments += _triggered(organisation, trigger, entries)
    if found is not None:
        moments += _handled(organisation, found, entries)
    return Story(
        title=found.title if found else triggers[0].reason,
        cause=cause,
        system=found.system if found else triggers[0].system,
        nonconformity=found,
        triggers=triggers,
        moments=sorted(moments, key=lambda moment: moment.at.timestamp() if moment.at else 0),
    )


def _caused(organisation: str, cause: str, entries: Entries) -> Iterable[Moment]:
    """What the ledger says of the record behind it: its first entry opened the story, later ones changed it."""
    for place, entry in enumerate(entries.get(cause, [])):
        title = f"{entry.title} opened" if place == 0 else f"{entry.title}: {entry.act}"
        status = "breached" if place == 0 else ""
        yield Moment(title, entry.at, status=status, links=_entry(organisation, entry))


def _triggered(organisation: str, trigger: TriggerEvent, entries: Entries) -> Iterable[Moment]:
    url = reverse("impact:assessment", args=[organisation, trigger.system.slug])
    own = entries.get(_about(trigger), [])
    yield Moment(
        f"Impact assessment to be reviewed, {trigger.rule}",
        trigger.at,
        f"{trigger.reason} {trigger.get_trigger_class_display()}: answer due {trigger.due_at:%Y-%m-%d}.",
        url=url,
        status="reopened",
        links=_first(organisation, own),
    )
    if trigger.answered_at:
        name = trigger.answered_by.name if trigger.answered_by else ""
        text = f"{name}: {trigger.note}"
        links = _changed(organisation, own, {"answer trigger", "approve impact assessment"})
        yield Moment(trigger.get_answer_display(), trigger.answered_at, text, url=url, status="signed", links=links)


def _handled(organisation: str, found: Nonconformity, entries: Entries) -> Iterable[Moment]:
    url, own = reverse("assurance:detail", args=[organisation, found.number]), entries.get(_about(found), [])
    text = f"{found.title}. Owner: {found.owner.name}; due {found.due_at:%Y-%m-%d}."
    opened = _first(organisation, own)
    yield Moment(f"Nonconformity {found} raised", found.opened_at, text, url=url, status="open", links=opened)
    if found.corrected_at:
        told = f"{_name(found.corrected_by)}: {found.correction} Cause: {found.root_cause}"
        links = _changed(organisation, own, {"correct nonconformity"})
        yield Moment(f"{found} corrected", found.corrected_at, told, url=url, status="corrected", links=links)
    if found.closed_at:
        told = f"{_name(found.closed_by)}: {found.effectiveness}"
        links = _changed(organisation, own, {"close nonconformity"})
        yield Moment(f"{found} closed", found.closed_at, told, url=url, status="closed", links=links)


def _about(record: Any) -> str:
    return f"{record._meta.db_table}/{record.pk}"


def _name(person: Any) -> str:
    return str(person) if person else "somebody"


def _first(organisation: str, own: list[EntryRow]) -> tuple[Link, ...]:
    return _entry(organisation, own[0]) if own else ()


def _changed(organisation: str, own: list[EntryRow], acts: set[str]) -> tuple[Link, ...]:
    """The newest entry that one of these acts left; only a change counts, not the row's creation."""
    found = [entry for entry in own if entry.act in acts and entry.kind == "changed"]
    return _entry(organisation, found[-1]) if found else ()


def _entry(organisation: str, entry: EntryRow) -> tuple[Link, ...]:
    return (Link(f"Ledger entry {entry.seq}", reverse("journal:entry", args=[organisation, entry.seq])),)
