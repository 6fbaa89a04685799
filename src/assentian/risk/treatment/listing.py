"""The treatment plan as its page and its files list it: the steps of the asked AI system, then those in a state."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict

from assentian.inventory import queries as inventory
from assentian.risk.treatment import queries
from assentian.risk.treatment.forms import FindStep
from assentian.risk.treatment.queries import Step


def finder(organisation: str, params: QueryDict) -> FindStep:
    return FindStep(inventory.systems(organisation).order_by("name"), params or None)


def listed(organisation: str, asked: FindStep, today: date) -> tuple[Sequence[Step], Sequence[Step]]:
    """Every step of the asked system, and of these the ones in the asked state."""
    wanted = asked.asked()
    steps = queries.steps(organisation, today, system=wanted.get("system", ""))
    return steps, [one for one in steps if one.state == wanted.get("state", one.state)]
