"""What the register of systems and assets proves: resources documented (A.4.2, A.4.3), provenance recorded (A.7.5).

Records show that a thing is done (level 3 at most), never that it works; only measurement does that.
"""

from datetime import datetime

from django.db.models import Count, Q

from assentian.catalogue.proof import Proof
from assentian.inventory.choices import AssetKind
from assentian.inventory.models import AISystem, AssetRevision
from assentian.standards.vocabulary import ReadinessLevel, Stage, Standing


def proofs(organisation: str, _now: datetime) -> list[Proof]:
    """One proof for each requirement that records of the inventory speak for. Two queries."""
    systems = list(
        AISystem.objects.of(organisation)
        .filter(retired_at=None)
        .exclude(stage__in=[Stage.INCEPTION, Stage.RETIREMENT])
        .annotate(
            parts=Count("versions__parts", distinct=True),
            datasets=Count("versions__parts", filter=Q(versions__parts__asset__kind=AssetKind.DATASET), distinct=True),
        )
        .values_list("parts", "datasets")
    )
    revisions = list(
        AssetRevision.objects.of(organisation)
        .filter(asset__kind__in=[AssetKind.DATASET, AssetKind.MODEL, AssetKind.WEIGHTS])
        .annotate(edge_count=Count("edges"), described=Count("pk", filter=~Q(asset__source="")))
        .values_list("edge_count", "described")
    )
    return [
        *_share(
            "iso42001:A.4.2",
            sum(parts > 0 for parts, _ in systems),
            len(systems),
            "AI systems in scope have their components registered with digests",
        ),
        *_share(
            "iso42001:A.4.3",
            sum(datasets > 0 for _, datasets in systems),
            len(systems),
            "AI systems in scope have their data registered with digests",
        ),
        *_share(
            "iso42001:A.7.5",
            sum(edges > 0 or described > 0 for edges, described in revisions),
            len(revisions),
            "data and model revisions have their origin recorded",
        ),
    ]


def _share(requirement: str, done: int, of: int, what: str) -> list[Proof]:
    if not done:
        return []
    is_complete = done == of
    return [
        Proof(
            requirement,
            ReadinessLevel.OPERATING if is_complete else ReadinessLevel.AD_HOC,
            Standing.PROVED if is_complete else Standing.PARTLY,
            f"{done} of {of} {what}.",
        )
    ]
