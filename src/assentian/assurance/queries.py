"""Reads of nonconformities, shaped for pages, gates and proofs. Each names its fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from assentian.assurance import rules
from assentian.assurance.choices import NonconformityState
from assentian.assurance.models import Nonconformity
from assentian.inventory.gates import Reason
from assentian.inventory.models import AISystem
from assentian.standards.vocabulary import Stage

LONGEST_KEY = 18


def register(organisation: str, *, text: str = "", state: str = "", source: str = "") -> QuerySet[Any]:
    """The register; pages page and sort it (`state_order`: open, corrected, closed). One query."""
    order = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(NonconformityState.values)),
        output_field=IntegerField(),
    )
    found = Nonconformity.objects.of(organisation).select_related("system", "owner").annotate(state_order=order)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(description__icontains=text))
    if state:
        found = found.filter(state=state)
    return found.filter(source=source) if source else found


def nonconformity(organisation: str, number: int) -> Nonconformity | None:
    """One by its number. One query."""
    people = ("owner", "corrected_by", "closed_by")
    return Nonconformity.objects.of(organisation).filter(number=number).select_related("system", *people).first()


def by_cause(organisation: str, cause: str) -> Nonconformity | None:
    """The one that a record raised. One query."""
    return (
        Nonconformity.objects.of(organisation)
        .filter(cause=cause)
        .select_related("system", "owner", "corrected_by", "closed_by")
        .first()
    )


def itself(organisation: str, about: str) -> Nonconformity | None:
    """The one that nothing but itself caused, by the name of its record. One query, or none."""
    table, _, key = about.partition("/")
    if table != Nonconformity._meta.db_table or not key.isdecimal() or not key.isascii() or len(key) > LONGEST_KEY:
        return None
    people = ("owner", "corrected_by", "closed_by")
    found = Nonconformity.objects.of(organisation).filter(pk=int(key), cause="")
    return found.select_related("system", *people).first()


def of_system(system: AISystem, most: int = 10) -> list[Nonconformity]:
    """Of one system, what is not closed first, then the newest. One query."""
    return list(register(system.organisation_id).filter(system=system).order_by("state_order", "-number")[:most])


def pressing(organisation: str, now: datetime) -> tuple[int, int]:
    """How many are not closed, and how many of those are past their due date. One query."""
    due = list(_unclosed(organisation).values_list("due_at", flat=True))
    return len(due), sum(moment < now for moment in due)


def open_chains(organisation: str, most: int = 6) -> list[Nonconformity]:
    """What broke and is not closed yet, newest first: each leads to its story. One query."""
    return list(_unclosed(organisation).exclude(cause="").select_related("system").order_by("-opened_at", "-pk")[:most])


def against(system: AISystem, _stage: Stage, _now: datetime) -> list[Reason]:
    """The gate condition of nonconformities. One query."""
    return rules.against(_matters(Nonconformity.objects.of(system.organisation_id).filter(system=system)))


def at_risk(organisation: str, _now: datetime) -> Mapping[str, str]:
    """Requirements that an open nonconformity concerns, each with which. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    open_ = _unclosed(organisation).filter(state=NonconformityState.OPEN).order_by("number")
    for number, title, requirements in open_.values_list("number", "title", "requirements"):
        for requirement in requirements:
            found[requirement].append(f"N-{number} {title}")
    return {requirement: f"Open nonconformity: {'; '.join(told[:3])}." for requirement, told in found.items()}


def matters(organisation: str) -> list[rules.Matter]:
    """Every nonconformity as a proof needs it. One query."""
    return _matters(Nonconformity.objects.of(organisation))


def _unclosed(organisation: str) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.of(organisation).exclude(state=NonconformityState.CLOSED)


def _matters(found: QuerySet[Nonconformity]) -> list[rules.Matter]:
    columns = ("number", "title", "hold", "state", "due_at", "closed_at")
    return [
        rules.Matter(
            number,
            title,
            hold,
            is_open=state == NonconformityState.OPEN,
            is_closed=state == NonconformityState.CLOSED,
            due_at=due_at,
            closed_at=closed_at,
        )
        for number, title, hold, state, due_at, closed_at in found.values_list(*columns)
    ]
