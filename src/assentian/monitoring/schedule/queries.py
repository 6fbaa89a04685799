"""Reads of the schedule. Each names its fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from assentian.accounts.models import Organisation
from assentian.evidence.models import Evidence
from assentian.inventory.models import AISystem
from assentian.monitoring.models import PlannedCheck
from assentian.monitoring.schedule.rules import Turn, turn

_NO_RESULT = ("not_run", "error")


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned check, when it last gave a result, and where it stands."""

    check: PlannedCheck
    last: datetime | None
    turn: Turn

    @property
    def name(self) -> str:
        return self.check.check_id or self.check.check_kind


def schedule(organisation: str, now: datetime) -> list[Planned]:
    """Every planned check of a system that is not retired, by system. Two queries."""
    planned = PlannedCheck.objects.of(organisation).filter(system__retired_at=None, withdrawn_at=None)
    return _placed(organisation, planned.select_related("system"), now)


def of_system(system: AISystem, now: datetime) -> list[Planned]:
    """The planned checks of one system. Two queries."""
    planned = PlannedCheck.objects.of(system.organisation_id).filter(system=system, withdrawn_at=None)
    return _placed(system.organisation_id, planned, now)


def withdrawn(organisation: str) -> list[PlannedCheck]:
    """Plans that were withdrawn, newest first. One query."""
    found = PlannedCheck.objects.of(organisation).exclude(withdrawn_at=None)
    return list(found.select_related("system", "withdrawn_by").order_by("-withdrawn_at", "-pk"))


def planned_check(organisation: str, number: int) -> PlannedCheck | None:
    """One plan that stands, by its id. One query."""
    found = PlannedCheck.objects.of(organisation).filter(pk=number, withdrawn_at=None)
    return found.select_related("system").first()


def _placed(organisation: str, planned: QuerySet[PlannedCheck], now: datetime) -> list[Planned]:
    """Each with its newest result and its turn. Two queries."""
    results = Evidence.objects.of(organisation).exclude(verdict__in=_NO_RESULT)
    newest = {
        (system, kind, check): last
        for system, kind, check, last in results.values_list("system", "check_kind", "check_id")
        .annotate(last=Max("measured_at"))
        .order_by()
    }
    found = []
    for one in planned.order_by("system__name", "check_kind", "check_id", "pk"):
        named = (one.system_id, one.check_kind)
        fitting = [
            last for (*key, check), last in newest.items() if tuple(key) == named and one.check_id in {"", check}
        ]
        last = max(fitting, default=None)
        found.append(Planned(one, last, turn(one.since, timedelta(days=one.every_days), last, now)))
    return found


def is_founded(organisation: str) -> bool:
    """One query."""
    return Organisation.objects.filter(pk=organisation).exists()
