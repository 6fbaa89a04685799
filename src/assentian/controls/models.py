"""What is done for a control, which controls are necessary, and the Statement of Applicability (6.1.3 d).

A requirement is named by key with edition (`iso42001:A.7.4`), a control of the organisation's own by `own:1`. Lines and
controls are kept current; a version of the statement is the record that was submitted and never changes.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.controls.choices import Implementation, StatementState
from assentian.inventory.models import AISystem
from assentian.journal.fields import CanonicalJSONField

_WHOLE = models.Q(system=None)


class Control(OrganisationRecord):
    """How a control is done, in own words, and who answers for it: in the organisation, or otherwise for one system."""

    requirement = models.CharField(max_length=64)
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="controls", null=True, blank=True)
    statement = models.TextField()
    status = models.CharField(max_length=16, choices=Implementation.choices)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "requirement"], condition=_WHOLE, name="a_control_once"),
            models.UniqueConstraint(
                fields=["organisation", "requirement", "system"], condition=~_WHOLE, name="a_control_of_a_system_once"
            ),
        ]


class OwnControl(OrganisationRecord):
    """A control that no edition has and the organisation needs (6.1.3 b); `number` counts from 1: `own:1`."""

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="an_own_control_once"),
        ]
        verbose_name = "own control"


class SoALine(OrganisationRecord):
    """Whether a control is necessary, and why: in the organisation, or differently for one AI system."""

    requirement = models.CharField(max_length=64)
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="soa_lines", null=True, blank=True)
    is_applicable = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "requirement"], condition=_WHOLE, name="a_line_once"),
            models.UniqueConstraint(
                fields=["organisation", "requirement", "system"], condition=~_WHOLE, name="a_line_of_a_system_once"
            ),
        ]
        verbose_name = "line of the statement of applicability"


class StatementOfApplicability(OrganisationRecord):
    """One version, from its submission on. `digest` is the SHA-256 of the record's canonical bytes."""

    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=StatementState.choices, default=StatementState.SUBMITTED)
    record = CanonicalJSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="a_version_of_the_statement_once"),
            models.UniqueConstraint(
                fields=["organisation", "state"],
                condition=models.Q(state__in=[StatementState.SUBMITTED, StatementState.APPROVED]),
                name="one_statement_stands",
            ),
        ]
        verbose_name = "statement of applicability"
        verbose_name_plural = "statements of applicability"
