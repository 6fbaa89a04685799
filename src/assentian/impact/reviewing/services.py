"""The verbs of review: submit a draft, mark answers, send it back, sign it. Two people for every signature, and more
where the level asks for a second line.

A signature is bound to the digest of the canonical record that was shown; where the record is another one meanwhile,
nothing is signed.
"""

from collections.abc import Sequence
from datetime import timedelta

from assentian.accounts.approving import approving
from assentian.accounts.rules import Actor
from assentian.impact.choices import Mark, SignedOutcome, VersionState
from assentian.impact.drafting import challenging, queries, rules
from assentian.impact.drafting.queries import Told
from assentian.impact.models import Answer, AnswerRow, Assessment, Assignment, ReviewMark, Signature
from assentian.impact.reviewing import rules as signing
from assentian.impact.reviewing.record import record
from assentian.impact.reviewing.rules import Case, Person, Signed
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


def sign(
    actor: Actor, version: Assessment, shown: str, reason: str = "", *, line: str = signing.APPROVER
) -> Assessment:
    """Sign the record whose digest was shown, for one line. With the last line that its level asks for it is approved,
    and triggers from before it was submitted are answered by it.
    """
    action = "approve impact assessment" if line == signing.APPROVER else "sign impact assessment"
    with approving(actor, "impact.sign", action, why=reason) as approval:
        found = _awaiting(actor, version)
        if found.record_digest != shown:
            raise ImpactError("", "the record is not the one that you were shown; read it again")
        needed, signed = lines_of(found), signed_lines(found, queries.signatures(found))
        if line not in signing.waiting(needed, signed):
            raise ImpactError("", "this line is signed already, or is not asked to sign at this level")
        if held := signing.against_signing(line, person(actor, found), case(found, signed)):
            raise ImpactError("", "; ".join(held))
        outcome, role = SignedOutcome.SECOND_LINE, line
        if line == signing.APPROVER:
            outcome, role = SignedOutcome.APPROVED, str(signing.signing_role(found.level, actor.roles))
        _sign(actor, found, outcome, role=role, reason=reason)
        approval.of(found, shown=shown, role=role)
        signed.append(Signed(line, actor.user_id))
        if not signing.waiting(needed, signed):
            _approve(actor, found, next(one.by for one in signed if one.line == signing.APPROVER))
    return found


def _approve(actor: Actor, version: Assessment, by: int) -> None:
    supersede(version.system, VersionState.APPROVED)
    version.state, version.approved_by_id, version.approved_at = VersionState.APPROVED, by, now()
    version.save()
    stand(actor, version)


def lines_of(version: Assessment) -> tuple[str, ...]:
    """Which lines sign a version, as the bank that it names says of its level."""
    return signing.lines(queries.bank_of(version).levels[version.level])


def signed_lines(version: Assessment, signatures: Sequence[Signature]) -> list[Signed]:
    """Lines that signed the record since it was submitted. No query."""
    found: list[Signed] = []
    for one in signatures:
        if one.outcome in {SignedOutcome.SUBMITTED, SignedOutcome.REJECTED}:
            found = []
        elif one.digest == version.record_digest and one.outcome == SignedOutcome.APPROVED:
            found.append(Signed(signing.APPROVER, one.by_id))
        elif one.digest == version.record_digest and one.outcome == SignedOutcome.SECOND_LINE:
            found.append(Signed(one.role, one.by_id))
    return found


def still_to_sign(version: Assessment) -> list[str]:
    """Labels of the lines that nobody signed yet. One query."""
    signed = signed_lines(version, queries.signatures(version))
    return [signing.line_label(line) for line in signing.waiting(lines_of(version), signed)]


def person(actor: Actor, version: Assessment) -> Person:
    """What this person did in a version: submitted it, or answered in it what was not carried. Two queries."""
    answers = Answer.objects.of(actor.organisation).filter(assessment=version, answered_by=actor.user_id)
    rows = AnswerRow.objects.of(actor.organisation).filter(assessment=version, changed_by=actor.user_id)
    if version.base is not None and version.base.approved_at is not None:
        rows = rows.filter(changed_at__gt=version.base.approved_at)
    keys = {
        *answers.filter(carried_from=None).values_list("question", flat=True),
        *rows.values_list("question", flat=True),
    }
    return Person(
        user_id=actor.user_id,
        roles=actor.roles,
        has_submitted=version.recorded_by_id == actor.user_id,
        answered=[question for question in queries.bank_of(version).questions if question.key in keys],
    )


def case(version: Assessment, signed: Sequence[Signed]) -> Case:
    """Two queries."""
    named = Assignment.objects.of(version.organisation_id).filter(assessment=version)
    return Case(
        level=version.level,
        open_marks=open_marks(version),
        signed=signed,
        named=dict(named.values_list("role", "person")),
    )


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
