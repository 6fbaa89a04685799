"""The verbs of review: submit a draft, mark answers, send it back, sign it. Two people for every signature.

A signature is bound to the digest of the canonical record that was shown; where the record is another one meanwhile,
nothing is signed.
"""

from datetime import timedelta

from assentian.accounts.approving import approving
from assentian.accounts.rules import Actor
from assentian.impact.choices import Mark, SignedOutcome, VersionState
from assentian.impact.drafting import challenging, queries, rules
from assentian.impact.drafting.queries import Told
from assentian.impact.models import Answer, AnswerRow, Assessment, ReviewMark, Signature
from assentian.impact.reviewing import rules as signing
from assentian.impact.reviewing.record import record
from assentian.impact.services import ImpactError, stand, supersede
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now

_A_MONTH = timedelta(days=30)
_MOST_REASONS = 3


def submit(actor: Actor, draft: Assessment) -> Assessment:
    """Freeze the record of a draft and ask for a signature; it takes the place of a version that awaits one."""
    actor.require("impact.record")
    with act(actor.organisation, actor.name, "submit impact assessment"):
        AISystem.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=draft.system_id)
        found = Assessment.objects.of(actor.organisation).select_for_update().get(pk=draft.pk)
        if found.state != VersionState.DRAFT:
            raise ImpactError("", f"version {found.number} is no draft any more")
        challenging.hold(actor.name, found, actor.user_id)
        told = queries.told(found)
        if held := rules.against_submitting(told.bank, told.result, told.said):
            raise ImpactError("", "; ".join(held))
        supersede(found.system, VersionState.AWAITING)
        moment = now()
        found.record = record(told)
        found.record_digest = signing.digest(found.record)
        found.decision = found.record["decision"]
        found.level, found.summary = told.result.inherent.value, _summary(told)
        found.review_due = moment + told.result.duties.review_months * _A_MONTH
        found.state, found.recorded_by_id, found.recorded_at = VersionState.AWAITING, actor.user_id, moment
        found.save()
        _sign(actor, found, SignedOutcome.SUBMITTED)
    return found


def mark(
    actor: Actor, version: Assessment, question: str, given: Mark, text: str = "", *, credit: int | None = None
) -> None:
    """Say of one answer whether it is fine; a later mark of the same reviewer takes the place of the earlier."""
    actor.require("impact.review")
    if given is not Mark.FINE and not text.strip():
        raise ImpactError("text", "say what is to be corrected, or which action follows")
    said = {"mark": given, "text": text, "credit": credit, "at": now()}
    with act(actor.organisation, actor.name, "review impact assessment"):
        found = Assessment.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=version.pk)
        if found.state != VersionState.AWAITING:
            raise ImpactError("", f"version {found.number} does not await a signature")
        ReviewMark.objects.of(actor.organisation).update_or_create(
            assessment=found,
            question=question,
            by_id=actor.user_id,
            defaults=said,
            create_defaults={"organisation_id": actor.organisation, **said},
        )


def send_back(actor: Actor, version: Assessment, reason: str) -> Assessment:
    """Refuse to sign: the version becomes a draft again, with the reason and every mark."""
    actor.require("impact.review")
    if not reason.strip():
        raise ImpactError("reason", "say what has to change")
    with act(actor.organisation, actor.name, "send impact assessment back"):
        AISystem.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=version.system_id)
        found = _awaiting(actor, version)
        if Assessment.objects.of(actor.organisation).filter(system=found.system, state=VersionState.DRAFT).exists():
            raise ImpactError("", "another draft is under way; this version cannot become one")
        _sign(actor, found, SignedOutcome.REJECTED, reason=reason)
        found.state = VersionState.DRAFT
        found.save()
    return found


def sign(actor: Actor, version: Assessment, shown: str, reason: str = "") -> Assessment:
    """Approve the record whose digest was shown. Triggers from before it was submitted are answered by it."""
    with approving(actor, "impact.sign", "approve impact assessment", why=reason) as approval:
        found = _awaiting(actor, version)
        if found.record_digest != shown:
            raise ImpactError("", "the record is not the one that you were shown; read it again")
        role = signing.signing_role(found.level, actor.roles)
        held = signing.against_signing(
            is_author=is_author(actor, found), role=role, level=found.level, open_marks=open_marks(found)
        )
        if held:
            raise ImpactError("", "; ".join(held))
        supersede(found.system, VersionState.APPROVED)
        found.state, found.approved_by_id, found.approved_at = VersionState.APPROVED, actor.user_id, now()
        found.save()
        _sign(actor, found, SignedOutcome.APPROVED, role=str(role), reason=reason)
        approval.of(found, shown=shown, role=str(role))
        stand(actor, found)
    return found


def is_author(actor: Actor, version: Assessment) -> bool:
    """Whether this person submitted the version, or answered anything in it. Two queries at most."""
    if version.recorded_by_id == actor.user_id:
        return True
    answers = Answer.objects.of(actor.organisation).filter(assessment=version, answered_by=actor.user_id)
    rows = AnswerRow.objects.of(actor.organisation).filter(assessment=version, changed_by=actor.user_id)
    if version.base is not None and version.base.approved_at is not None:
        rows = rows.filter(changed_at__gt=version.base.approved_at)
    return answers.filter(carried_from=None).exists() or rows.exists()


def open_marks(version: Assessment) -> list[str]:
    """Questions that a reviewer wants corrected. One query."""
    found = ReviewMark.objects.of(version.organisation_id).filter(assessment=version, mark=Mark.CORRECT)
    return sorted(set(found.values_list("question", flat=True)))


def _awaiting(actor: Actor, version: Assessment) -> Assessment:
    found = Assessment.objects.of(actor.organisation).select_for_update().get(pk=version.pk)
    if found.state != VersionState.AWAITING or not found.record_digest:
        raise ImpactError("", f"version {found.number} does not await a signature")
    return found


def _sign(actor: Actor, version: Assessment, outcome: SignedOutcome, *, role: str = "", reason: str = "") -> None:
    Signature.objects.create(
        organisation_id=actor.organisation,
        assessment=version,
        outcome=outcome,
        role=role,
        digest=version.record_digest,
        reason=reason,
        by_id=actor.user_id,
        at=now(),
    )


def _summary(told: Told) -> str:
    """Two sentences for registers: the level, and the reasons that set it."""
    result = told.result
    deciding = [reason.say for reason in result.because if reason.level == result.inherent]
    because = "; ".join(dict.fromkeys(deciding[:_MOST_REASONS])) or "nothing raises it"
    return f"Level {result.inherent}, {result.inherent.label}: {because}. {result.state.label}."
