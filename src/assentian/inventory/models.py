"""AI systems and the information assets they are made of (ISO/IEC 42001:2023 A.4.2-A.4.6, ISO/IEC 27001:2022 A.5.9).

An asset is what one speaks of ("the 2026 training data"); its revisions are what one can prove something about: a
digest, at a time. Provenance edges lead from a revision to what it was made from. A system's version names the
revisions it runs on.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.inventory.choices import AssetKind, Origin, SystemForm
from assentian.journal.fields import CanonicalJSONField
from assentian.standards.vocabulary import Stage


class AISystem(OrganisationRecord):
    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=120)
    purpose = models.TextField()
    intended_use = models.TextField()
    foreseeable_misuse = models.TextField(blank=True)
    form = models.CharField(max_length=16, choices=SystemForm.choices)
    roles = CanonicalJSONField(default=list)
    stage = models.CharField(max_length=16, choices=Stage.choices())
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="a_system_once")]
        ordering: ClassVar = ["name"]
        verbose_name = "AI system"

    def __str__(self) -> str:
        return self.name


class Asset(OrganisationRecord):
    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=AssetKind.choices)
    description = models.TextField(blank=True)
    source = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    licence_until = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="an_asset_once")]

    def __str__(self) -> str:
        return self.name


class AssetRevision(OrganisationRecord):
    """One state of an asset, named by the SHA-256 of its content. Where something rests on it as a yardstick (a stored
    reference profile), an approver says so: `approved_by`, `approved_at`.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="revisions")
    label = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sources = models.ManyToManyField(
        "self",
        through="ProvenanceEdge",
        through_fields=("revision", "source"),
        symmetrical=False,
        related_name="derived",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "asset", "digest"], name="a_revision_once")]


class ProvenanceEdge(OrganisationRecord):
    """`revision` came from `source` in the way `origin` says (A.7.5)."""

    revision = models.ForeignKey(AssetRevision, on_delete=models.PROTECT, related_name="edges")
    source = models.ForeignKey(AssetRevision, on_delete=models.PROTECT, related_name="uses")
    origin = models.CharField(max_length=16, choices=Origin.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "source", "origin"], name="an_edge_once")]


class SystemVersion(OrganisationRecord):
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    parts = models.ManyToManyField(AssetRevision, related_name="versions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "label"], name="a_version_once")]
