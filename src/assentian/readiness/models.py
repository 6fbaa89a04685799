"""What the organisation claims for each requirement. What is proved is never stored: it is computed from the records
each time.
"""

from django.db import models

from assentian.accounts.models import OrganisationRecord, User


class Claim(OrganisationRecord):
    requirement = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "requirement"], name="a_claim_once")]


class Sendings(models.Model):
    """How often somebody sent to the public check in ten minutes: nobody's record, under a name that names nobody."""

    name = models.CharField(primary_key=True, max_length=32)
    slot = models.BigIntegerField(db_index=True)
    number = models.IntegerField()
