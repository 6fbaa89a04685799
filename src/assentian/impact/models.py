"""The record of AI system impact assessments (ISO/IEC 42001:2023 6.1.4, 8.4, A.5.2-A.5.5), and what reopens them.

Each `Assessment` is one version; at most one of a system is a draft, one awaits approval and one is approved. A version
that was answered here names its question bank by digest (`bank`) and, once submitted, carries the canonical record that
is signed (`record`, `record_digest`); one that was only recorded names where the whole is kept. Answers, rows and what
people say about them belong to one version and are carried into the next, never shared. A `TriggerEvent` is kept also
where no version stands yet: what happened does not wait for a record.
"""

from typing import ClassVar

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.evidence.models import Evidence
from assentian.impact import outward  # noqa: F401  Django finds the models of a room here
from assentian.impact.choices import (
    AnswerState,
    ChallengeState,
    Mark,
    SignedOutcome,
    TriggerAnswer,
    TriggerClass,
    VersionState,
)
from assentian.inventory.models import AISystem
from assentian.journal.fields import CanonicalJSONField
from assentian.risk.models import Risk
from assentian.standards.vocabulary import AskRole, ImpactLevel, ProofGrade, Role


class Assessment(OrganisationRecord):
    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=24, choices=VersionState.choices, default=VersionState.AWAITING)
    level = models.CharField(max_length=4, choices=ImpactLevel.choices(), blank=True)
    summary = models.TextField()
    reference = models.CharField(max_length=400, blank=True)
    review_due = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    bank = models.CharField(max_length=64, blank=True)
    base = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    shown_level = models.CharField(max_length=4, choices=ImpactLevel.choices(), blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=24, blank=True)
    record = CanonicalJSONField(null=True, blank=True)
    record_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "number"], name="an_assessment_once"),
            models.UniqueConstraint(
                fields=["system", "state"],
                condition=~models.Q(state=VersionState.SUPERSEDED),
                name="one_assessment_stands",
            ),
        ]
        verbose_name = "impact assessment"


class TriggerEvent(OrganisationRecord):
    """A reason to look at the assessment again. `cause` names the record behind it: `monitoring_breach/12`.

    `opened` are the ids of the questions that it opens, `offered` what it offered to the register of risks.
    """

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="impact_triggers")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="triggers", null=True, blank=True)
    rule = models.CharField(max_length=24)
    trigger_class = models.CharField(max_length=16, choices=TriggerClass.choices)
    hold = models.CharField(max_length=24, blank=True)
    reason = models.TextField()
    cause = models.CharField(max_length=120)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    opened = CanonicalJSONField(default=list)
    offered = models.OneToOneField(Risk, on_delete=models.PROTECT, related_name="found_by", null=True, blank=True)
    answer = models.CharField(max_length=16, choices=TriggerAnswer.choices, blank=True)
    note = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "system", "cause", "rule"], name="a_trigger_once")
        ]
        verbose_name = "trigger of an impact assessment"


class Answer(OrganisationRecord):
    """The answer to one question of a version. `value` is what was said (numbers as decimal text; rows stand apart).

    `revision` grows with every save and `tab` names the page that saved last, so that two people never overwrite each
    other unseen. `source`, `evidence` and `reading` say where an accepted or adjusted value was measured; `reference`
    where it is written. `carried_from` is the approved answer that still stands; `because` why it must be looked at.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=64)
    value = CanonicalJSONField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=AnswerState.choices)
    reason = models.TextField(blank=True)
    reference = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=64, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reading = CanonicalJSONField(null=True, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    because = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    tab = models.CharField(max_length=32, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "question"], name="an_answer_once")]
        verbose_name = "answer of an impact assessment"

    @property
    def grade(self) -> ProofGrade:
        """The proof behind it: a measurement or a register as it was read, a document, or somebody's word."""
        if self.source and self.state == AnswerState.ACCEPTED:
            untold = ProofGrade.A1 if self.evidence_id is None else ProofGrade.A3
            return ProofGrade((self.reading or {}).get("grade", untold))
        return ProofGrade.A2 if self.reference else ProofGrade.A1


class AnswerRow(OrganisationRecord):
    """One row of a table: an impact, a benefit, a group, a hazard. `number` is never given twice within a question."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="rows")
    question = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    values = CanonicalJSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    tab = models.CharField(max_length=32, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "question", "number"], name="a_row_once")
        ]
        verbose_name = "row of an impact assessment"


class Challenge(OrganisationRecord):
    """An answer and a measurement that contradict each other, as both stood, and how a person settled it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="challenges")
    question = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    say = models.TextField()
    said = CanonicalJSONField(null=True, blank=True)
    measured = CanonicalJSONField(default=dict)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=ChallengeState.choices, default=ChallengeState.OPEN)
    reason = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "question", "source"],
                condition=models.Q(state=ChallengeState.OPEN),
                name="one_open_challenge",
            )
        ]
        verbose_name = "challenge of an answer"


class Assignment(OrganisationRecord):
    """Who answers for a role that questions ask, in one version."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=32, choices=AskRole.choices())
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "role"], name="an_assignment_once")]


class Comment(OrganisationRecord):
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="comments")
    question = models.CharField(max_length=64)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ReviewMark(OrganisationRecord):
    """What a reviewer says of one answer; `credit` (0-100) grades a text that the bank leaves to a reviewer."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="marks")
    question = models.CharField(max_length=64)
    mark = models.CharField(max_length=20, choices=Mark.choices)
    text = models.TextField(blank=True)
    credit = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "question", "by"], name="a_mark_once")]
        verbose_name = "mark of a reviewer"


class Signature(OrganisationRecord):
    """What a person signed: the digest of the canonical record as it was shown, in which role, and why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="signatures")
    outcome = models.CharField(max_length=16, choices=SignedOutcome.choices)
    role = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "signature under an impact assessment"

    @property
    def signed_as(self) -> str:
        """The role in words; empty where none was asked for."""
        words = AskRole if self.outcome in {SignedOutcome.SECOND_LINE, SignedOutcome.WAIVED} else Role
        return words(self.role).label if self.role else ""


class Waiver(OrganisationRecord):
    """A written reasoning that lifts a floor of the bank in one version, until it expires or is withdrawn.

    `behind` are the answers that it was written about, as the floor names them (`regulated_area=education`).
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="waivers")
    rule = models.CharField(max_length=24)
    behind = CanonicalJSONField(default=list)
    reasoning = models.TextField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "rule"], condition=models.Q(withdrawn_at=None), name="one_waiver_stands"
            )
        ]
        verbose_name = "waiver of a floor"


class Snapshot(OrganisationRecord):
    """What was so when a version was approved: facts by source of evidence, without floats. Changes are held against
    it, not against the last release.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="snapshot")
    facts = CanonicalJSONField(default=dict)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "snapshot of an approved assessment"


class SmallChange(OrganisationRecord):
    """A change since the approval that a plan exempts. It is counted: many small ones open the assessment too.

    What it moved is kept as shares of outcomes in thousandths of a percent.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="small_changes")
    rule = models.CharField(max_length=24)
    cause = models.CharField(max_length=120)
    reason = models.TextField()
    at = models.DateTimeField()
    changed_outcomes = models.PositiveIntegerField(default=0)
    in_a_group = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "cause", "rule"], name="a_small_change_once")
        ]
