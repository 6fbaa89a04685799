"""Evidence: what was measured or written, when it holds, and which requirements it speaks for.

The envelope itself is an artefact in the file store, named by its SHA-256; the ledger seals that digest. A row here
says only what the signed envelope says; `services.receive` is the one way in. `statement_digest` names the statement
inside: the same one in another envelope is not a second piece of evidence.
"""

from django.db import models

from assentian.accounts.models import OrganisationRecord, SigningKey
from assentian.evidence.choices import Medium
from assentian.inventory.models import AISystem, AssetRevision
from assentian.journal.fields import CanonicalJSONField
from assentian.standards.vocabulary import ProofGrade, Verdict


class Evidence(OrganisationRecord):
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="evidence")
    medium = models.CharField(max_length=16, choices=Medium.choices, default=Medium.STATEMENT)
    check_id = models.CharField(max_length=64)
    check_kind = models.CharField(max_length=64)
    verdict = models.CharField(max_length=16, choices=Verdict.choices())
    grade = models.CharField(max_length=2, choices=ProofGrade.choices())
    digest = models.CharField(max_length=64)
    statement_digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    summary = CanonicalJSONField(default=dict)
    signed_by = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    measured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    subjects = models.ManyToManyField(AssetRevision, related_name="evidence")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="an_envelope_once"),
            models.UniqueConstraint(fields=["organisation", "statement_digest"], name="a_statement_once"),
        ]
        indexes = [models.Index(fields=["organisation", "system", "check_id", "-measured_at"])]


class EvidenceFor(OrganisationRecord):
    """The requirement (key with edition) that a piece of evidence speaks for."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="requirements")
    requirement = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "requirement"], name="a_requirement_once")]
        indexes = [models.Index(fields=["organisation", "requirement"])]
        verbose_name = "requirement of evidence"


class BatchOpening(OrganisationRecord):
    """That a batch of recorded decisions begins at a counter, after a head, received before the batch was."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="batch_openings")
    stream = models.CharField(max_length=63)
    first = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "digest"], name="an_opening_once")]
        indexes = [models.Index(fields=["organisation", "system", "stream", "first"])]


class EventBatch(OrganisationRecord):
    """A batch of recorded decisions, as its sealed head says; the events themselves stay with the user.

    Whether batches continue each other is told by `batches.queries`; what does not is kept and shown.
    """

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="event_batches")
    stream = models.CharField(max_length=63)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    root = models.CharField(max_length=64)
    file = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "digest"], name="a_head_once")]
        indexes = [models.Index(fields=["organisation", "system", "stream", "first"])]

    @property
    def n(self) -> int:
        return self.last - self.first + 1
