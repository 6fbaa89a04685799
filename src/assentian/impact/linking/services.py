"""The verbs of a linked assessment: link the one that stands, and take a link away. Earlier links stay on record."""

from dataclasses import asdict

from assentian.accounts.rules import Actor
from assentian.impact.choices import LinkedKind
from assentian.impact.linking import rules
from assentian.impact.linking.rules import Link
from assentian.impact.outward import LinkedAssessment
from assentian.impact.services import ImpactError
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
        return LinkedAssessment.objects.create(
            organisation_id=actor.organisation,
            system=system,
            kind=kind,
            recorded_by_id=actor.user_id,
            recorded_at=now(),
            **asdict(told),
        )


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
