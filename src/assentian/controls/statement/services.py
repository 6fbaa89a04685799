"""The verbs of the statement: decide lines, add a control of one's own, submit a version, approve or return it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from assentian.accounts.approving import approving
from assentian.accounts.models import Organisation
from assentian.accounts.rules import Actor
from assentian.controls import services as controls
from assentian.controls.choices import StatementState
from assentian.controls.models import OwnControl, SoALine, StatementOfApplicability
from assentian.controls.services import ControlError
from assentian.controls.statement import queries, rules
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.ledger import canonical

LONGEST_REASON = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether a control is necessary and why; `system` is None for the organisation.

    With a `status`, also how it is done, in the same act; `owner_id` answers for it.
    """

    requirement: str
    is_applicable: bool
    reason: str
    system: AISystem | None = None
    status: str = ""
    how: str = ""
    owner_id: int | None = None


def decide(actor: Actor, decision: Decision) -> SoALine:
    """Decide a line, anew or for the first time. `ControlError` names the field that is wrong."""
    return decide_all(actor, [decision])[0]


def decide_all(actor: Actor, decisions: Sequence[Decision]) -> list[SoALine]:
    """Decide several lines in one act: all of them or none."""
    actor.require("applicability.decide")
    with act(actor.organisation, actor.name, "decide applicability"):
        return [_decide(actor, decision) for decision in decisions]


def decide_rest(actor: Actor, requirements: Sequence[str], *, is_applicable: bool, reason: str) -> int:
    """One decision for those of these controls that nobody has decided; returns how many there were."""
    decided = SoALine.objects.of(actor.organisation).filter(system=None, requirement__in=requirements)
    standing = set(decided.values_list("requirement", flat=True))
    rest = [key for key in requirements if key not in standing]
    decide_all(actor, [Decision(requirement=key, is_applicable=is_applicable, reason=reason) for key in rest])
    return len(rest)


def add_own(actor: Actor, title: str, purpose: str) -> OwnControl:
    """Add a control that no edition has; it is applicable by being added, for its purpose."""
    actor.require("applicability.decide")
    if not title.strip():
        raise ControlError("title", "give the control a title")
    with act(actor.organisation, actor.name, "add own control"):
        last = OwnControl.objects.of(actor.organisation).aggregate(last=Max("number"))["last"] or 0
        made = OwnControl.objects.create(
            organisation_id=actor.organisation,
            number=last + 1,
            title=title.strip(),
            purpose=purpose,
            added_by_id=actor.user_id,
            added_at=now(),
        )
        _decide(actor, Decision(requirement=f"{rules.OWN}:{made.number}", is_applicable=True, reason=purpose))
    return made


def submit(actor: Actor, note: str = "") -> StatementOfApplicability:
    """Freeze the lines as the next version and ask for approval; a version that waited for it is taken back."""
    actor.require("applicability.submit")
    organisation, moment = actor.organisation, now()
    with act(organisation, actor.name, "submit statement of applicability"):
        held = Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
        lines = queries.lines(organisation, moment)
        if problems := rules.problems(lines, queries.NEEDED):
            raise ControlError("", " ".join(problems))
        every = StatementOfApplicability.objects.of(organisation)
        for waiting in every.filter(state=StatementState.SUBMITTED):
            _answer(actor, waiting, StatementState.RETURNED, "A newer version was submitted.")
        number = (every.aggregate(last=Max("number"))["last"] or 0) + 1
        record = rules.record({"key": held.key, "name": held.name}, number, lines, queries.NEEDED)
        return StatementOfApplicability.objects.create(
            organisation_id=organisation,
            number=number,
            record=record,
            digest=hashlib.sha256(canonical.encode(record)).hexdigest(),
            note=note,
            submitted_by_id=actor.user_id,
            submitted_at=moment,
        )


def approve(actor: Actor, number: int, digest: str, note: str = "") -> StatementOfApplicability:
    """Approve the version that was shown, by its digest; not by who submitted it."""
    with approving(actor, "applicability.approve", "approve statement of applicability", why=note) as approval:
        found = _waiting(actor, number)
        if found.digest != digest:
            raise ControlError("", "what awaits approval is not what was shown; look at it again")
        if found.submitted_by_id == actor.user_id:
            raise ControlError("", "who submitted a statement cannot approve it; ask another approver")
        every = StatementOfApplicability.objects.of(actor.organisation)
        for standing in every.filter(state=StatementState.APPROVED):
            standing.state = StatementState.SUPERSEDED
            standing.save(update_fields=["state"])
        approval.of(found, shown=digest)
        return _answer(actor, found, StatementState.APPROVED, note)


def give_back(actor: Actor, number: int, reason: str) -> StatementOfApplicability:
    """Return a version to those who submitted it, with the reason; the approved one, if any, goes on standing."""
    actor.require("applicability.return")
    if not reason.strip():
        raise ControlError("reason", "say what is missing")
    with act(actor.organisation, actor.name, "return statement of applicability"):
        return _answer(actor, _waiting(actor, number), StatementState.RETURNED, reason)


def _decide(actor: Actor, decision: Decision) -> SoALine:
    reason = decision.reason.strip()
    if not queries.is_control(actor.organisation, decision.requirement):
        raise ControlError("requirement", f"{decision.requirement} is no control that the statement answers for")
    if not reason:
        raise ControlError("reason", "say why: an inclusion needs a reason as much as an exclusion")
    if len(reason) > LONGEST_REASON:
        raise ControlError("reason", f"the reason has more than {LONGEST_REASON} characters")
    if decision.system is not None and decision.system.organisation_id != actor.organisation:
        raise ControlError("system", "the system belongs to another organisation")
    said = {
        "is_applicable": decision.is_applicable,
        "reason": reason,
        "decided_by_id": actor.user_id,
        "decided_at": now(),
    }
    line, _ = SoALine.objects.of(actor.organisation).update_or_create(
        requirement=decision.requirement,
        system=decision.system,
        defaults=said,
        create_defaults={"organisation_id": actor.organisation, **said},
    )
    if decision.status:
        controls.implement(
            actor,
            controls.Description(
                requirement=decision.requirement,
                system=decision.system,
                statement=decision.how,
                status=decision.status,
                owner_id=decision.owner_id or actor.user_id,
            ),
        )
    return line


def _waiting(actor: Actor, number: int) -> StatementOfApplicability:
    found = StatementOfApplicability.objects.of(actor.organisation).select_for_update().filter(number=number).first()
    if found is None or found.state != StatementState.SUBMITTED:
        raise ControlError("", f"version {number} does not await approval")
    return found


def _answer(
    actor: Actor, version: StatementOfApplicability, state: StatementState, answer: str
) -> StatementOfApplicability:
    version.state, version.answer = state, answer
    version.answered_by_id, version.answered_at = actor.user_id, now()
    version.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return version
