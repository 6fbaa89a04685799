"""Models of what leaves the organisation, stays outside and comes in from there: public summaries, assessments kept
elsewhere, reported events.

A summary belongs to one approved version and is never carried into the next. What the public reads is `content`, frozen
when somebody published it, with nothing in it that was withheld; the decisions behind it are `Disclosure`s. A linked
assessment is somebody's word: nothing here has read it. `impact.models` loads these; they stand apart for length.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.impact.choices import EventKind, LinkedKind, SummaryState
from assentian.inventory.models import AISystem, Asset
from assentian.journal.fields import CanonicalJSONField


class PublicSummary(OrganisationRecord):
    """What is told to everybody about one approved version. At most one of a version is prepared and one of a system
    is public. `content_digest` is the SHA-256 of the canonical content.
    """

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="public_summaries")
    assessment = models.ForeignKey("impact.Assessment", on_delete=models.PROTECT, related_name="public_summaries")
    state = models.CharField(max_length=16, choices=SummaryState.choices, default=SummaryState.PREPARED)
    contact = models.CharField(max_length=400)
    content = CanonicalJSONField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment"], condition=models.Q(state=SummaryState.PREPARED), name="one_summary_prepared"
            ),
            models.UniqueConstraint(
                fields=["system"], condition=models.Q(state=SummaryState.PUBLISHED), name="one_summary_public"
            ),
        ]
        verbose_name = "public summary of an impact assessment"


class Disclosure(OrganisationRecord):
    """Whether one answer is published, who decided it, and why not (or why although the default is to withhold)."""

    summary = models.ForeignKey(PublicSummary, on_delete=models.PROTECT, related_name="disclosures")
    question = models.CharField(max_length=64)
    is_published = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["summary", "question"], name="a_disclosure_once")]


class LinkedAssessment(OrganisationRecord):
    """An assessment of a system that another tool keeps: where, which version or digest, of which day, and who
    reviewed it when. One of a kind stands; changing it ends that row and adds another.
    """

    personal = frozenset({"reviewed_by"})

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="linked_assessments")
    kind = models.CharField(max_length=16, choices=LinkedKind.choices)
    url = models.CharField(max_length=800)
    version = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    dated = models.DateField()
    reviewed_by = models.CharField(max_length=200)
    reviewed_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "kind"], condition=models.Q(ended_at=None), name="one_linked_assessment"
            )
        ]


class ReportedEvent(OrganisationRecord):
    """Something that happened outside of what is measured here, as somebody reported it; never rewritten.

    `source` says where it is written, `told` what the trigger rules look at beside it (`reported.kinds`).
    """

    kind = models.CharField(max_length=16, choices=EventKind.choices)
    title = models.CharField(max_length=200)
    happened_on = models.DateField()
    source = models.CharField(max_length=400)
    description = models.TextField(blank=True)
    told = CanonicalJSONField(default=dict)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "title", "happened_on"], name="a_reported_event_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Concerned(OrganisationRecord):
    """An AI system that a reported event concerns, and why: named, or found from what is on record."""

    event = models.ForeignKey(ReportedEvent, on_delete=models.PROTECT, related_name="concerned")
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "system"], name="a_concerned_system_once")]
        verbose_name = "AI system concerned by an event"
        verbose_name_plural = "AI systems concerned by events"
