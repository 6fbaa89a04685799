"""Records that exist only in the tests: every field that has canonical bytes, a link table, a personal column."""

import uuid
from typing import ClassVar

from django.db import models

from assentian.journal.fields import CanonicalJSONField
from assentian.journal.models import Record


class Label(Record):
    """Belongs to no organisation."""

    name = models.CharField(max_length=40, unique=True)


class Specimen(Record):
    """Owned by the organisation whose key it holds; no foreign key, so that its table needs no migration before it."""

    organisation_column: ClassVar[str] = "organisation"
    personal: ClassVar[frozenset[str]] = frozenset({"keeper"})

    organisation = models.CharField(max_length=64)
    name = models.CharField(max_length=200, unique=True)
    keeper = models.CharField(max_length=200, blank=True)
    count = models.IntegerField(default=0)
    mass = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    is_whole = models.BooleanField(default=True)
    code = models.UUIDField(default=uuid.UUID(int=0))
    found_on = models.DateField(null=True)
    found_at = models.DateTimeField(null=True)
    notes = CanonicalJSONField(null=True)
    picture = models.BinaryField(default=b"")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
    labels = models.ManyToManyField(Label)
