"""Threat models, risk criteria, and the register of risks with their treatment (ISO/IEC 42001:2023 6.1.2, 6.1.3).

A threat model is kept as its people wrote it; which threats follow is worked out when it is read (`threats.matching`),
so that a better library finds more in an old model too. Judgements, treatments and acceptances are added and never
rewritten: the newest of each counts, the others are the risk's history.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.inventory.models import AISystem
from assentian.journal.fields import CanonicalJSONField
from assentian.risk.choices import Kind, Option, RiskState, Source


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


class RiskCriteria(OrganisationRecord):
    """One version of scales, matrix and appetite as `criteria.rules` reads them; unapproved, it decides nothing."""

    version = models.PositiveIntegerField()
    content = CanonicalJSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "version"], name="a_version_of_criteria_once"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(approved_at__isnull=False, superseded_at=None),
                name="one_version_of_criteria_in_force",
            ),
        ]
        verbose_name = "version of the risk criteria"


class Risk(OrganisationRecord):
    """A cause, an event and its consequence. `source_key` names what it came from: `DEV-T-1@scorer`, `iso42001:C.3.4`.

    A risk that was only offered has no owner yet and counts nowhere until somebody takes it in.
    """

    number = models.PositiveIntegerField()
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="risks", null=True, blank=True)
    source = models.CharField(max_length=16, choices=Source.choices)
    source_key = models.CharField(max_length=200, blank=True)
    cause = models.TextField()
    event = models.CharField(max_length=240)
    consequence = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=RiskState.choices)
    identified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    identified_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="a_number_of_a_risk_once"),
            models.UniqueConstraint(
                fields=["organisation", "system", "source", "source_key"],
                condition=models.Q(
                    source__in=[Source.THREAT, Source.IMPACT], state__in=[RiskState.OFFERED, RiskState.OPEN]
                ),
                name="one_live_risk_of_a_threat_or_finding",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"R-{self.number}"

    @property
    def origin(self) -> str:
        """What it came from, as people read it: of a finding the rule, without the record that fired it."""
        return self.source_key.partition("@")[0] if self.source == Source.IMPACT else self.source_key


class Judgement(OrganisationRecord):
    """Likelihood and consequences as steps from 1 of the criteria's scales; a consequence of 0 is none at all."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="judgements")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    criteria = models.ForeignKey(RiskCriteria, on_delete=models.PROTECT, related_name="+")
    likelihood = models.PositiveSmallIntegerField()
    to_organisation = models.PositiveSmallIntegerField()
    to_individuals = models.PositiveSmallIntegerField()
    to_groups = models.PositiveSmallIntegerField()
    to_society = models.PositiveSmallIntegerField()
    reason = models.TextField()
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        verbose_name = "judgement of a risk"


class Treatment(OrganisationRecord):
    """One way in which a risk is treated; `controls` are keys of requirements, or the organisation's own names."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="treatments")
    option = models.CharField(max_length=16, choices=Option.choices)
    statement = models.TextField()
    controls = CanonicalJSONField(default=list)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        verbose_name = "treatment of a risk"


class Action(OrganisationRecord):
    """A step of a treatment, with who does it and by when; `note` says what was done."""

    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=240)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "action of a risk treatment"


class Acceptance(OrganisationRecord):
    """Who accepted which residual risk until when, bound to `state`, which was shown (`digest`: its SHA-256).

    `evidence` is how the leading check stood then. Once lapsed, an acceptance stays lapsed.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="acceptances")
    residual = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=16)
    until = models.DateField()
    reason = models.TextField()
    state = CanonicalJSONField()
    digest = models.CharField(max_length=64)
    evidence = models.CharField(max_length=16, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["risk"], condition=models.Q(lapsed_at=None), name="one_acceptance_stands")
        ]
        verbose_name = "acceptance of a residual risk"
