"""Reads of the batches of recorded decisions: the newest, and where a stream is not whole."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from assentian.evidence.models import EventBatch, Evidence
from assentian.inventory.models import AISystem

MOST_BREAKS = 20


@dataclass(frozen=True, slots=True)
class Break:
    """Where a batch does not continue what was sealed before it: `missing` counters, `doubled` ones, or neither, when
    the counters fit and the head that it names is not the one that is here.
    """

    batch: int
    stream: str
    first: int
    last: int
    reached: int
    received_at: datetime

    @property
    def words(self) -> str:
        if self.first > self.reached + 1:
            return f"{self.reached + 1} to {self.first - 1} are in no batch"
        if self.first <= self.reached:
            return f"{self.first} to {min(self.last, self.reached)} are in two batches"
        return f"the batch from {self.first} does not name the batch before it"


@dataclass(frozen=True, slots=True)
class Stream:
    """What is sealed of one stream; `events` counts what its batches hold, doubled ones twice."""

    name: str
    batches: int
    events: int
    last: int
    since: datetime
    until: datetime


def of_system(system: AISystem) -> QuerySet[EventBatch]:
    """Newest first."""
    return EventBatch.objects.of(system.organisation_id).filter(system=system).order_by("-received_at", "-pk")


def streams(system: AISystem) -> list[Stream]:
    """Every stream of a system, by name. One query."""
    told = (
        EventBatch.objects.of(system.organisation_id)
        .filter(system=system)
        .values("stream")
        .annotate(
            batches=Count("pk"),
            events=Sum(F("last") - F("first") + 1),
            reached=Max("last"),
            began=Min("since"),
            ended=Max("until"),
        )
        .order_by("stream")
    )
    return [Stream(*row) for row in told.values_list("stream", "batches", "events", "reached", "began", "ended")]


def breaks(system: AISystem, only: Collection[int] | None = None) -> list[Break]:
    """Where the streams of a system are not whole, the newest first; of the batches with these ids `only`. One query.

    The rule is that of `ledger.verify.broken_streams`: before a batch stand those that begin lower, or as low and
    end lower, or the same and came before; it continues them when it begins after the highest counter that they reach
    and names a head that ends there.
    """
    here = EventBatch.objects.of(system.organisation_id).filter(system=OuterRef("system"), stream=OuterRef("stream"))
    lower = Q(first__lt=OuterRef("first"))
    lower |= Q(first=OuterRef("first")) & (
        Q(last__lt=OuterRef("last")) | Q(last=OuterRef("last"), pk__lt=OuterRef("pk"))
    )
    reached = here.filter(lower).order_by("-last").values("last")[:1]
    named = here.filter(lower, last=OuterRef("first") - 1, digest=OuterRef("previous"))
    found = EventBatch.objects.of(system.organisation_id).filter(system=system)
    if only is not None:
        found = found.filter(pk__in=only)
    found = found.annotate(reached=Coalesce(Subquery(reached), Value(-1), output_field=BigIntegerField()))
    broken = found.exclude(Q(first=F("reached") + 1) & (Exists(named) | Q(first=0, previous="")))
    columns = ("pk", "stream", "first", "last", "reached", "received_at")
    return [Break(*row) for row in broken.order_by("-received_at", "-pk").values_list(*columns)[:MOST_BREAKS]]


def newest_of_kinds(system: AISystem, kinds: Sequence[str]) -> dict[str, Evidence]:
    """The newest result of each of these kinds of check. One query."""
    found = Evidence.objects.of(system.organisation_id).filter(system=system, check_kind__in=kinds)
    return {
        row.check_kind: row for row in found.order_by("measured_at", "pk").only("check_kind", "verdict", "measured_at")
    }
