"""The verb of readiness: claim a level for a requirement. Nothing here proves."""

from assentian.accounts.rules import Actor
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.readiness.models import Claim
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import ReadinessLevel


class ClaimError(ValueError):
    """The claim cannot be recorded; the message says why."""


def claim(actor: Actor, requirement: str, level: int, reason: str = "") -> Claim:
    """Say at which level (0-4) the organisation meets a requirement of ISO/IEC 42001:2023; the latest claim stands."""
    actor.require("claims.make")
    if requirement not in {node.key.short for node in catalogue().requirements("iso42001")}:
        raise ClaimError(f"{requirement} is no requirement of ISO/IEC 42001:2023")
    if level not in list(ReadinessLevel):
        raise ClaimError("a level is a number from 0 to 4")
    said = {"level": level, "reason": reason, "claimed_by_id": actor.user_id, "claimed_at": now()}
    with act(actor.organisation, actor.name, "claim level"):
        found, _ = Claim.objects.of(actor.organisation).update_or_create(
            requirement=requirement, defaults=said, create_defaults={"organisation_id": actor.organisation, **said}
        )
    return found
