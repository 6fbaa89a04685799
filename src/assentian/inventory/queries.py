"""Reads of the inventory, shaped for pages. Each names its fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from assentian.inventory.choices import Origin
from assentian.inventory.models import AISystem, Asset, AssetRevision, ProvenanceEdge, SystemVersion
from assentian.inventory.rules import is_in_scope
from assentian.journal.reading import once
from assentian.standards.vocabulary import Stage

_STEPS = 4


@dataclass(frozen=True, slots=True)
class Edge:
    """One way in which revisions of an asset came from those of another, and between how many pairs of revisions."""

    asset: Asset
    origin: Origin
    source: Asset
    times: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a system is made of, asset by asset. `parts` counts the revisions of each asset in the system's versions."""

    parts: dict[Asset, int]
    edges: list[Edge]


def systems(organisation: str, *, text: str = "", stage: str = "", form: str = "") -> QuerySet[AISystem]:
    """The register of AI systems, by name; pages page and sort it (`stage_order` follows the lifecycle). One query."""
    order = Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage)), default=Value(len(Stage))
    )
    found = AISystem.objects.of(organisation).select_related("owner").annotate(stage_order=order)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(purpose__icontains=text))
    if stage:
        found = found.filter(stage=stage)
    return found.filter(form=form) if form else found


def in_register(organisation: str) -> int:
    """How many AI systems stand in the register. One query."""
    return AISystem.objects.of(organisation).filter(retired_at=None).count()


@once
def every(organisation: str) -> list[AISystem]:
    """All systems with their owners, retired ones too, by name. One query, once in a reading."""
    return list(AISystem.objects.of(organisation).select_related("owner").order_by("name", "pk"))


def systems_in_scope(organisation: str) -> dict[int, str]:
    """Id and name of the systems that evidence must cover: beyond inception and not retired. As `every`."""
    found = every(organisation)
    return {one.pk: one.name for one in found if one.retired_at is None and is_in_scope(one.stage)}


def system(organisation: str, slug: str) -> AISystem | None:
    return AISystem.objects.of(organisation).filter(slug=slug).select_related("owner").first()


def versions(system: AISystem) -> list[SystemVersion]:
    """Versions of a system, newest first, with the revisions each runs on. Two queries."""
    parts = (
        AssetRevision.objects.of(system.organisation_id)
        .select_related("asset")
        .order_by("asset__name", "-made_at", "-label")
    )
    found = SystemVersion.objects.of(system.organisation_id).filter(system=system)
    return list(found.prefetch_related(Prefetch("parts", parts)).order_by("-released_at", "-pk"))


def lineage(system: AISystem) -> Lineage:
    """The assets behind the parts of the system's versions, over at most four steps. One query, and one a step."""
    organisation = system.organisation_id
    parts = list(
        AssetRevision.objects.of(organisation)
        .filter(versions__system=system)
        .select_related("asset")
        .distinct()
        .order_by("pk")
    )
    reached = {revision.pk for revision in parts}
    frontier, found = reached, Counter[tuple[Asset, str, Asset]]()
    for _ in range(_STEPS):
        edges = list(
            ProvenanceEdge.objects.of(organisation)
            .filter(revision__in=frontier)
            .select_related("revision__asset", "source__asset")
            .order_by("pk")
        )
        found.update((edge.revision.asset, edge.origin, edge.source.asset) for edge in edges)
        frontier = {edge.source_id for edge in edges} - reached
        if not frontier:
            break
        reached = reached | frontier
    return Lineage(
        parts=Counter(revision.asset for revision in parts),
        edges=[Edge(asset, Origin(origin), source, times) for (asset, origin, source), times in found.items()],
    )


def evaluation_data(system: AISystem) -> frozenset[int]:
    """Ids of the revisions on which parts of the system were evaluated, by the register. One query."""
    edges = ProvenanceEdge.objects.of(system.organisation_id).filter(
        origin=Origin.EVALUATED_ON, revision__versions__system=system
    )
    return frozenset(edges.values_list("source_id", flat=True))


def assets(organisation: str, *, text: str = "", kind: str = "") -> QuerySet[Any]:
    """Assets with `revision_count`, and digest and time of the newest revision. One query."""
    newest = AssetRevision.objects.of(organisation).filter(asset=OuterRef("pk")).order_by("-made_at", "-pk")
    found = (
        Asset.objects.of(organisation)
        .select_related("owner")
        .annotate(
            revision_count=Count("revisions"),
            newest_digest=Subquery(newest.values("digest")[:1]),
            newest_at=Subquery(newest.values("made_at")[:1]),
        )
    )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(description__icontains=text) | Q(source__icontains=text))
    return found.filter(kind=kind) if kind else found


def asset(organisation: str, slug: str) -> Asset | None:
    return Asset.objects.of(organisation).filter(slug=slug).select_related("owner").first()


def revisions(asset: Asset) -> list[AssetRevision]:
    """Revisions of an asset, newest first, with approver, provenance both ways and the versions that run on them.

    Four queries.
    """
    organisation = asset.organisation_id
    edges = ProvenanceEdge.objects.of(organisation).order_by("origin", "pk")
    running = SystemVersion.objects.of(organisation).select_related("system").order_by("system__name", "-released_at")
    return list(
        AssetRevision.objects.of(organisation)
        .filter(asset=asset)
        .select_related("approved_by")
        .prefetch_related(
            Prefetch("edges", edges.select_related("source__asset")),
            Prefetch("uses", edges.select_related("revision__asset")),
            Prefetch("versions", running),
        )
        .order_by("-made_at", "-pk")
    )


def revision(asset: Asset, number: int) -> AssetRevision | None:
    return AssetRevision.objects.of(asset.organisation_id).filter(asset=asset, pk=number).first()


def revisions_by_digest(organisation: str, digests: set[str]) -> dict[str, AssetRevision]:
    """The registered revisions among these SHA-256 digests. One query."""
    found = AssetRevision.objects.of(organisation).filter(digest__in=digests).select_related("asset")
    return {revision.digest: revision for revision in found}
