"""Whether somebody still fills the roles that an approved assessment rests on: its owner, an approver, its people.

Looked at every day. A role that nobody ever held is a matter of setting up and no vacancy, so nothing is said of it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from assentian.accounts import queries as accounts
from assentian.accounts.rules import PERMISSIONS
from assentian.impact.models import Assessment, Assignment
from assentian.impact.triggers.facts import Event


def vacant(version: Assessment, moment: datetime) -> Iterator[Event]:
    """An event for each role that is empty. Four queries at most."""
    organisation, system = version.organisation_id, version.system
    held = {system.owner_id: "the owner"}
    people: QuerySet[Any] = Assignment.objects.of(organisation).filter(assessment=version, person__isnull=False)
    held |= {one.person_id: f"who answers as {one.role.replace('_', ' ')}" for one in people.order_by("role")}
    for person, since in accounts.left(organisation, held).items():
        yield _event(moment, since, held[person], f"accounts_user/{person}")
    if since_none := accounts.unfilled_since(organisation, PERMISSIONS["impact.approve"]):
        yield _event(moment, since_none, "an approver", f"accounts_organisation/{organisation}")


def _event(moment: datetime, since: datetime, who: str, record: str) -> Event:
    return Event(
        source="gov.roles",
        at=moment,
        cause=f"{record}:{since:%Y-%m-%d}",
        facts={"vacant_days": (moment - since).days},
        about=f"{who} is missing since {since:%Y-%m-%d}",
    )
