"""Reads of the schedule. Each names its fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from assentian.accounts.models import Organisation
from assentian.evidence.models import Evidence
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
    planned = PlannedCheck.objects.of(organisation).filter(system__retired_at=None).select_related("system")
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
