"""What is monitored (ISO/IEC 42001:2023 9.1): indicators, their thresholds, measurements and breaches.

A measurement is written once and never changed. A threshold counts only while it is approved and not superseded; it is
approved by another person than the one who proposed it. A breach is opened and cleared by the one rule in `rules`.

What happens in operation (A.6.2.6, A.8.4) is on record beside it: periods of decisions, incidents, and cases brought by
those affected. A period is written once; an incident or a case is written once and closed once.
"""

from django.db import models

from assentian.accounts.models import OrganisationRecord, User
from assentian.evidence.models import Evidence
from assentian.inventory.models import AISystem
from assentian.journal.fields import CanonicalJSONField
from assentian.monitoring.choices import Bound, BreachRule, CaseKind, Hold, Outcome, Severity, Source, Worse

DIGITS, PLACES = 24, 9


class Indicator(OrganisationRecord):
    """A series that is watched. Bound to a metric of a check, or fed from outside."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="indicators")
    key = models.SlugField(max_length=64)
    title = models.CharField(max_length=120)
    unit = models.CharField(max_length=32, blank=True)
    worse = models.CharField(max_length=8, choices=Worse.choices)
    period_days = models.PositiveSmallIntegerField()
    minimum = models.PositiveIntegerField(default=200)
    is_exact = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=Source.choices)
    check_kind = models.CharField(max_length=64, blank=True)
    check_id = models.CharField(max_length=64, blank=True)
    metric = models.CharField(max_length=64, blank=True)
    where = models.CharField(max_length=200, blank=True)
    bound_to = models.CharField(max_length=16, choices=Bound.choices)
    reference = models.CharField(max_length=200)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    defined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "system", "key"], name="an_indicator_once")]
        indexes = [models.Index(fields=["organisation", "system", "check_kind", "metric"])]

    def __str__(self) -> str:
        return self.title


class Threshold(OrganisationRecord):
    """One version of an indicator's limits; `target` is where it should be, `breach` where it must not go."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="thresholds")
    version = models.PositiveIntegerField()
    target = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    warn = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    breach = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    hold = models.CharField(max_length=16, choices=Hold.choices)
    reason = models.TextField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="a_threshold_version_once"),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=models.Q(approved_at__isnull=False, superseded_at=None),
                name="one_threshold_in_force",
            ),
        ]


class Measurement(OrganisationRecord):
    """One value of an indicator over a period; `value` is None where the period was measured and told nothing."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    lower = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    upper = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    n = models.PositiveBigIntegerField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "period_end"], name="a_window_once")]
        indexes = [models.Index(fields=["organisation", "indicator", "-period_end"])]


class Breach(OrganisationRecord):
    """`measurement` is the window that opened it, `cleared_by` the one after which it was over."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="breaches")
    threshold = models.ForeignKey(Threshold, on_delete=models.PROTECT, related_name="breaches")
    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=8, choices=BreachRule.choices)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    cleared_by = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "rule", "measurement"], name="a_breach_once"),
            models.UniqueConstraint(
                fields=["indicator", "rule"], condition=models.Q(cleared_at=None), name="one_open_breach_a_rule"
            ),
        ]
        verbose_name_plural = "breaches"


class OperationPeriod(OrganisationRecord):
    """What the AI system decided in a period, how often a reviewer changed it, and whom it met.

    `overrides` is None where nobody reviews; `population` counts decisions by segment.
    """

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="operation_periods")
    start = models.DateTimeField()
    end = models.DateTimeField()
    decisions = models.PositiveBigIntegerField()
    overrides = models.PositiveBigIntegerField(null=True, blank=True)
    review_seconds_median = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    population = CanonicalJSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "end"], name="an_operation_period_once")]


class Incident(OrganisationRecord):
    """Something that went wrong, or nearly did. `reference` is its number where it was first noted."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="incidents")
    reference = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    severity = models.CharField(max_length=3, choices=Severity.choices)
    near_miss = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    description = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "reference"], name="an_incident_once")]


class IncidentEntry(OrganisationRecord):
    """One line of an incident's timeline: what was done or found, and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    text = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "incident entries"


class Case(OrganisationRecord):
    """An appeal or a complaint. `group` is the group that the person belongs to, where it is known and may be kept."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=16, choices=CaseKind.choices)
    reference = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    group = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "kind", "reference"], name="a_case_once")]


class PlannedCheck(OrganisationRecord):
    """A check that is to give a result every so many days, from `since` on; any of its kind where it names no id.

    A plan that somebody withdrew stays on record with the reason; the same check can then be planned again.
    """

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="planned_checks")
    check_kind = models.CharField(max_length=64)
    check_id = models.CharField(max_length=64, blank=True)
    every_days = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "check_kind", "check_id"],
                condition=models.Q(withdrawn_at=None),
                name="a_planned_check_once",
            )
        ]
