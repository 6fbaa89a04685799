"""Reads of evidence, shaped for pages. Each names its fixed number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from assentian.evidence.inspection import Recorded
from assentian.evidence.models import Evidence, EvidenceFor
from assentian.evidence.standings import STALE, state, worst
from assentian.evidence.states import NewestResult, is_current, states
from assentian.inventory.measured import Measured
from assentian.inventory.models import AISystem, Asset, AssetRevision, SystemVersion
from assentian.journal.context import now
from assentian.risk.measured import CheckState
from assentian.standards.vocabulary import Verdict

_ROW = (
    "pk",
    "system__slug",
    "system__name",
    "check_id",
    "check_kind",
    "verdict",
    "grade",
    "measured_at",
    "valid_until",
    "signed_by__name",
)


# Results of the same check of the same system that came after; the later id wins a tie.
_LATER = Evidence.objects.filter(
    Q(measured_at__gt=OuterRef("measured_at")) | Q(measured_at=OuterRef("measured_at"), pk__gt=OuterRef("pk")),
    organisation=OuterRef("organisation"),
    system=OuterRef("system"),
    check_id=OuterRef("check_id"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest result of a check. `subjects` are ids of the revisions tested; it is current while none of them has
    another revision in the newest version of the system.
    """

    evidence: Evidence
    subjects: frozenset[int]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One result in the register of evidence."""

    id: int
    system: str
    system_name: str
    check: str
    kind: str
    verdict: str
    grade: str
    measured_at: datetime
    valid_until: datetime
    signer: str
    is_superseded: bool

    def is_stale(self, moment: datetime) -> bool:
        """Expired, with nothing newer: an older result is history."""
        return not self.is_superseded and moment > self.valid_until

    @property
    def measured(self) -> str:
        return f"{self.measured_at:%Y-%m-%d}"

    @property
    def valid(self) -> str:
        return f"{self.valid_until:%Y-%m-%d}"


def register(
    organisation: str,
    *,
    system: str = "",
    kind: str = "",
    state: str = "",
    requirement: str = "",
    which: str = "",
) -> QuerySet[Evidence]:
    """Results as the filters narrow them. `system` is a slug or part of a name; `state` a verdict, or `stale`:
    expired with nothing newer; `which="newest"` leaves the newest of each check.
    """
    found = Evidence.objects.of(organisation)
    if system:
        found = found.filter(Q(system__slug=system) | Q(system__name__icontains=system))
    if kind:
        found = found.filter(check_kind=kind)
    if state == STALE:
        found = _newest(found).filter(valid_until__lt=now())
    elif state:
        found = found.filter(verdict=state)
    if requirement:
        speaking = EvidenceFor.objects.of(organisation).filter(evidence=OuterRef("pk"), requirement=requirement)
        found = found.filter(Exists(speaking))
    return _newest(found) if which == "newest" else found


def columns(found: QuerySet[Evidence]) -> QuerySet[Evidence, tuple[Any, ...]]:
    """What a `Row` takes, in its order; the summaries stay in the database."""
    return found.annotate(is_superseded=Exists(_LATER)).values_list(*_ROW, "is_superseded")


def requirements(organisation: str, evidence: "Collection[int] | QuerySet[Evidence, Any]") -> dict[int, list[str]]:
    """Keys of the requirements that each of these results speaks for, by id, in the statement's order. One query."""
    found: dict[int, list[str]] = {}
    spoken = EvidenceFor.objects.of(organisation).filter(evidence__in=evidence).order_by("pk")
    for number, requirement in spoken.values_list("evidence_id", "requirement"):
        found.setdefault(number, []).append(requirement)
    return found


def failing(organisation: str) -> int:
    """How many checks fail by their newest result. One query."""
    return _newest(Evidence.objects.of(organisation).filter(verdict=Verdict.FAIL)).count()


def newest_by_system(organisation: str, systems: Collection[int] | None = None) -> Mapping[int, Measured]:
    """How the newest result of each check stands, by system: the provider of `inventory.measured`. One query."""
    found = Evidence.objects.of(organisation)
    if systems is not None:
        found = found.filter(system__in=systems)
    columns = ("system_id", "verdict", "valid_until", "measured_at")
    moment = now()
    results: dict[int, list[tuple[str, datetime]]] = {}
    for system, verdict, valid_until, measured_at in _newest(found).values_list(*columns):
        results.setdefault(system, []).append((state(verdict, valid_until, moment), measured_at))
    return {
        system: Measured(*worst([word for word, _ in those]), max(at for _, at in those))
        for system, those in results.items()
    }


def check_states(organisation: str) -> Mapping[int, Mapping[str, CheckState]]:
    """The newest result of each kind of check, by system: the provider of `risk.measured`. Three queries."""
    running = _running(organisation)
    subjects = AssetRevision.objects.of(organisation).only("asset_id")
    columns = ("system", "check_kind", "verdict", "grade", "measured_at", "valid_until")
    rows = _newest(Evidence.objects.of(organisation)).only(*columns).prefetch_related(Prefetch("subjects", subjects))
    results: dict[int, list[NewestResult]] = {}
    for row in rows:
        results.setdefault(row.system_id, []).append(
            NewestResult(
                id=row.pk,
                kind=row.check_kind,
                verdict=row.verdict,
                grade=row.grade,
                measured_at=row.measured_at,
                valid_until=row.valid_until,
                subjects=_tested(row),
            )
        )
    return {system: states(those, running.get(system, {})) for system, those in results.items()}


def _tested(result: Evidence) -> tuple[tuple[int, int], ...]:
    return tuple((one.asset_id, one.pk) for one in result.subjects.all())


def _running(organisation: str, only: AISystem | None = None) -> dict[int, dict[int, set[int]]]:
    """Ids of the revisions in the newest version of each system, by asset. One query."""
    place = Window(RowNumber(), partition_by=F("system_id"), order_by=[F("released_at").desc(), F("pk").desc()])
    versions = SystemVersion.objects.of(organisation)
    if only is not None:
        versions = versions.filter(system=only)
    newest = versions.annotate(place=place).filter(place=1)
    found: dict[int, dict[int, set[int]]] = {}
    for system, asset, revision in newest.values_list("system_id", "parts__asset_id", "parts__id"):
        if asset is not None:
            found.setdefault(system, {}).setdefault(asset, set()).add(revision)
    return found


def recent(system: AISystem, *, most: int) -> list[Evidence]:
    """The newest results of each check of a system, at most so many of each, newest first. One query."""
    place = Window(RowNumber(), partition_by=F("check_id"), order_by=[F("measured_at").desc(), F("pk").desc()])
    found = Evidence.objects.of(system.organisation_id).filter(system=system).annotate(place=place)
    return list(found.filter(place__lte=most).order_by("-measured_at", "-pk"))


def standing(system: AISystem) -> list[Standing]:
    """The newest result of each check of a system, newest first, and whether it tested what runs. Three queries."""
    running = _running(system.organisation_id, system).get(system.pk, {})
    subjects = AssetRevision.objects.of(system.organisation_id).only("asset_id")
    found = _newest(Evidence.objects.of(system.organisation_id).filter(system=system))
    return [
        Standing(one, frozenset(revision.pk for revision in one.subjects.all()), is_current(_tested(one), running))
        for one in found.prefetch_related(Prefetch("subjects", subjects)).order_by("-measured_at", "-pk")
    ]


def earlier(system: AISystem, *, most: int) -> list[Evidence]:
    """The newest of the results after which the same check was measured again. One query."""
    found = Evidence.objects.of(system.organisation_id).filter(Exists(_LATER), system=system).defer("summary")
    return list(found.order_by("-measured_at", "-pk")[:most])


def about_asset(asset: Asset, *, most: int) -> list[Evidence]:
    """The newest results that tested a revision of this asset. One query."""
    found = Evidence.objects.of(asset.organisation_id).filter(subjects__asset=asset).distinct().defer("summary")
    return list(found.select_related("system").order_by("-measured_at", "-pk")[:most])


def evidence(organisation: str, number: int) -> Evidence | None:
    """One piece of evidence with system, key, subjects and requirements. Three queries."""
    subjects = AssetRevision.objects.of(organisation).select_related("asset").order_by("asset__name", "label")
    found = Evidence.objects.of(organisation).filter(pk=number).select_related("system", "signed_by")
    return found.prefetch_related(Prefetch("subjects", subjects), "requirements").first()


def recorded(evidence: Evidence) -> Recorded:
    """What the record says, to be held against the envelope. No query after `evidence`."""
    return Recorded(
        digest=evidence.digest,
        system=evidence.system.slug,
        check_id=evidence.check_id,
        check_kind=evidence.check_kind,
        verdict=evidence.verdict,
        controls=tuple(row.requirement for row in evidence.requirements.all()),
        subjects=frozenset(revision.digest for revision in evidence.subjects.all()),
        summary=evidence.summary,
    )


def _newest(found: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Without the results after which the same check of the same system was measured again."""
    return found.filter(~Exists(_LATER))
