"""The verbs of monitoring: define an indicator, propose and approve its limits, record measurements.

Every verb is one act with everything that follows from it, breaches and their consequences included. Sending the same
measurement again changes nothing; sending another value for a window that was measured is refused.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation

from django.db import IntegrityError, transaction

from assentian.accounts import queries as accounts
from assentian.accounts.approving import approving, digest
from assentian.accounts.rules import Actor
from assentian.checks.registry import KINDS
from assentian.inventory.models import AISystem
from assentian.inventory.rules import slug
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.monitoring import rules
from assentian.monitoring.choices import Source
from assentian.monitoring.judging import judge, limits_of
from assentian.monitoring.models import PLACES, Indicator, Measurement, Threshold
from assentian.monitoring.rows import NewMeasurement, RowError, RowsError, problem

_SIGNIFICANT = Context(prec=15)
_PLACE = Decimal(1).scaleb(-PLACES)


class MonitoringError(ValueError):
    """What was asked cannot stand; `field` names the input that is wrong, the message says why, to a person."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDescription:
    """`minimum` is the least number of cases that a window needs; `is_exact` says that values count everything."""

    title: str
    worse: str
    period_days: int
    source: str
    bound_to: str
    reference: str
    owner_id: int
    unit: str = ""
    minimum: int = 200
    is_exact: bool = False
    check_kind: str = ""
    check_id: str = ""
    metric: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdProposal:
    target: Decimal
    warn: Decimal
    breach: Decimal
    hold: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many measurements are new, and how many stood already."""

    new: int
    standing: int


def define_indicator(actor: Actor, system: AISystem, description: IndicatorDescription) -> Indicator:
    """Begin to watch a series. `MonitoringError` when the title is taken or what it is bound to does not exist."""
    actor.require("indicators.define")
    key = slug(description.title)
    if not key:
        raise MonitoringError("title", "a title needs a letter a to z or a digit, from which its key is made")
    if not accounts.is_member(actor.organisation, description.owner_id):
        raise MonitoringError("owner_id", "the owner must be a member of this organisation")
    if description.source == Source.CHECK and description.check_kind not in KINDS:
        raise MonitoringError("check_kind", f"there is no kind of check {description.check_kind!r}")
    if description.source == Source.CHECK and not description.metric:
        raise MonitoringError("metric", "name the metric of the check")
    try:
        with act(actor.organisation, actor.name, "define indicator"), transaction.atomic():
            return Indicator.objects.create(
                organisation_id=actor.organisation, system=system, key=key, defined_at=now(), **asdict(description)
            )
    except IntegrityError:
        raise MonitoringError("title", f"{system.name} has an indicator {key} already; choose another title") from None


def propose_threshold(actor: Actor, indicator: Indicator, proposal: ThresholdProposal) -> Threshold:
    """Propose the next version of the limits; nothing is judged by them until another person approves."""
    actor.require("thresholds.propose")
    values = {name: normal(getattr(proposal, name)) for name in ("target", "warn", "breach")}
    with act(actor.organisation, actor.name, "propose threshold", why=proposal.reason):
        standing = Indicator.objects.of(actor.organisation).select_for_update().get(pk=indicator.pk)
        last = Threshold.objects.of(actor.organisation).filter(indicator=standing).order_by("-version").first()
        proposed = Threshold(
            organisation_id=actor.organisation,
            indicator=standing,
            version=last.version + 1 if last else 1,
            hold=proposal.hold,
            reason=proposal.reason,
            proposed_by_id=actor.user_id,
            proposed_at=now(),
            **values,
        )
        if wrong := rules.problem(limits_of(proposed)):
            raise MonitoringError("breach", wrong)
        proposed.save()
    return proposed


def approve_threshold(actor: Actor, threshold: Threshold) -> Threshold:
    """Put proposed limits in force in place of the last, and judge the newest window by them."""
    with approving(actor, "thresholds.approve", "approve threshold") as approval:
        found = Threshold.objects.of(actor.organisation).select_for_update().get(pk=threshold.pk)
        if found.proposed_by_id == actor.user_id:
            raise MonitoringError("", "limits are approved by another person than the one who proposed them")
        if found.approved_at is not None:
            return found
        newer = Threshold.objects.of(actor.organisation).filter(
            indicator_id=found.indicator_id, version__gt=found.version, approved_at__isnull=False
        )
        if newer.exists():
            raise MonitoringError("", "a later version is approved already; propose these limits again")
        moment = now()
        for last in Threshold.objects.of(actor.organisation).filter(
            indicator_id=found.indicator_id, approved_at__isnull=False, superseded_at=None
        ):
            last.superseded_at = moment
            last.save()
        found.approved_by_id, found.approved_at = actor.user_id, moment
        found.save()
        approval.of(found, shown=_shown(found))
        judge(found.indicator)
    return found


def _shown(threshold: Threshold) -> str:
    """Digest of proposed limits; nothing changes them after they are proposed."""
    numbers = {name: str(getattr(threshold, name)) for name in ("target", "warn", "breach")}
    return digest({"version": threshold.version, "hold": threshold.hold, "reason": threshold.reason, **numbers})


def record_measurements(actor: Actor, system: AISystem, rows: Sequence[NewMeasurement]) -> Recorded:
    """Record all of `rows` or, when any is wrong, none: `RowsError` names each wrong row and why."""
    actor.require("measurements.record")
    indicators = {
        found.key: found
        for found in Indicator.objects.of(actor.organisation).filter(system=system, source=Source.MANUAL)
    }
    try:
        with act(actor.organisation, actor.name, "record measurements"), transaction.atomic():
            return _record(indicators, rows)
    except IntegrityError:
        raise RowsError([RowError(0, "somebody sent one of these windows at the same moment; send again")]) from None


def check_rows(organisation: str, system: AISystem, rows: Sequence[NewMeasurement]) -> list[RowError]:
    """What would be refused of `rows`, without recording any. Two queries."""
    indicators = {
        found.key: found for found in Indicator.objects.of(organisation).filter(system=system, source=Source.MANUAL)
    }
    return _wrong(indicators, rows, _standing(organisation, indicators, rows))


def normal(value: Decimal) -> Decimal:
    """As both databases keep it: 15 significant digits, 9 decimal places."""
    try:
        return _SIGNIFICANT.create_decimal(value).quantize(_PLACE)
    except InvalidOperation:
        raise MonitoringError("value", f"{value} is too large") from None


Windows = dict[tuple[int, datetime], Measurement]


def _record(indicators: dict[str, Indicator], rows: Sequence[NewMeasurement]) -> Recorded:
    if not rows:
        return Recorded(0, 0)
    organisation = next((found.organisation_id for found in indicators.values()), "")
    standing = _standing(organisation, indicators, rows)
    if errors := _wrong(indicators, rows, standing):
        raise RowsError(errors)
    fresh = [row for row in rows if (indicators[row.indicator].pk, row.period_end) not in standing]
    moment = now()
    made = [
        Measurement(
            organisation_id=organisation,
            indicator=indicators[row.indicator],
            period_start=row.period_start,
            period_end=row.period_end,
            n=row.n,
            recorded_at=moment,
            **_values(row),
        )
        for row in fresh
    ]
    Measurement.objects.bulk_create(made)
    for key in dict.fromkeys(row.indicator for row in fresh):
        judge(indicators[key], since=min(row.period_end for row in fresh if row.indicator == key))
    return Recorded(len(fresh), len(rows) - len(fresh))


def _standing(organisation: str, indicators: dict[str, Indicator], rows: Sequence[NewMeasurement]) -> Windows:
    found = Measurement.objects.of(organisation).filter(
        indicator__in=indicators.values(), period_end__in={row.period_end for row in rows}
    )
    return {(one.indicator_id, one.period_end): one for one in found}


def _wrong(indicators: dict[str, Indicator], rows: Sequence[NewMeasurement], standing: Windows) -> list[RowError]:
    errors, seen = [], set()
    moment = now()
    for number, row in enumerate(rows):
        indicator = indicators.get(row.indicator)
        wrong = problem(row, moment)
        if indicator is None:
            wrong = f"the system has no indicator {row.indicator!r} that takes measurements"
        elif not wrong and (indicator.pk, row.period_end) in seen:
            wrong = "an earlier row measures the same window"
        elif not wrong and (kept := standing.get((indicator.pk, row.period_end))) and _differs(kept, row):
            wrong = "this window was measured already, with other numbers; a measurement is not changed"
        if indicator is not None:
            seen.add((indicator.pk, row.period_end))
        if wrong:
            errors.append(RowError(number, wrong))
    return errors


def _differs(kept: Measurement, row: NewMeasurement) -> bool:
    values = {**_values(row), "n": row.n, "period_start": row.period_start}
    return any(getattr(kept, name) != value for name, value in values.items())


def _values(row: NewMeasurement) -> dict[str, Decimal | None]:
    given = {"value": row.value, "lower": row.lower, "upper": row.upper}
    return {name: None if value is None else normal(value) for name, value in given.items()}
