"""The record of AI system impact assessments (ISO/IEC 42001:2023 6.1.4, 8.4, A.5.2-A.5.5), and what reopens them.

Each `Assessment` is one version; at most one of a system is approved and at most one awaits approval. A `TriggerEvent`
is kept also where no version stands yet: what happened does not wait for a record.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.impact.choices import TriggerAnswer, TriggerClass, VersionState
from assentian.inventory.models import AISystem
from assentian.standards.vocabulary import ImpactLevel


class Assessment(OrganisationRecord):
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=24, choices=VersionState.choices, default=VersionState.AWAITING)
    level = models.CharField(max_length=4, choices=ImpactLevel.choices(), blank=True)
    summary = models.TextField()
    reference = models.CharField(max_length=400, blank=True)
    review_due = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "number"], name="an_assessment_once"),
            models.UniqueConstraint(
                fields=["system", "state"],
                condition=~models.Q(state=VersionState.SUPERSEDED),
                name="one_assessment_stands",
            ),
        ]
        verbose_name = "impact assessment"


class TriggerEvent(OrganisationRecord):
    """A reason to look at the assessment again. `cause` names the record behind it: `monitoring_breach/12`."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="impact_triggers")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="triggers", null=True, blank=True)
    rule = models.CharField(max_length=24)
    trigger_class = models.CharField(max_length=16, choices=TriggerClass.choices)
    hold = models.CharField(max_length=24, blank=True)
    reason = models.TextField()
    cause = models.CharField(max_length=120)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=16, choices=TriggerAnswer.choices, blank=True)
    note = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "system", "cause", "rule"], name="a_trigger_once")
        ]
        verbose_name = "trigger of an impact assessment"
