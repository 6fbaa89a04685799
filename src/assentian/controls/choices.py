"""Words of controls that are stored: how far one is in practice, and where a version of the statement stands."""

from django.db import models


class Implementation(models.TextChoices):
    """How far a control is put into practice, as its owner says."""

    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    IMPLEMENTED = "implemented", "Implemented"


class StatementState(models.TextChoices):
    """Where a version stands. The draft is no version yet: it is what the lines say now."""

    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"
