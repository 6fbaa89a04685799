"""The verb of reported events: report one, with everything that follows from it, in one act.

Whom it concerns is worked out: the systems that the reporter names, those whose newest version runs on the part that is
named, and for a law without named systems those whose approved answers it matches. Reporting the same again changes
nothing.
"""

from collections.abc import Iterator

from django.db import IntegrityError, transaction

from assentian.accounts.rules import Actor
from assentian.impact.choices import EventKind, VersionState
from assentian.impact.models import Assessment
from assentian.impact.outward import Concerned, ReportedEvent
from assentian.impact.reported import kinds, rules
from assentian.impact.reported.kinds import Report
from assentian.impact.reported.queries import cause, standing
from assentian.impact.services import ImpactError
from assentian.impact.snapshots import facts as of_systems
from assentian.impact.snapshots import parts
from assentian.impact.triggers.conditions import met
from assentian.impact.triggers.facts import Event
from assentian.impact.triggers.library import rule
from assentian.impact.watch.approved import stands
from assentian.impact.watch.firing import happened, lock
from assentian.inventory.models import AISystem, Asset, AssetRevision
from assentian.journal.acts import act
from assentian.journal.context import now

Because = tuple[AISystem, str]


def report(actor: Actor, told: Report) -> ReportedEvent:
    """Put an event on record and let the rules look at it for every system that it concerns. `ImpactError` names the
    input that is wrong.
    """
    actor.require("events.report")
    if wrong := rules.problem(told, now().date()):
        raise ImpactError(*wrong)
    _check_references(actor.organisation, told)
    try:
        with act(actor.organisation, actor.name, "report event"), transaction.atomic():
            return _reported(actor, told)
    except IntegrityError:
        found = standing(actor.organisation, told)
        if found is None:
            raise
        return found


def _reported(actor: Actor, told: Report) -> ReportedEvent:
    if (known := standing(actor.organisation, told)) is not None:
        return known
    made = ReportedEvent.objects.create(
        organisation_id=actor.organisation,
        told=kinds.facts(told),
        asset_id=told.asset_id,
        reported_by_id=actor.user_id,
        reported_at=now(),
        **{name: getattr(told, name) for name in ("kind", "title", "happened_on", "source", "description")},
    )
    concerned = list(_concerned(actor.organisation, told, made))
    for system, because in concerned:
        Concerned.objects.create(organisation_id=actor.organisation, event=made, system=system, because=because)
    lock(actor.organisation, [system.pk for system, _ in concerned])
    for system, _ in concerned:
        happened(system, [_event(made, system)])
    return made


def _concerned(organisation: str, told: Report, made: ReportedEvent) -> Iterator[Because]:
    """Each system once, by name, with the first reason that holds."""
    every = AISystem.objects.of(organisation).filter(retired_at=None).order_by("name", "pk")
    for system in every:
        if system.pk in told.systems:
            yield system, "named by who reported it"
        elif told.asset_id is not None and (part := _part(system, told.asset_id)) is not None:
            yield system, f"its newest version runs on {part.asset.name} {part.label}"
        elif not told.systems and told.kind == EventKind.LAW and (said := _matched(system, made)):
            yield system, f"its approved answers: {said}"[:400]


def _part(system: AISystem, asset: int) -> AssetRevision | None:
    return next((part for part in parts(system) if part.asset_id == asset), None)


def _matched(system: AISystem, made: ReportedEvent) -> str:
    """What of the approved answers a law concerns; empty where nothing is, or no version stands."""
    versions = Assessment.objects.of(system.organisation_id).filter(system=system, state=VersionState.APPROVED)
    approved = versions.select_related("system").first()
    return met(rule(kinds.RULES[made.kind]).when, _event(made, system), stands(approved)) if approved else ""


def _event(made: ReportedEvent, system: AISystem) -> Event:
    """A DPIA is compared whole with what was approved; of any other event the facts are those that were told."""
    source = kinds.SOURCES[made.kind]
    facts = of_systems.of(system)[source] if made.kind == EventKind.DPIA else made.told
    return Event(source=source, at=made.reported_at, cause=cause(made), facts=facts, about=made.title)


def _check_references(organisation: str, told: Report) -> None:
    known = set(AISystem.objects.of(organisation).filter(pk__in=told.systems).values_list("pk", flat=True))
    if set(told.systems) - known:
        raise ImpactError("systems", "the register has no such AI system")
    if told.asset_id is not None and not Asset.objects.of(organisation).filter(pk=told.asset_id).exists():
        raise ImpactError("asset_id", "the register has no such part")
