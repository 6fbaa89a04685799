"""Words of evidence that only evidence uses."""

from django.db import models


class Medium(models.TextChoices):
    """In what shape the evidence came."""

    STATEMENT = "statement", "Signed statement of an executed check"
    DOCUMENT = "document", "Document"
    ATTESTATION = "attestation", "Attestation of a person"
