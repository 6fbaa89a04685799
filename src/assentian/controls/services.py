"""The verbs of controls: say in own words what is done for a requirement, and who answers for it."""

from dataclasses import dataclass

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.controls.choices import Implementation
from assentian.controls.models import Control, OwnControl
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.standards.catalogue import catalogue

OWN = "own"
"""What stands before the colon in the key of a control of the organisation's own: `own:1`."""


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
    system: AISystem | None = None


def implement(actor: Actor, description: Description) -> Control:
    """Create or revise the implementation of a requirement. `ControlError` for an unknown requirement or a foreign
    owner.
    """
    actor.require("controls.implement")
    if not is_known(actor.organisation, description.requirement):
        raise ControlError("requirement", f"{description.requirement} is in no edition of the catalogue")
    if not description.statement.strip():
        raise ControlError("statement", "say in a few words how it is done, or how it will be")
    if description.status not in Implementation.values:
        raise ControlError("status", f"the status is one of {', '.join(Implementation.values)}")
    if not accounts.is_member(actor.organisation, description.owner_id):
        raise ControlError("owner", "the owner must be a member of this organisation")
    said = {
        "statement": description.statement,
        "status": description.status,
        "owner_id": description.owner_id,
        "updated_at": now(),
    }
    with act(actor.organisation, actor.name, "implement control"):
        control, _ = Control.objects.of(actor.organisation).update_or_create(
            requirement=description.requirement,
            system=description.system,
            defaults=said,
            create_defaults={"organisation_id": actor.organisation, **said},
        )
    return control


def is_known(organisation: str, requirement: str) -> bool:
    """Whether this names a place of an installed edition, or one of the organisation's own controls."""
    edition, _, number = requirement.partition(":")
    if edition == OWN:
        return number.isdigit() and OwnControl.objects.of(organisation).filter(number=int(number)).exists()
    return catalogue().find(requirement) is not None
