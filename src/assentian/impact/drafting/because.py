"""Why the level is no lower, as pages show it: each reason, and in the place of a waived floor the reasoning."""

import re
from dataclasses import dataclass

from assentian.impact.bank.facts import Bank
from assentian.impact.drafting.queries import Told
from assentian.impact.models import Waiver
from assentian.impact.scoring.result import Reason


@dataclass(frozen=True, slots=True)
class Because:
    """`behind` are the answers that fired it, in words; `waiver` is the reasoning that lifts this floor,
    `can_be_waived` that one could.
    """

    reason: Reason
    behind: str
    waiver: Waiver | None = None
    can_be_waived: bool = False


def because(told: Told) -> list[Because]:
    """Waived floors first. No query."""
    lifted = [_because(told, told.waivable[rule], waiver, can_be_waived=True) for rule, waiver in told.waived.items()]
    allowed = {floor["id"] for floor in told.bank.scoring["floors"] if "waive" in floor}
    return [*lifted, *(_because(told, one, None, can_be_waived=one.rule in allowed) for one in told.result.because)]


def _because(told: Told, reason: Reason, waiver: Waiver | None, *, can_be_waived: bool) -> Because:
    behind = "; ".join(_named(told.bank, one) for one in reason.behind)
    return Because(reason, behind, waiver, can_be_waived=can_be_waived)


def _named(bank: Bank, answer: str) -> str:
    """`automation=decides` and `impact_register[0]` by the numbers of their questions and the words of their options;
    anything else as it stands.
    """
    found = re.fullmatch(r"(\w+)(?:=(\w+)|\[(\d+)\])", answer)
    asked = {question.key: question for question in bank.questions}
    if found is None or found[1] not in asked:
        return answer
    question = asked[found[1]]
    if found[3]:
        return f"{question.id}, row {int(found[3]) + 1}"
    option = question.option(found[2])
    return f"{question.id}: {option.label if option else found[2]}"
