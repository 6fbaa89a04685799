"""Words of risk that are stored: where a risk came from, where it stands, what is judged of it, how it is treated.

The words are those of ISO 31000:2018. How a risk stands as a whole is computed (`register.rules.Standing`), never kept.
"""

from django.db import models


class Source(models.TextChoices):
    """Where a risk was found."""

    THREAT = "threat", "Threat"
    RISK_SOURCE = "risk_source", "Risk source of Annex C"
    IMPACT = "impact", "Impact assessment"
    OWN = "own", "Own finding"


class RiskState(models.TextChoices):
    OFFERED = "offered", "Offered"
    OPEN = "open", "Open"
    DECLINED = "declined", "Declined"
    CLOSED = "closed", "Closed"


class Kind(models.TextChoices):
    """What a judgement is about: the risk without treatment, or what remains with it."""

    INHERENT = "inherent", "Inherent"
    RESIDUAL = "residual", "Residual"


class Option(models.TextChoices):
    """The four ways to treat a risk; lowering likelihood or consequence and removing the source are all `modify`."""

    MODIFY = "modify", "Modify"
    RETAIN = "retain", "Retain"
    AVOID = "avoid", "Avoid"
    SHARE = "share", "Share"
