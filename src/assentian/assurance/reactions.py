"""What a breach sets off: a nonconformity with an owner and a due date, and the impact assessment to look at again.

Both stand in the act that opened the breach. A threshold without an AI system does not exist, so both have one.
"""

from assentian.assurance import rules
from assentian.assurance.choices import Source
from assentian.assurance.services import NonconformityDetails, open_nonconformity
from assentian.impact.services import Trigger
from assentian.impact.watch.firing import fire
from assentian.inventory.models import AISystem
from assentian.monitoring.reactions import BreachOpened


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


def reopen_assessment(breach: BreachOpened) -> None:
    fired = rules.fired(breach.rule, breach.trigger_class, breach.hold)
    trigger = Trigger(
        rule=fired.rule,
        reason=breach.reason,
        cause=breach.cause,
        trigger_class=fired.trigger_class,
        hold=breach.hold,
        at=breach.at,
    )
    fire(AISystem.objects.of(breach.organisation).get(pk=breach.system), trigger)
