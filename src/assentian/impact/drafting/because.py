"""Why the level is no lower, as pages show it: each reason, and in the place of a waived floor the reasoning."""

from dataclasses import dataclass

from assentian.impact.drafting.queries import Told
from assentian.impact.models import Waiver
from assentian.impact.scoring.result import Reason


@dataclass(frozen=True, slots=True)
class Because:
    """`waiver` is the reasoning that lifts this floor; `can_be_waived` that one could."""

    reason: Reason
    waiver: Waiver | None = None
    can_be_waived: bool = False


def because(told: Told) -> list[Because]:
    """Waived floors first. No query."""
    lifted = [Because(told.waivable[rule], waiver, can_be_waived=True) for rule, waiver in told.waived.items()]
    allowed = {floor["id"] for floor in told.bank.scoring["floors"] if "waive" in floor}
    return [*lifted, *(Because(one, None, one.rule in allowed) for one in told.result.because)]
