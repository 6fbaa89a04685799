from django.db import models


class Implementation(models.TextChoices):
    """How far a control is put into practice, as its owner says."""

    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    IMPLEMENTED = "implemented", "Implemented"
