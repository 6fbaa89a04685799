"""Words of the impact assessment: where a version stands, how grave a trigger is, how it was answered.

Only words that are stored; the standing of a whole system is computed (`rules.Standing`) and never kept.
"""

from django.db import models


class VersionState(models.TextChoices):
    """Where one recorded version of an assessment stands."""

    AWAITING = "awaiting_approval", "Awaiting approval"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"


class TriggerClass(models.TextChoices):
    """How much of the assessment a trigger reopens, and how soon it wants an answer (see `rules.DAYS_TO_ANSWER`)."""

    STOP = "stop", "Stop"
    MANDATORY = "mandatory", "Mandatory"
    TARGETED = "targeted", "Targeted"


class TriggerAnswer(models.TextChoices):
    STILL_VALID = "still_valid", "Reviewed, still valid"
    NEW_APPROVAL = "new_approval", "A new version was approved"
