"""The verbs of a linked assessment: link the one that stands, and take a link away. Earlier links stay on record.

Another version than the one that stood opens the approved assessment (T-DPIA-1), in the same act. The first link opens
nothing: it says where something is, not that it changed.
"""

from dataclasses import asdict

from assentian.accounts.rules import Actor
from assentian.impact.choices import LinkedKind
from assentian.impact.linking import queries, rules
from assentian.impact.linking.rules import Link
from assentian.impact.models import Snapshot
from assentian.impact.outward import LinkedAssessment
from assentian.impact.services import ImpactError
from assentian.impact.snapshots import facts
from assentian.impact.triggers.facts import Event
from assentian.impact.watch.firing import approved_version, happened
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now


def link(actor: Actor, system: AISystem, kind: LinkedKind, told: Link) -> LinkedAssessment:
    """Say where an assessment of this system is kept; it takes the place of the link of its kind. Equal to what stands,
    it changes nothing.
    """
    actor.require("impact.record")
    for field, wrong in rules.against(told, now().date()):
        raise ImpactError(field, wrong)
    with act(actor.organisation, actor.name, "link assessment"):
        standing = _standing(actor, system, kind)
        if standing is not None and all(getattr(standing, name) == value for name, value in asdict(told).items()):
            return standing
        _end(actor, standing)
        made = LinkedAssessment.objects.create(
            organisation_id=actor.organisation,
            system=system,
            kind=kind,
            recorded_by_id=actor.user_id,
            recorded_at=now(),
            **asdict(told),
        )
        if standing is not None or _is_known(system, kind):
            happened(system, [_changed(made)])
    return made


def unlink(actor: Actor, system: AISystem, kind: LinkedKind) -> None:
    actor.require("impact.record")
    with act(actor.organisation, actor.name, "unlink assessment"):
        _end(actor, _standing(actor, system, kind))


def _standing(actor: Actor, system: AISystem, kind: LinkedKind) -> LinkedAssessment | None:
    AISystem.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=system.pk)
    return LinkedAssessment.objects.of(actor.organisation).filter(system=system, kind=kind, ended_at=None).first()


def _end(actor: Actor, standing: LinkedAssessment | None) -> None:
    if standing is not None:
        standing.ended_by_id, standing.ended_at = actor.user_id, now()
        standing.save(update_fields=["ended_by", "ended_at"])


def _is_known(system: AISystem, kind: LinkedKind) -> bool:
    """Whether the approved version knew of a link of this kind."""
    approved = approved_version(system)
    kept = Snapshot.objects.of(system.organisation_id).filter(assessment=approved).first() if approved else None
    return kept is not None and queries.fact(kind) in kept.facts.get(queries.SOURCE, {})


def _changed(made: LinkedAssessment) -> Event:
    told = facts.of(made.system)[queries.SOURCE]
    cause = f"{made._meta.db_table}/{made.pk}"
    return Event(source=queries.SOURCE, at=made.recorded_at, cause=cause, facts=told, about=LinkedKind(made.kind).label)
