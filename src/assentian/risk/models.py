"""The threat model of an AI system, version by version, as its people wrote it (ISO/IEC 42001:2023 6.1.2).

The text is the record; which threats follow from it is worked out when it is read (`threats.matching`), so that a
better library finds more in an old model too.
"""

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.inventory.models import AISystem


class ThreatModelVersion(OrganisationRecord):
    """One saved state; `version` counts from 1. What stood before stays."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="threat_models")
    version = models.PositiveIntegerField()
    text = models.TextField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "version"], name="a_threat_model_version_once")]
        verbose_name = "version of a threat model"
