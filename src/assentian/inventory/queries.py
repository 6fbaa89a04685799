"""Reads of the inventory, shaped for pages. Each names its fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from assentian.inventory.choices import Origin
from assentian.inventory.models import AISystem, Asset, AssetRevision, ProvenanceEdge, SystemVersion
from assentian.standards.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Edge:
    """One provenance edge for a diagram: labels of both ends and how the first came from the second."""

    revision: str
    source: str
    origin: str


def systems(organisation: str) -> QuerySet[AISystem]:
    """The register of AI systems, by name; pages page and sort it. One query."""
    return AISystem.objects.of(organisation).select_related("owner")


def systems_in_scope(organisation: str) -> dict[int, str]:
    """Id and name of the systems that evidence must cover: beyond inception and not retired. One query."""
    return dict(
        AISystem.objects.of(organisation)
        .filter(retired_at=None)
        .exclude(stage__in=[Stage.INCEPTION, Stage.RETIREMENT])
        .values_list("id", "name")
    )


def system(organisation: str, slug: str) -> AISystem | None:
    return AISystem.objects.of(organisation).filter(slug=slug).select_related("owner").first()


def versions(system: AISystem) -> list[SystemVersion]:
    """Versions of a system, newest first, with the revisions each runs on. Two queries."""
    parts = AssetRevision.objects.of(system.organisation_id).select_related("asset")
    found = SystemVersion.objects.of(system.organisation_id).filter(system=system)
    return list(found.prefetch_related(Prefetch("parts", parts)).order_by("-released_at", "-pk"))


def lineage(system: AISystem) -> list[Edge]:
    """Provenance edges behind the parts of the system's versions, over at most four steps. One query a step."""
    organisation = system.organisation_id
    reached = set(AssetRevision.objects.of(organisation).filter(versions__system=system).values_list("pk", flat=True))
    edges: list[Edge] = []
    frontier = reached
    for _ in range(4):
        found = list(
            ProvenanceEdge.objects.of(organisation)
            .filter(revision__in=frontier)
            .select_related("revision__asset", "source__asset")
            .order_by("pk")
        )
        edges += [Edge(_label(edge.revision), _label(edge.source), Origin(edge.origin).label) for edge in found]
        frontier = {edge.source_id for edge in found} - reached
        reached |= frontier
        if not frontier:
            break
    return edges


def assets(organisation: str) -> QuerySet[Asset]:
    return Asset.objects.of(organisation).select_related("owner").prefetch_related("revisions").order_by("kind", "name")


def revisions_by_digest(organisation: str, digests: set[str]) -> dict[str, AssetRevision]:
    """The registered revisions among these SHA-256 digests. One query."""
    found = AssetRevision.objects.of(organisation).filter(digest__in=digests).select_related("asset")
    return {revision.digest: revision for revision in found}


def _label(revision: AssetRevision) -> str:
    return f"{revision.asset.name} {revision.label}"
