"""What a breach sets off: a nonconformity with an owner and a due date, and the impact assessment to look at again.
And what a trigger sets off whose rule names clause 10.2.

Both stand in the act that opened the breach. A threshold without an AI system does not exist, so both have one.
"""

from assentian.assurance import rules
from assentian.assurance.choices import Source
from assentian.assurance.services import NonconformityDetails, open_nonconformity
from assentian.impact.models import TriggerEvent
from assentian.impact.services import Trigger
from assentian.impact.triggers.library import rules as published
from assentian.impact.watch.firing import fire
from assentian.inventory.models import AISystem
from assentian.monitoring.reactions import BreachOpened

EDITION, CORRECTED = "iso42001", "iso42001:10.2"


def raise_nonconformity(breach: BreachOpened) -> None:
    """The owner of the system owns what is not as it should be."""
    system = AISystem.objects.of(breach.organisation).get(pk=breach.system)
    fired = rules.fired(breach.rule, breach.trigger_class, breach.hold)
    details = NonconformityDetails(
        title=breach.title,
        description=breach.reason,
        owner_id=system.owner_id,
        due_at=rules.due_at(fired.trigger_class, breach.at),
        source=Source.BREACH,
        system_id=system.pk,
        requirements=breach.requirements,
        cause=breach.cause,
        hold=breach.hold,
    )
    open_nonconformity(breach.organisation, details, breach.at)


def raise_for_trigger(fired: TriggerEvent) -> None:
    """A trigger whose rule names 10.2 says that something is not as it should be, and of which requirements. A breach
    raises its own; what is held back is held by the trigger, not by the nonconformity.
    """
    served = _served(fired.rule)
    if fired.cause.startswith("monitoring_breach/") or CORRECTED not in served:
        return
    details = NonconformityDetails(
        title=fired.reason.rstrip("."),
        description=fired.reason,
        owner_id=fired.system.owner_id,
        due_at=rules.due_at(fired.trigger_class, fired.at),
        source=Source.TRIGGER,
        system_id=fired.system_id,
        requirements=tuple(key for key in served if key != CORRECTED),
        cause=fired.cause,
    )
    open_nonconformity(fired.organisation_id, details, fired.at)


def _served(name: str) -> list[str]:
    """Requirements that a rule names; none where the rule is not of the published set."""
    found = {one.id: one for one in published()}.get(name)
    return [key.short for key in found.serves if key.edition == EDITION] if found else []


def reopen_assessment(breach: BreachOpened) -> None:
    fired = rules.fired(breach.rule, breach.trigger_class, breach.hold)
    trigger = Trigger(
        rule=fired.rule,
        reason=f"{breach.title}: {breach.reason}",
        cause=breach.cause,
        trigger_class=fired.trigger_class,
        hold=breach.hold,
        at=breach.at,
    )
    fire(AISystem.objects.of(breach.organisation).get(pk=breach.system), trigger)
