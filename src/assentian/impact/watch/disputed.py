"""A measurement that somebody disputes, as an event: what was approved rested on values like it."""

from assentian.impact.bank.library import bank
from assentian.impact.models import Challenge
from assentian.impact.triggers.facts import Event
from assentian.impact.watch.firing import happened
from assentian.journal.context import now


def look(challenge: Challenge) -> None:
    """Called inside the act that settled the challenge as a dispute."""
    happened(challenge.assessment.system, [event(challenge)])


def event(challenge: Challenge) -> Event:
    facts = {"state": "disputed", "row": bank().question(challenge.question).id}
    cause = (
        f"evidence_evidence/{challenge.evidence_id}" if challenge.evidence_id else f"impact_challenge/{challenge.pk}"
    )
    about = f"{challenge.source} is disputed: {challenge.reason.strip().rstrip('.')}"
    return Event(source="evidence.state", at=now(), cause=f"{cause}:disputed", facts=facts, about=about)
