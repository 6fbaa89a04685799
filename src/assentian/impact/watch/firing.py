"""From events to opened assessments: evaluate the rules, keep what fired and what was exempted, open the draft.

All of it happens in the act in which the event was recorded. Invariants: the same cause and rule again change nothing;
small changes that added up open it once until that is answered; where no version stands only a rule of live harm is
asked, because there is nothing that a change could be held against.
"""

from collections.abc import Iterable

from assentian.impact.bank.library import bank
from assentian.impact.choices import VersionState
from assentian.impact.drafting.services import open_again
from assentian.impact.models import Assessment, SmallChange, TriggerEvent
from assentian.impact.services import Trigger, reopen
from assentian.impact.triggers.conditions import met
from assentian.impact.triggers.evaluate import CUMULATIVE, evaluate, small
from assentian.impact.triggers.facts import Class, Evaluation, Event, Facts
from assentian.impact.triggers.library import rule, rules
from assentian.impact.watch.approved import NOTHING, stands
from assentian.impact.watch.followers import followers
from assentian.impact.watch.offering import offer
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now

ACTOR = "s:impact"
LIVE_HARM = 1
_THOUSANDTHS = 1000


def happened(system: AISystem, events: Iterable[Event]) -> list[TriggerEvent]:
    """Hold events against the version that stands; what fired opens it. Joins the act that is under way."""
    told = list(events)
    if not told:
        return []
    with act(system.organisation_id, ACTOR, "watch impact assessment"):
        approved = approved_version(system)
        asked = rules() if approved else [one for one in rules() if one.step == LIVE_HARM]
        found = evaluate(bank(), asked, stands(approved) if approved else NOTHING, told)
        by_cause = {event.cause: event for event in told}
        for one in found:
            if one.trigger_class is Class.LOG and approved is not None:
                _log(approved, one, by_cause[one.cause])
        fired = [one for one in found if one.is_fired and not (one.rule == CUMULATIVE and _is_summed(system))]
        return [fire(system, _trigger(one)) for one in fired]


def lock(organisation: str, systems: Iterable[int]) -> None:
    """Take the locks of several systems in one order, before the first of them fires: a trigger locks its system, then
    the organisation to number a risk, so whoever held that and then wanted another system could wait forever.
    """
    found = AISystem.objects.of(organisation).select_for_update(no_key=True).filter(pk__in=list(systems))
    list(found.order_by("pk").values_list("pk"))


def fire(system: AISystem, trigger: Trigger) -> TriggerEvent:
    """Record a trigger, open the draft in which it is dealt with and offer its risk, once for each cause."""
    waiting = TriggerEvent.objects.of(system.organisation_id).filter(
        system=system, cause=trigger.cause, rule=trigger.rule
    )
    if (standing := waiting.first()) is not None:
        return standing
    recorded = reopen(system.organisation_id, system.pk, trigger)
    open_again(system, recorded)
    offer(recorded)
    followers.tell(recorded)
    return recorded


def graver(system: AISystem, name: str, facts: Facts) -> tuple[str, str]:
    """To which class what stands and these facts escalate a rule that fired, and why; empty where they do not."""
    found = rule(name)
    if found.escalate is None:
        return "", ""
    approved = approved_version(system)
    event = Event(source=found.sources[0], at=now(), cause="", facts=facts)
    why = met(found.escalate.when, event, stands(approved) if approved else NOTHING)
    return (str(found.escalate.to), why) if why else ("", "")


def approved_version(system: AISystem) -> Assessment | None:
    """One query."""
    found = Assessment.objects.of(system.organisation_id).filter(system=system, state=VersionState.APPROVED)
    return found.select_related("system", "snapshot").first()


def _is_summed(system: AISystem) -> bool:
    """Whether small changes have opened the assessment and nobody answered yet: one more says nothing new."""
    found = TriggerEvent.objects.of(system.organisation_id).filter(system=system, rule=CUMULATIVE, answered_at=None)
    return found.exists()


def _trigger(one: Evaluation) -> Trigger:
    return Trigger(
        rule=one.rule,
        reason=one.reason,
        cause=one.cause,
        trigger_class=str(one.trigger_class),
        hold=one.hold,
        at=one.at,
        due_at=one.due_at,
        opened=one.reopen,
    )


def _log(approved: Assessment, one: Evaluation, event: Event) -> None:
    moved = small(event)
    SmallChange.objects.of(approved.organisation_id).get_or_create(
        assessment=approved,
        cause=one.cause,
        rule=one.rule,
        defaults={
            "organisation_id": approved.organisation_id,
            "reason": one.reason,
            "at": one.at,
            "changed_outcomes": round(moved.changed_outcomes * _THOUSANDTHS),
            "in_a_group": round(moved.in_a_group * _THOUSANDTHS),
        },
    )
