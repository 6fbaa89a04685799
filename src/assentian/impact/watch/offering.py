"""What a grave trigger offers to the register of risks: a finding to take in or to decline, never a judged risk.

Offered once for each trigger, in the act in which it fired, and linked both ways. A trigger that only asks for a look
at some answers offers nothing.
"""

from assentian.impact.choices import TriggerClass
from assentian.impact.models import TriggerEvent
from assentian.impact.triggers.library import rule
from assentian.risk.choices import Source
from assentian.risk.models import Risk
from assentian.risk.services import LONGEST_EVENT, RiskDescription, offer_risk

GRAVE = frozenset({TriggerClass.STOP, TriggerClass.MANDATORY})
_UNJUDGED = (
    "Not judged yet: whom it harms, how gravely and how many. The impact assessment was opened to find that out."
)


def offer(fired: TriggerEvent) -> Risk | None:
    """Offer what a stop or a mandatory trigger found. Called inside the act in which it fired."""
    if fired.trigger_class not in GRAVE:
        return None
    description = RiskDescription(
        cause=fired.reason,
        event=f"{_titled(fired.rule)}: {fired.system.name}"[:LONGEST_EVENT],
        consequence=_UNJUDGED,
        owner_id=None,
        source=Source.IMPACT,
        source_key=f"{fired.rule}@{fired.cause}",
        system_id=fired.system_id,
    )
    fired.offered = offer_risk(fired.organisation_id, description)
    fired.save(update_fields=["offered"])
    return fired.offered


def _titled(name: str) -> str:
    """What the rule is called; a rule that is not of the published set is called by its id."""
    try:
        return rule(name).title
    except KeyError:
        return name
