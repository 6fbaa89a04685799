"""What the organisation does for a control, in its own words, and who answers for it.

The requirement is named by key with edition (`iso42001:A.7.4`); the Statement of Applicability will stand on these
records.
"""

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.controls.choices import Implementation


class Control(OrganisationRecord):
    requirement = models.CharField(max_length=64)
    statement = models.TextField()
    status = models.CharField(max_length=16, choices=Implementation.choices)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "requirement"], name="a_control_once")]
