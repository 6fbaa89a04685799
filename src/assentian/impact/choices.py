"""Words of the impact assessment: where a version stands, how grave a trigger is, how it was answered.

Only words that are stored; the standing of a whole system is computed (`rules.Standing`) and never kept.
"""

from django.db import models


class VersionState(models.TextChoices):
    """Where one recorded version of an assessment stands."""

    DRAFT = "draft", "Draft"
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


class AnswerState(models.TextChoices):
    """How an answer came to stand. Whether it is challenged or asked at all is computed."""

    ANSWERED = "answered", "Answered"
    UNKNOWN = "unknown", "Not known yet"
    ACCEPTED = "accepted", "Accepted from evidence"
    ADJUSTED = "adjusted", "Adjusted from evidence"
    NEEDS_REVIEW = "needs_review", "Needs review"


class ChallengeState(models.TextChoices):
    """What became of a contradiction between an answer and a measurement; all but `open` name who settled it."""

    OPEN = "open", "Open"
    CHANGED = "changed", "The answer was changed"
    JUSTIFIED = "justified", "Justified until a date"
    DISPUTED = "disputed", "The measurement is disputed"


class Mark(models.TextChoices):
    """What a reviewer says of one answer."""

    CORRECT = "correct", "Correct this"
    FINE = "fine", "Fine"
    FINE_WITH_ACTION = "fine_with_action", "Fine, with an action"


class SignedOutcome(models.TextChoices):
    SUBMITTED = "submitted", "Submitted"
    WAIVED = "waived", "Floor waived"
    SECOND_LINE = "second_line", "Second line agrees"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Sent back"
    STILL_VALID = "still_valid", "Reviewed, still valid"


class EventKind(models.TextChoices):
    """What people report because no measurement tells it; each is looked at by a trigger rule (`reported.kinds`)."""

    LAW = "law", "Law, guidance or official position changed"
    SUPPLIER = "supplier", "Supplier, contract or terms changed"
    DATA_RIGHT = "data-right", "Right to use data lost or expired"
    DPIA = "dpia", "DPIA changed, or an authority was consulted"
    CONCERN = "concern", "Affected people or staff raised a concern"
    WEAKNESS = "weakness", "Attack, finding or weakness became known"
    ELSEWHERE = "elsewhere", "Harm at another user of the same model"


class SummaryState(models.TextChoices):
    """Where a public summary stands. Only a published one is told to anybody."""

    PREPARED = "prepared", "Prepared, not public"
    PUBLISHED = "published", "Public"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LinkedKind(models.TextChoices):
    """What another tool keeps."""

    DPIA = "dpia", "Data protection impact assessment"
    SECURITY = "security", "Security risk assessment"
