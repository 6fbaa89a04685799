"""The register as its page and its exports list it: filtered in the database, then by how each risk stands, sorted."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from assentian.accounts import queries as accounts
from assentian.inventory import queries as inventory
from assentian.risk.register import queries, rules
from assentian.risk.register.forms import FindRisk
from assentian.risk.register.queries import Entry
from assentian.web.pages import Sorting

_LAST = date.max
_ORDERS: dict[str, Callable[[Entry], Any]] = {
    "number": lambda one: one.risk.number,
    "event": lambda one: one.risk.event.casefold(),
    "system": lambda one: one.risk.system.name.casefold() if one.risk.system else "",
    "level": lambda one: one.score,
    "standing": lambda one: (rules.ORDER.index(one.standing), -one.score),
    "owner": lambda one: one.risk.owner.name.casefold() if one.risk.owner else "",
    "review": lambda one: one.risk.review_due or _LAST,
}


def finder(organisation: str, params: QueryDict) -> FindRisk:
    return FindRisk(inventory.systems(organisation).order_by("name"), accounts.people(organisation), params or None)


def listed(organisation: str, asked: FindRisk, params: QueryDict, now: datetime) -> tuple[Sequence[Entry], Sorting]:
    """The entries that the filters leave, in the asked order, equal ones by number; what presses first by default."""
    wanted = asked.asked()
    standing, level = wanted.pop("standing", ""), wanted.pop("level", "")
    found = queries.entries(organisation, queries.risks(organisation, **wanted), now)
    if standing == "open":
        found = [one for one in found if one.standing.is_open]
    elif standing:
        found = [one for one in found if one.standing == standing]
    if level:
        found = [one for one in found if one.level == level]
    sort = Sorting.read(params, {key: (key,) for key in _ORDERS}, default="standing")
    found.sort(key=_ORDERS[sort.key], reverse=sort.descending)
    return found, sort
