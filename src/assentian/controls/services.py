"""The verbs of controls: say in own words what is done for a requirement, and who answers for it."""

from dataclasses import dataclass

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.controls.models import Control
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.standards.catalogue import catalogue


class ControlError(ValueError):
    """What was asked cannot be recorded; `field` names the input that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    requirement: str
    statement: str
    status: str
    owner_id: int


def implement(actor: Actor, description: Description) -> Control:
    """Create or revise the implementation of a requirement. `ControlError` for an unknown requirement or a foreign
    owner.
    """
    actor.require("controls.implement")
    if catalogue().find(description.requirement) is None:
        raise ControlError("requirement", f"{description.requirement} is in no edition of the catalogue")
    if not accounts.is_member(actor.organisation, description.owner_id):
        raise ControlError("owner", "the owner must be a member of this organisation")
    with act(actor.organisation, actor.name, "implement control"):
        control, _ = Control.objects.of(actor.organisation).update_or_create(
            requirement=description.requirement,
            defaults={
                "statement": description.statement,
                "status": description.status,
                "owner_id": description.owner_id,
                "updated_at": now(),
            },
            create_defaults={
                "organisation_id": actor.organisation,
                "statement": description.statement,
                "status": description.status,
                "owner_id": description.owner_id,
                "updated_at": now(),
            },
        )
    return control
