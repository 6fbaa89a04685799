"""Reads of the batches of recorded decisions: the newest, and where a stream is not whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    RowRange,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from assentian.evidence.models import BatchOpening, EventBatch, Evidence
from assentian.inventory.models import AISystem


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
class Unopened:
    """In a stream that opens its batches: one not opened in time, or an opening that follows nothing sealed."""

    stream: str
    words: str
    received_at: datetime


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


def breaks(system: AISystem) -> list[Break]:
    """Where the streams of a system are not whole, the newest first. One query, one pass over its batches.

    The rule is that of `ledger.verify.broken_streams`: batches stand in the order of their counters; one continues
    those before it when it begins after the highest counter that they reach and names a head that ends there.
    """
    known = EventBatch.objects.of(system.organisation_id)
    named = known.filter(
        digest=OuterRef("previous"), last=OuterRef("first") - 1, system=OuterRef("system"), stream=OuterRef("stream")
    )
    reached = Window(
        Max("last"),
        partition_by=[F("stream")],
        order_by=[F("first"), F("last"), F("pk")],
        frame=RowRange(start=None, end=-1),
    )
    is_whole = Case(When(Q(first=F("reached") + 1, is_named=True), then=Value(1)), default=Value(0))
    found = known.filter(system=system).annotate(
        reached=Coalesce(reached, Value(-1), output_field=BigIntegerField()),
        is_named=Case(When(first=0, previous="", then=Value(True)), default=Exists(named)),
    )
    broken = found.annotate(is_whole=is_whole).filter(is_whole=0).order_by("-received_at", "-pk")
    return [Break(*row) for row in broken.values_list("pk", "stream", "first", "last", "reached", "received_at")]


def unopened(system: AISystem) -> list[Unopened]:
    """Where a stream that opens its batches did not open one within a day of its first event, or opened one that does
    not continue what is sealed; the newest first. Two queries. The rule is that of `ledger.verify.broken_streams`.
    """
    batches, openings = _batches(system), _openings(system)
    same = openings.filter(stream=OuterRef("stream"), first=OuterRef("first"), previous=OuterRef("previous"))
    began = openings.filter(stream=OuterRef("stream")).order_by("pk").values("first")[:1]
    late = batches.annotate(began=Subquery(began)).filter(
        ~Exists(same.filter(received_at__lte=OuterRef("since") + timedelta(days=1))), first__gte=F("began")
    )
    found = [
        Unopened(stream, f"the batch from {first} was not opened within a day of its first event", at)
        for stream, first, at in late.values_list("stream", "first", "received_at")
    ]
    ends = batches.filter(stream=OuterRef("stream")).order_by("-last")
    follows = ends.filter(digest=OuterRef("previous"), last=OuterRef("reached"))
    astray = _without_batch(system).annotate(reached=Subquery(ends.values("last")[:1]))
    astray = astray.exclude(reached=None, previous="").exclude(Exists(follows))
    found += [
        Unopened(stream, f"the batch from {first}, opened on {at:%Y-%m-%d}, does not continue what is sealed", at)
        for stream, first, at in astray.values_list("stream", "first", "received_at")
    ]
    return sorted(found, key=lambda one: one.received_at, reverse=True)


def open_now(system: AISystem) -> QuerySet[BatchOpening]:
    """Batches that were opened and have not come yet, the newest first: one for each stream that is written."""
    return _without_batch(system).order_by("-received_at", "-pk")


def _batches(system: AISystem) -> QuerySet[EventBatch]:
    return EventBatch.objects.of(system.organisation_id).filter(system=system)


def _openings(system: AISystem) -> QuerySet[BatchOpening]:
    return BatchOpening.objects.of(system.organisation_id).filter(system=system)


def _without_batch(system: AISystem) -> QuerySet[BatchOpening]:
    came = {name: OuterRef(name) for name in ("stream", "first", "previous")}
    return _openings(system).filter(~Exists(_batches(system).filter(**came)))


def newest_of_kinds(system: AISystem, kinds: Sequence[str]) -> dict[str, Evidence]:
    """The newest result of each of these kinds of check. One query."""
    place = Window(RowNumber(), partition_by=F("check_kind"), order_by=[F("measured_at").desc(), F("pk").desc()])
    found = Evidence.objects.of(system.organisation_id).filter(system=system, check_kind__in=kinds)
    return {row.check_kind: row for row in found.annotate(place=place).filter(place=1).defer("summary")}
