"""The verbs of the schedule: plan that a check runs every so many days, and withdraw a plan with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from assentian.accounts.rules import Actor
from assentian.checks.registry import KINDS
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.monitoring.models import PlannedCheck
from assentian.monitoring.services import MonitoringError

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`check_id` is empty for any check of the kind."""

    check_kind: str
    every_days: int
    check_id: str = ""


def plan_check(actor: Actor, system: AISystem, plan: Plan) -> PlannedCheck:
    """Plan a check from now on. `MonitoringError` when it is planned already or there is no such kind."""
    actor.require("indicators.define")
    if plan.check_kind not in KINDS:
        raise MonitoringError("check_kind", f"there is no kind of check {plan.check_kind!r}")
    try:
        with act(actor.organisation, actor.name, "plan check"), transaction.atomic():
            return PlannedCheck.objects.create(
                organisation_id=actor.organisation,
                system=system,
                check_kind=plan.check_kind,
                check_id=plan.check_id,
                every_days=plan.every_days,
                since=now(),
            )
    except IntegrityError:
        raise MonitoringError("check_kind", f"this check of {system.name} is planned already") from None


def plan_kinds(actor: Actor, system: AISystem, days: Mapping[str, int]) -> int:
    """Plan any check of each kind, every so many days; kinds that stand in the schedule stay as they are.

    How many were planned. `MonitoringError` for a word that is no kind; then nothing is.
    """
    actor.require("indicators.define")
    if unknown := sorted(set(days) - set(KINDS)):
        raise MonitoringError("check_kind", f"there is no kind of check {unknown[0]!r}")
    with act(actor.organisation, actor.name, "plan checks"), transaction.atomic():
        AISystem.objects.of(actor.organisation).select_for_update().get(pk=system.pk)  # two people press at once
        standing = PlannedCheck.objects.of(actor.organisation).filter(system=system, withdrawn_at=None)
        planned = set(standing.values_list("check_kind", flat=True))
        moment = now()
        made = [
            PlannedCheck(
                organisation_id=actor.organisation, system=system, check_kind=kind, every_days=every, since=moment
            )
            for kind, every in days.items()
            if kind not in planned
        ]
        PlannedCheck.objects.bulk_create(made)
    return len(made)


def withdraw_check(actor: Actor, planned: PlannedCheck, reason: str) -> PlannedCheck:
    """Take a check out of the schedule from now on; what it ran and missed until then stays on record.

    `MonitoringError` without a reason, and for a plan that is withdrawn already.
    """
    actor.require("indicators.define")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise MonitoringError("reason", f"say why it need not run any more, in at most {LONGEST_REASON} characters")
    with act(actor.organisation, actor.name, "withdraw planned check"), transaction.atomic():
        standing = PlannedCheck.objects.of(actor.organisation).select_for_update().get(pk=planned.pk)
        if standing.withdrawn_at is not None:
            raise MonitoringError("reason", "this plan was withdrawn already")
        standing.withdrawn_at, standing.withdrawn_by_id = now(), actor.user_id
        standing.withdrawn_reason = reason.strip()
        standing.save()
    return standing
