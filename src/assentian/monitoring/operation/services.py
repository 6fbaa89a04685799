"""The verbs of operation: record periods, incidents and cases, and add to the timeline of an incident.

A batch is recorded whole or not at all. The same row again changes nothing; a row that only closes what stands open
closes it; any other difference from what stands is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from assentian.accounts.rules import Actor
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.monitoring.events import recorded
from assentian.monitoring.models import Case, Incident, IncidentEntry, OperationPeriod
from assentian.monitoring.operation import rows as arriving
from assentian.monitoring.operation.rows import LONGEST_TEXT, NewCase, NewIncident, NewPeriod
from assentian.monitoring.rows import RowError, RowsError
from assentian.monitoring.services import MonitoringError, Recorded

_CLOSING = frozenset({"closed_at", "outcome"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of record: its model, the fields that name one of a system, what can be wrong with a row."""

    model: type[Any]
    verb: str
    key: tuple[str, ...]
    problem: Callable[[Any, datetime], str]

    def key_of(self, one: Any) -> tuple[Any, ...]:
        return tuple(getattr(one, name) for name in self.key)


_PERIOD = _Kind(OperationPeriod, "record operation", ("end",), arriving.of_period)
_INCIDENT = _Kind(Incident, "record incidents", ("reference",), arriving.of_incident)
_CASE = _Kind(Case, "record cases", ("kind", "reference"), arriving.of_case)
_KINDS: dict[type, _Kind] = {NewPeriod: _PERIOD, NewIncident: _INCIDENT, NewCase: _CASE}

Rows = Sequence[NewPeriod] | Sequence[NewIncident] | Sequence[NewCase]


def record(actor: Actor, system: AISystem, rows: Rows) -> Recorded:
    """Record all of `rows`, of one kind, or, when any is wrong, none: `RowsError` names each wrong row and why."""
    actor.require("operation.record")
    if not rows:
        return Recorded(0, 0)
    kind = _KINDS[type(rows[0])]
    try:
        with act(actor.organisation, actor.name, kind.verb), transaction.atomic():
            return _record(kind, system, rows)
    except IntegrityError:
        raise RowsError([RowError(0, "somebody sent one of these at the same moment; send again")]) from None


def check(system: AISystem, rows: Rows) -> list[RowError]:
    """What would be refused of `rows`, without recording any. One query."""
    if not rows:
        return []
    kind = _KINDS[type(rows[0])]
    return _wrong(kind, rows, _standing(kind, system, rows))


def add_entry(actor: Actor, incident: Incident, at: datetime, text: str) -> IncidentEntry:
    """Add a line to the timeline of an incident, closed ones included: what is learnt later belongs there."""
    actor.require("operation.record")
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise MonitoringError("text", f"say what was done or found, in at most {LONGEST_TEXT} characters")
    if at > now() or at < incident.happened_at:
        raise MonitoringError("at", "an entry lies between the incident and now")
    with act(actor.organisation, actor.name, "add to incident"):
        return IncidentEntry.objects.create(
            organisation_id=actor.organisation,
            incident=incident,
            at=at,
            text=text,
            recorded_by_id=actor.user_id,
            recorded_at=now(),
        )


Standing = dict[tuple[Any, ...], Any]


def _record(kind: _Kind, system: AISystem, rows: Sequence[Any]) -> Recorded:
    standing = _standing(kind, system, rows)
    if errors := _wrong(kind, rows, standing):
        raise RowsError(errors)
    moment, made, closed = now(), [], []
    for row in rows:
        kept = standing.get(kind.key_of(row))
        if kept is None:
            values = arriving.values(row)
            made.append(kind.model(organisation_id=system.organisation_id, system=system, recorded_at=moment, **values))
        elif differing := _differing(kept, row):
            for name, value in differing.items():
                setattr(kept, name, value)
            kept.save()
            closed.append(kept)
    kind.model.objects.bulk_create(made)
    recorded(system, [*made, *closed])
    new = len(made) + len(closed)
    return Recorded(new, len(rows) - new)


def _standing(kind: _Kind, system: AISystem, rows: Sequence[Any]) -> Standing:
    found = kind.model.objects.of(system.organisation_id).filter(
        system=system, **{f"{kind.key[-1]}__in": {getattr(row, kind.key[-1]) for row in rows}}
    )
    return {kind.key_of(one): one for one in found}


def _wrong(kind: _Kind, rows: Sequence[Any], standing: Standing) -> list[RowError]:
    errors, seen, moment = [], set(), now()
    for number, row in enumerate(rows):
        key = kind.key_of(row)
        wrong = kind.problem(row, moment)
        kept = standing.get(key)
        if not wrong and key in seen:
            wrong = "an earlier row says the same one"
        elif not wrong and kept is not None and (differing := _differing(kept, row)):
            is_closing = getattr(kept, "closed_at", moment) is None and differing.keys() <= _CLOSING
            if not is_closing:
                wrong = f"it stands already, and its {min(differing)} differs"
        seen.add(key)
        if wrong:
            errors.append(RowError(number, wrong))
    return errors


def _differing(kept: Any, row: Any) -> dict[str, Any]:
    return {name: value for name, value in arriving.values(row).items() if getattr(kept, name) != value}
