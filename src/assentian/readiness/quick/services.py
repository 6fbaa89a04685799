"""The verb of the quick check: take its answers into an organisation as claims."""

from collections.abc import Mapping

from assentian.accounts.rules import Actor
from assentian.journal.acts import act
from assentian.readiness import services
from assentian.readiness.quick.queries import offered
from assentian.readiness.quick.rules import Answer


def take_in(actor: Actor, answers: Mapping[str, Answer]) -> int:
    """Claim what the answers say, for requirements that nobody has claimed yet; returns how many. One transaction."""
    actor.require("claims.make")
    with act(actor.organisation, actor.name, "take in quick check"):
        taken = [offer for offer in offered(actor.organisation, answers) if offer.is_taken]
        for offer in taken:
            services.claim(actor, offer.requirement, offer.level, offer.reason)
    return len(taken)
