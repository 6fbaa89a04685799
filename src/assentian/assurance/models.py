"""Nonconformities (ISO/IEC 42001:2023 10.2): what is wrong, what was done, why it came, whether it helped.

`cause` names the record behind it (`monitoring_breach/12`), empty where a person saw it; one cause raises one. `hold`
is the word of the threshold that was breached; while it is open with a hold, no stage gate is clear.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.assurance.choices import NonconformityState, Source
from assentian.inventory.models import AISystem
from assentian.journal.fields import CanonicalJSONField


class Nonconformity(OrganisationRecord):
    number = models.PositiveIntegerField()
    system = models.ForeignKey(
        AISystem, on_delete=models.PROTECT, related_name="nonconformities", null=True, blank=True
    )
    source = models.CharField(max_length=16, choices=Source.choices)
    cause = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField()
    requirements = CanonicalJSONField(default=list)
    hold = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=16, choices=NonconformityState.choices, default=NonconformityState.OPEN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    correction = models.TextField(blank=True)
    root_cause = models.TextField(blank=True)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    effectiveness = models.TextField(blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="a_nonconformity_once"),
            models.UniqueConstraint(
                fields=["organisation", "cause"], condition=~models.Q(cause=""), name="one_nonconformity_a_cause"
            ),
        ]
        verbose_name = "nonconformity"
        verbose_name_plural = "nonconformities"

    def __str__(self) -> str:
        return f"N-{self.number}"
