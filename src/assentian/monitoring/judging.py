"""Holding an indicator's windows against its limits, inside the act that recorded them: breaches open and clear here.

Called with an act under way. Judging again what was judged changes nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from assentian.evidence.models import EvidenceFor
from assentian.impact.choices import TriggerClass
from assentian.impact.watch import firing
from assentian.journal.context import now
from assentian.monitoring import rules, triggers
from assentian.monitoring.choices import Bound, BreachRule, Hold, Worse
from assentian.monitoring.models import Breach, Indicator, Measurement, Threshold
from assentian.monitoring.reactions import BreachOpened, reactions
from assentian.monitoring.rules import Change, Decision, Limits, Standing, Window


def limits_of(threshold: Threshold) -> Limits:
    """An expected benefit is held by its value against the baseline, in three windows in a row."""
    indicator = threshold.indicator
    is_benefit = indicator.bound_to == Bound.BENEFIT
    return Limits(
        target=threshold.target,
        warn=threshold.warn,
        breach=threshold.breach,
        above=indicator.worse == Worse.ABOVE,
        period=timedelta(days=indicator.period_days),
        minimum=indicator.minimum,
        exact=indicator.is_exact or is_benefit,
        enough=rules.CONSECUTIVE if is_benefit else rules.ENOUGH,
    )


def window_of(measurement: Measurement) -> Window:
    return Window(
        end=measurement.period_end,
        value=measurement.value,
        lower=measurement.lower,
        upper=measurement.upper,
        n=measurement.n,
    )


def in_force(indicator: Indicator) -> Threshold | None:
    """The approved limits of an indicator. One query."""
    found = Threshold.objects.of(indicator.organisation_id).select_related("indicator")
    return found.filter(indicator=indicator, approved_at__isnull=False, superseded_at=None).first()


def judge(indicator: Indicator, since: datetime | None = None) -> None:
    """Judge each window that ended at `since` or later, in order; without `since` the newest alone."""
    threshold = in_force(indicator)
    if threshold is None:
        return
    limits = limits_of(threshold)
    measured = _recent(indicator, limits.period, since)
    first = len(measured) - 1 if since is None else 0
    for place, measurement in enumerate(measured):
        if place < first or (since is not None and measurement.period_end < since):
            continue
        windows = [window_of(one) for one in measured[: place + 1]]
        discovered = _is_discovered(threshold, windows[-1], limits)
        found = rules.judge(windows, limits, _standing(indicator, BreachRule.LIMIT), discovered=discovered)
        _apply(threshold, measurement, BreachRule.LIMIT, found)
        found = rules.measurable(windows, limits, _standing(indicator, BreachRule.UNMEASURED))
        _apply(threshold, measurement, BreachRule.UNMEASURED, found)


def _recent(indicator: Indicator, period: timedelta, since: datetime | None) -> list[Measurement]:
    """Measurements, oldest first, that can matter for judging from `since` on."""
    found = Measurement.objects.of(indicator.organisation_id).filter(indicator=indicator)
    newest = since or found.order_by("-period_end").values_list("period_end", flat=True).first()
    if newest is None:
        return []
    return list(found.filter(period_end__gt=newest - rules.CONSECUTIVE * period).order_by("period_end"))


def _standing(indicator: Indicator, rule: BreachRule) -> Standing:
    last = (
        Breach.objects.of(indicator.organisation_id)
        .filter(indicator=indicator, rule=rule)
        .select_related("measurement", "cleared_by")
        .order_by("-measurement__period_end")
        .first()
    )
    if last is None:
        return Standing()
    if last.cleared_by is None:
        return Standing(opened=last.measurement.period_end)
    return Standing(cleared=last.cleared_by.period_end)


def _apply(threshold: Threshold, measurement: Measurement, rule: BreachRule, decision: Decision | None) -> None:
    if decision is None:
        return
    breaches = Breach.objects.of(threshold.organisation_id).filter(indicator=threshold.indicator, rule=rule)
    if decision.change is Change.CLEARED:
        for breach in breaches.filter(cleared_at=None):
            breach.cleared_by, breach.cleared_at = measurement, now()
            breach.save()
    elif not breaches.filter(measurement=measurement).exists():
        breach = Breach.objects.create(
            organisation_id=threshold.organisation_id,
            indicator=threshold.indicator,
            threshold=threshold,
            measurement=measurement,
            rule=rule,
            reason=decision.reason,
            opened_at=now(),
        )
        reactions.to(_told(breach))


def _told(breach: Breach) -> BreachOpened:
    """A finding that something cannot be measured, or that a benefit does not come, holds nothing back; only a breached
    limit does. What stands approved and what else is measured may make it graver.
    """
    indicator = breach.indicator
    rule, trigger_class = triggers.fired(breach.rule, indicator.check_kind, indicator.bound_to)
    is_limit = breach.rule == BreachRule.LIMIT and indicator.bound_to != Bound.BENEFIT
    hold, reason = breach.threshold.hold if is_limit else Hold.NONE, breach.reason
    graver, why = firing.graver(indicator.system, rule, facts(breach))
    if graver:
        trigger_class, reason = graver, f"{reason.rstrip('.')}; {why}."
        hold = Hold.FALLBACK if graver == TriggerClass.STOP else hold
    spoken = EvidenceFor.objects.of(breach.organisation_id).filter(evidence=breach.measurement.evidence_id)
    return BreachOpened(
        organisation=breach.organisation_id,
        breach=breach.pk,
        system=indicator.system_id,
        title=indicator.title,
        reason=reason,
        at=breach.opened_at,
        hold=hold,
        requirements=tuple(spoken.order_by("requirement").values_list("requirement", flat=True)),
        rule=rule,
        trigger_class=trigger_class,
    )


def facts(breach: Breach) -> dict[str, Any]:
    """What may make a breach graver: how far it went, whom it hits, and what else is near its limit. Two queries."""
    limits, window = limits_of(breach.threshold), window_of(breach.measurement)
    bound, evidence = limits.bound(window), breach.measurement.evidence
    metrics = evidence.summary.get("metrics", ()) if evidence else ()
    return {
        "beyond_twice": bound is not None and limits.beyond(bound, limits.far),
        "group": triggers.harmed(breach.indicator.metric, breach.indicator.where, metrics),
        "others_warn": _is_near(breach.indicator),
    }


def _is_near(indicator: Indicator) -> bool:
    """Whether the main metric or a fairness metric of the same system lies beyond its warning in its newest window."""
    watched = _newest(indicator.organisation_id).filter(
        indicator__system=indicator.system_id, indicator__check_kind__in=triggers.MAIN
    )
    others = list(watched.exclude(indicator=indicator).select_related("indicator"))
    measured = Measurement.objects.of(indicator.organisation_id).in_bulk([one.newest for one in others if one.newest])
    for one in others:
        window = measured.get(one.newest)
        if window is not None and window.value is not None and limits_of(one).beyond(window.value, one.warn):
            return True
    return False


def _newest(organisation: str) -> QuerySet[Threshold, Any]:
    """Limits in force, each with the id of the newest measurement as `newest`."""
    newest = Measurement.objects.filter(indicator=OuterRef("indicator")).order_by("-period_end").values("pk")[:1]
    found = Threshold.objects.of(organisation).filter(approved_at__isnull=False, superseded_at=None)
    return found.annotate(newest=Subquery(newest))


def _is_discovered(threshold: Threshold, window: Window, limits: Limits) -> bool:
    """Whether the window stands out among the newest of all series with limits in force. Two queries at most."""
    organisation = threshold.organisation_id
    watched = Threshold.objects.of(organisation).filter(approved_at__isnull=False, superseded_at=None)
    if watched.count() <= rules.MANY_SERIES:
        return True
    others = list(_newest(organisation).exclude(pk=threshold.pk).select_related("indicator"))
    measured = Measurement.objects.of(organisation).in_bulk([other.newest for other in others if other.newest])
    own = rules.chance(window, limits)
    of_all = [
        rules.chance(window_of(measured[other.newest]), limits_of(other)) if other.newest in measured else 1.0
        for other in others
    ]
    return rules.is_discovered(own, [own, *of_all])
