"""The verb of the schedule: plan that a check runs every so many days."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from assentian.accounts.rules import Actor
from assentian.checks.registry import KINDS
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.monitoring.models import PlannedCheck
from assentian.monitoring.services import MonitoringError


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
