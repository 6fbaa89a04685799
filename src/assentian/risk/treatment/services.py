"""The verbs of treatment: decide on one, carry out its actions, withdraw it, accept what remains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assentian.accounts import queries as accounts
from assentian.accounts.approving import approving
from assentian.accounts.rules import Actor
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.risk.accepted import queries as accepted
from assentian.risk.accepted import rules as acceptances
from assentian.risk.accepted.services import review
from assentian.risk.choices import Option, RiskState
from assentian.risk.errors import RiskError
from assentian.risk.models import Acceptance, Action, Risk, Treatment
from assentian.risk.register import queries as register
from assentian.risk.treatment import rules

MOST_CONTROLS, LONGEST_CONTROL = 40, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    title: str
    owner_id: int
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTreatment:
    """`controls` are keys of requirements (`iso42001:A.7.4`) or the organisation's own names for what it does."""

    option: str
    statement: str
    controls: Sequence[str] = ()
    actions: Sequence[NewAction] = ()


def treat(actor: Actor, risk: Risk, plan: NewTreatment) -> Treatment:
    """Decide on a treatment with its actions; one may stand beside others. An acceptance of the risk lapses."""
    actor.require("risks.treat")
    controls = rules.controls(plan.controls)
    _check(actor.organisation, plan, controls)
    with act(actor.organisation, actor.name, f"{plan.option} risk"):
        found = _open(actor, risk)
        made = Treatment.objects.create(
            organisation_id=actor.organisation,
            risk=found,
            option=plan.option,
            statement=plan.statement,
            controls=controls,
            decided_by_id=actor.user_id,
            decided_at=now(),
        )
        for action in plan.actions:
            _add(actor, made, action)
        review(actor.organisation, risk=found)
    return made


def add_action(actor: Actor, treatment: Treatment, action: NewAction) -> Action:
    """One more step of a treatment that stands. `RiskError` while an acceptance stands, which was told of no more."""
    actor.require("risks.treat")
    _check_action(actor.organisation, action)
    with act(actor.organisation, actor.name, "add action"):
        found = _open(actor, treatment.risk)
        if treatment.withdrawn_at is not None:
            raise RiskError("", "this treatment was withdrawn")
        if Acceptance.objects.of(actor.organisation).filter(risk=found, lapsed_at=None).exists():
            raise RiskError("", "what remains is accepted; decide on a further treatment instead")
        return _add(actor, treatment, action)


def finish_action(actor: Actor, action: Action, note: str) -> Action:
    """Say that a step is done, and what was done. Who does it may, and whoever may treat risks."""
    actor.require("actions.finish")
    if actor.user_id != action.owner_id and not actor.may("risks.treat"):
        raise RiskError("", "that it is done says who does it, or whoever may treat risks")
    if not note.strip():
        raise RiskError("note", "say what was done")
    with act(actor.organisation, actor.name, "finish action"):
        found = Action.objects.of(actor.organisation).select_for_update().get(pk=action.pk)
        if found.done_at is not None:
            raise RiskError("", "this action is done already")
        found.done_by_id, found.done_at, found.note = actor.user_id, now(), note
        found.save()
    return found


def withdraw_treatment(actor: Actor, treatment: Treatment, reason: str) -> Treatment:
    """Give a treatment up; an acceptance that rested on it lapses."""
    actor.require("risks.treat")
    if not reason.strip():
        raise RiskError("reason", "say why it is given up")
    with act(actor.organisation, actor.name, "withdraw treatment"):
        found = Treatment.objects.of(actor.organisation).select_for_update().select_related("risk").get(pk=treatment.pk)
        if found.withdrawn_at is not None:
            raise RiskError("", "this treatment was withdrawn already")
        found.withdrawn_by_id, found.withdrawn_at, found.withdrawn_because = actor.user_id, now(), reason
        found.save()
        review(actor.organisation, risk=found.risk)
    return found


def accept_residual(actor: Actor, risk: Risk, *, until: date, reason: str, seen: str) -> Acceptance:
    """Accept what remains of a risk, as its owner, until a day. `seen` is the digest of the state that was shown.

    `RiskError` says what is in the way (`rules.in_the_way`), or that something changed since it was shown.
    """
    moment = now()
    if not reason.strip():
        raise RiskError("reason", "say why what remains can be borne")
    if wrong := rules.wrong_day(until, moment.date()):
        raise RiskError("until", wrong)
    with approving(actor, "risks.accept", "accept residual risk", why=reason) as approval:
        found = _open(actor, risk)
        entry = register.entry(found, moment)
        if wrong := in_the_way(actor, entry):
            raise RiskError("", wrong)
        state = accepted.states(actor.organisation, [found], moment)[found.pk]
        if acceptances.digest(state) != seen:
            raise RiskError("", "this is not what was shown; read it again before you accept")
        for last in Acceptance.objects.of(actor.organisation).filter(risk=found, lapsed_at=None):
            last.lapsed_at = moment
            last.lapsed_because = entry.lapsed or "it was accepted anew"
            last.save(update_fields=["lapsed_at", "lapsed_because"])
        assert entry.residual is not None  # noqa: S101 - in_the_way said so
        made = Acceptance.objects.create(
            organisation_id=actor.organisation,
            risk=found,
            residual=entry.residual.record,
            level=entry.residual.level,
            until=until,
            reason=reason,
            state=state,
            digest=seen,
            evidence=state["evidence"],
            accepted_by_id=actor.user_id,
            accepted_at=moment,
        )
        approval.of(made, shown=seen)
    return made


def in_the_way(actor: Actor, entry: register.Entry) -> str:
    """What keeps this actor from accepting what remains; empty when nothing does. No query."""
    residual = entry.residual
    return rules.in_the_way(
        rules.Asked(
            is_owner=entry.risk.owner_id == actor.user_id,
            is_assessor=residual is not None and residual.record.judged_by_id == actor.user_id,
            residual=residual.level if residual and residual.is_current else None,
            answer=residual.criteria.answer(residual.level) if residual and residual.is_current else None,
            is_treated=bool(entry.plans),
            open_actions=entry.open_actions,
        )
    )


def _open(actor: Actor, risk: Risk) -> Risk:
    found = Risk.objects.of(actor.organisation).select_for_update().get(pk=risk.pk)
    if found.state != RiskState.OPEN:
        raise RiskError("", f"{found.reference} is not open")
    return found


def _add(actor: Actor, treatment: Treatment, action: NewAction) -> Action:
    return Action.objects.create(
        organisation_id=actor.organisation,
        treatment=treatment,
        title=action.title,
        owner_id=action.owner_id,
        due=action.due,
    )


def _check(organisation: str, plan: NewTreatment, controls: Sequence[str]) -> None:
    if plan.option not in Option.values:
        raise RiskError("option", "choose one of the four ways")
    if not plan.statement.strip():
        raise RiskError("statement", "say in a few words what is done")
    if len(controls) > MOST_CONTROLS or any(len(one) > LONGEST_CONTROL for one in controls):
        raise RiskError("controls", f"at most {MOST_CONTROLS} controls of {LONGEST_CONTROL} characters each")
    if unknown := rules.unknown_keys(controls):
        raise RiskError("controls", f"{unknown[0]} is in no edition of the catalogue")
    for action in plan.actions:
        _check_action(organisation, action)


def _check_action(organisation: str, action: NewAction) -> None:
    if not action.title.strip():
        raise RiskError("title", "say what is to be done")
    if not accounts.is_member(organisation, action.owner_id):
        raise RiskError("action_owner_id", "who does it must be a member of this organisation")
