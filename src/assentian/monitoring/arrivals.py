"""From received evidence to measurements: an indicator bound to a metric of a check gets its value, in the same act."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from assentian.evidence.models import Evidence
from assentian.journal.context import now
from assentian.monitoring.choices import Source
from assentian.monitoring.judging import judge
from assentian.monitoring.models import Indicator, Measurement
from assentian.monitoring.rows import NewMeasurement, problem
from assentian.monitoring.services import normal

_SKEW = timedelta(hours=1)


def measure(evidence: Evidence) -> None:
    """Record what `evidence` says of every indicator that is bound to it; one number of a window stands for good.

    The window ends when the check was finished and is one period long. A result that holds no such metric, or a number
    that cannot be kept, gives no measurement: the indicator grows stale and says so.
    """
    metrics = {(metric["name"], metric["where"]): metric for metric in evidence.summary.get("metrics", ())}
    bound = Indicator.objects.of(evidence.organisation_id).filter(
        Q(check_id="") | Q(check_id=evidence.check_id),
        system=evidence.system_id,
        source=Source.CHECK,
        check_kind=evidence.check_kind,
    )
    for indicator in bound.order_by("pk"):
        metric = metrics.get((indicator.metric, indicator.where))
        row = _row(indicator, evidence, metric) if metric else None
        if row is None or problem(row, now() + _SKEW):
            continue
        _, is_new = Measurement.objects.get_or_create(
            organisation_id=evidence.organisation_id,
            indicator=indicator,
            period_end=row.period_end,
            defaults={
                "period_start": row.period_start,
                "n": row.n,
                "evidence": evidence,
                "recorded_at": evidence.received_at,
                **{
                    name: None if value is None else normal(value)
                    for name, value in (("value", row.value), ("lower", row.lower), ("upper", row.upper))
                },
            },
        )
        if is_new:
            judge(indicator, since=row.period_end)


def _row(indicator: Indicator, evidence: Evidence, metric: dict[str, Any]) -> NewMeasurement:
    """One-sided intervals have no use here: half an interval is none."""
    value, lower, upper = (_decimal(metric[name]) for name in ("value", "lower", "upper"))
    if lower is None or upper is None or value is None:
        lower = upper = None
    return NewMeasurement(
        indicator=indicator.key,
        period_start=evidence.measured_at - timedelta(days=indicator.period_days),
        period_end=evidence.measured_at,
        n=metric["n"],
        value=value,
        lower=lower,
        upper=upper,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
