"""Words of monitoring that only monitoring uses."""

from django.db import models


class Worse(models.TextChoices):
    """On which side of its limit an indicator does harm."""

    ABOVE = "above", "Larger is worse"
    BELOW = "below", "Smaller is worse"


class Source(models.TextChoices):
    """Where the measurements of an indicator come from."""

    CHECK = "check", "An executed check"
    MANUAL = "manual", "Sent or imported"


class Bound(models.TextChoices):
    """What a threshold guards. Of an expected benefit the breach limit is the baseline: as it is without the system."""

    OBJECTIVE = "objective", "Objective"
    RISK = "risk", "Risk"
    IMPACT = "impact", "Impact"
    BENEFIT = "benefit", "Expected benefit"


class Hold(models.TextChoices):
    """What a breach holds back until it is dealt with."""

    NONE = "none", "Nothing"
    BLOCK_RELEASE = "block_release", "Block the release"
    FALLBACK = "fallback", "Fall back"


class BreachRule(models.TextChoices):
    """Which rule opened a breach; the keys are those of the trigger rules."""

    LIMIT = "T-MET-1", "Limit breached"
    UNMEASURED = "T-MET-6", "Cannot be measured"


class Severity(models.TextChoices):
    """How grave an incident is."""

    ONE = "I", "I, critical"
    TWO = "II", "II, serious"
    THREE = "III", "III, limited"
    FOUR = "IV", "IV, negligible"


class CaseKind(models.TextChoices):
    """What somebody who is affected brings forward."""

    APPEAL = "appeal", "Appeal"
    COMPLAINT = "complaint", "Complaint"


class Outcome(models.TextChoices):
    """What became of the decision that a case is about."""

    UPHELD = "upheld", "Upheld"
    OVERTURNED = "overturned", "Overturned"
