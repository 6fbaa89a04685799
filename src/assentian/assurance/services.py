"""The verbs of nonconformity and corrective action (10.2): raise, correct, close once another saw that it helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from assentian.accounts import queries as accounts
from assentian.accounts.approving import approving, digest
from assentian.accounts.models import Organisation
from assentian.accounts.rules import Actor
from assentian.assurance.choices import NonconformityState, Source
from assentian.assurance.models import Nonconformity
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now

LONGEST_TITLE = 200


class AssuranceError(ValueError):
    """What was asked cannot be recorded; `field` names the input that is wrong, the message says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class NonconformityDetails:
    """What is not as it should be. `system_id` is None for what concerns the management system itself."""

    title: str
    description: str
    owner_id: int
    due_at: datetime
    source: str = Source.MANUAL
    system_id: int | None = None
    requirements: tuple[str, ...] = ()
    cause: str = ""
    hold: str = ""


def raise_nonconformity(actor: Actor, details: NonconformityDetails) -> Nonconformity:
    """Put a nonconformity on record. `AssuranceError` for an empty title, a foreign owner or system, a past date."""
    actor.require("nonconformities.raise")
    if not details.title.strip():
        raise AssuranceError("title", "say in a few words what is not as it should be")
    if not accounts.is_member(actor.organisation, details.owner_id):
        raise AssuranceError("owner", "the owner must be a member of this organisation")
    systems = AISystem.objects.of(actor.organisation)
    if details.system_id is not None and not systems.filter(pk=details.system_id).exists():
        raise AssuranceError("system", "the register has no such AI system")
    if details.due_at <= now():
        raise AssuranceError("due_at", "the due date lies in the future")
    with act(actor.organisation, actor.name, "raise nonconformity"):
        return open_nonconformity(actor.organisation, details, now())


def open_nonconformity(organisation: str, details: NonconformityDetails, at: datetime) -> Nonconformity:
    """Open one inside an act that is under way; the same cause again returns what stands."""
    standing = Nonconformity.objects.of(organisation).filter(cause=details.cause).first() if details.cause else None
    if standing is not None:
        return standing
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation)  # one number each
    last = Nonconformity.objects.of(organisation).aggregate(last=Max("number"))["last"] or 0
    return Nonconformity.objects.create(
        organisation_id=organisation,
        number=last + 1,
        system_id=details.system_id,
        source=details.source,
        cause=details.cause,
        title=details.title[:LONGEST_TITLE],
        description=details.description,
        requirements=list(details.requirements),
        hold=details.hold,
        owner_id=details.owner_id,
        opened_at=at,
        due_at=details.due_at,
    )


def correct(actor: Actor, nonconformity: Nonconformity, *, correction: str, root_cause: str) -> Nonconformity:
    """Say what was done, and why it came to it (10.2 b): without a cause nothing keeps it from coming back."""
    actor.require("nonconformities.correct")
    _needs({"correction": correction, "root_cause": root_cause})
    with act(actor.organisation, actor.name, "correct nonconformity"):
        found = _standing(actor, nonconformity, [NonconformityState.OPEN])
        found.state = NonconformityState.CORRECTED
        found.correction, found.root_cause = correction, root_cause
        found.corrected_by_id, found.corrected_at = actor.user_id, now()
        found.save()
    return found


def close(actor: Actor, nonconformity: Nonconformity, *, effectiveness: str) -> Nonconformity:
    """Close it after a look at whether the correction worked (10.2 d); not by who corrected it."""
    _needs({"effectiveness": effectiveness})
    with approving(actor, "nonconformities.close", "close nonconformity", why=effectiveness) as approval:
        found = _standing(actor, nonconformity, [NonconformityState.CORRECTED])
        if found.corrected_by_id == actor.user_id:
            raise AssuranceError("", "who corrected it cannot judge whether it worked; ask somebody else")
        found.state, found.effectiveness = NonconformityState.CLOSED, effectiveness
        found.closed_by_id, found.closed_at = actor.user_id, now()
        found.save()
        told = {"number": found.number, "correction": found.correction, "root_cause": found.root_cause}
        approval.of(found, shown=digest(told))
    return found


def _needs(texts: dict[str, str]) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise AssuranceError(field, f"say the {field.replace('_', ' ')} in a sentence or two")


def _standing(actor: Actor, nonconformity: Nonconformity, states: Sequence[str]) -> Nonconformity:
    found = Nonconformity.objects.of(actor.organisation).select_for_update().get(pk=nonconformity.pk)
    if found.state not in states:
        raise AssuranceError("", f"{found} is {found.get_state_display().lower()}; that step does not follow")
    return found
