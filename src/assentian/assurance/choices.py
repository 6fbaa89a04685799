"""Words of a nonconformity: where it was found, and how far it is."""

from django.db import models


class Source(models.TextChoices):
    """Where it was found; the first two are found by themselves."""

    BREACH = "breach", "Breach of a threshold"
    TRIGGER = "trigger", "Trigger of an assessment"
    AUDIT = "audit", "Audit"
    REVIEW = "review", "Management review"
    CONCERN = "concern", "Concern or complaint"
    MANUAL = "manual", "Seen by somebody"


class NonconformityState(models.TextChoices):
    OPEN = "open", "Open"
    CORRECTED = "corrected", "Corrected"
    CLOSED = "closed", "Closed"
