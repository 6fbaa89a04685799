"""The verbs of risk criteria: one person proposes a version, another approves it. Until then it judges nothing."""

import hashlib

from assentian.accounts.approving import approving
from assentian.accounts.rules import Actor
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.ledger import canonical
from assentian.risk.accepted.services import review
from assentian.risk.criteria import rules
from assentian.risk.criteria.rules import Criteria
from assentian.risk.errors import RiskError
from assentian.risk.models import RiskCriteria


def digest(record: RiskCriteria) -> str:
    """Of exactly what an approver reads; it travels through the form that approves."""
    return hashlib.sha256(canonical.encode({"version": record.version, **record.content})).hexdigest()


def propose_criteria(actor: Actor, criteria: Criteria, reason: str) -> RiskCriteria:
    """Propose the next version. `RiskError` says what is wrong with it."""
    actor.require("criteria.propose")
    if wrong := rules.problem(criteria):
        raise RiskError("", wrong)
    if not reason.strip():
        raise RiskError("reason", "say why these criteria fit the organisation")
    with act(actor.organisation, actor.name, "propose risk criteria"):
        last = RiskCriteria.objects.of(actor.organisation).select_for_update().order_by("-version").first()
        return RiskCriteria.objects.create(
            organisation_id=actor.organisation,
            version=last.version + 1 if last else 1,
            content=rules.document(criteria),
            reason=reason,
            proposed_by_id=actor.user_id,
            proposed_at=now(),
        )


def approve_criteria(actor: Actor, record: RiskCriteria, *, seen: str) -> RiskCriteria:
    """Put a proposed version in force; acceptances that rest on an earlier one lapse. Not by who proposed it.

    `seen` is the digest of what was shown.
    """
    with approving(actor, "criteria.approve", "approve risk criteria") as approval:
        every = RiskCriteria.objects.of(actor.organisation).select_for_update()
        found = every.get(pk=record.pk)
        if found.proposed_by_id == actor.user_id:
            raise RiskError("", "criteria are approved by another person than the one who proposed them")
        if found.approved_at is not None:
            raise RiskError("", f"version {found.version} is approved already")
        if every.filter(version__gt=found.version).exists():
            raise RiskError("", "a later version was proposed; look at that one")
        if digest(found) != seen:
            raise RiskError("", "this is not what was shown; read it again before you approve")
        moment = now()
        for last in every.filter(approved_at__isnull=False, superseded_at=None):
            last.superseded_at = moment
            last.save(update_fields=["superseded_at"])
        found.approved_by_id, found.approved_at = actor.user_id, moment
        found.save(update_fields=["approved_by", "approved_at"])
        approval.of(found, shown=seen)
        review(actor.organisation)
    return found
