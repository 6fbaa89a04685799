"""The verbs of the register: identify or offer a risk, take it in, describe it anew, judge it, close it.

Judging adds a judgement and rewrites none. Whatever changes a risk lets an acceptance of it lapse, in the same act.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Max

from assentian.accounts import queries as accounts
from assentian.accounts.models import Organisation
from assentian.accounts.rules import Actor
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.risk.accepted.services import review
from assentian.risk.choices import Kind, RiskState, Source
from assentian.risk.criteria import queries as criteria
from assentian.risk.criteria.rules import PARTIES
from assentian.risk.errors import RiskError
from assentian.risk.models import Judgement, Risk
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import NodeKind

LONGEST_EVENT = 240
LIVE = (RiskState.OFFERED, RiskState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDescription:
    """A risk in words: what brings it about, what happens, what follows; who answers for it; its next review.

    `source_key` is a threat instance or the key of a risk source of Annex C; `system` is None for one of all of them.
    """

    cause: str
    event: str
    consequence: str
    owner_id: int | None
    source: str = Source.OWN
    source_key: str = ""
    system_id: int | None = None
    review_due: date | None = None

    @classmethod
    def of(cls, risk: Risk) -> "RiskDescription":
        return cls(**{field.name: getattr(risk, field.name) for field in fields(cls)})

    @property
    def fingerprint(self) -> str:
        """Tells whether two descriptions are the same; it travels through a form and is kept nowhere."""
        return sha256(repr([str(getattr(self, field.name)) for field in fields(self)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJudgement:
    """Steps from 1 of the criteria in force; a consequence of 0 is none."""

    kind: str
    likelihood: int
    consequences: Mapping[str, int]
    reason: str


def identify_risk(actor: Actor, description: RiskDescription) -> Risk:
    """Put a risk into the register. `RiskError` for a foreign owner or system, or a threat that is there already."""
    actor.require("risks.assess")
    check_description(actor.organisation, description)
    with act(actor.organisation, actor.name, "identify risk"):
        return _created(actor.organisation, description, RiskState.OPEN, actor.user_id)


def offer_risk(organisation: str, description: RiskDescription) -> Risk:
    """Offer a risk that another part of the system found: it counts nowhere until somebody takes it in.

    The same finding offered again changes nothing, also when it was declined. Joins the act in which it was found.
    """
    with act(organisation, "s:risk", "offer risk"):
        known = Risk.objects.of(organisation).filter(
            system=description.system_id, source=description.source, source_key=description.source_key
        )
        return known.first() or _created(organisation, description, RiskState.OFFERED, None)


def take_in(actor: Actor, risk: Risk, owner_id: int) -> Risk:
    """Take an offered risk into the register, with the member who answers for it."""
    actor.require("risks.assess")
    if not accounts.is_member(actor.organisation, owner_id):
        raise RiskError("owner_id", "the owner must be a member of this organisation")
    with act(actor.organisation, actor.name, "take risk in"):
        found = _locked(actor, risk, RiskState.OFFERED, "is not offered any more")
        found.state, found.owner_id, found.identified_by_id = RiskState.OPEN, owner_id, actor.user_id
        found.save()
    return found


def settle(actor: Actor, risk: Risk, reason: str) -> Risk:
    """Decline an offered risk, or close one of the register, and say why; its acceptance lapses."""
    actor.require("risks.assess")
    if not reason.strip():
        raise RiskError("reason", "say why the risk is none, or none any more")
    with act(actor.organisation, actor.name, "settle risk"):
        found = Risk.objects.of(actor.organisation).select_for_update().get(pk=risk.pk)
        if found.state not in {RiskState.OFFERED, RiskState.OPEN}:
            raise RiskError("", f"{found.reference} is settled already")
        found.state = RiskState.DECLINED if found.state == RiskState.OFFERED else RiskState.CLOSED
        found.settled_by_id, found.settled_at, found.settled_because = actor.user_id, now(), reason
        found.save()
    return found


def describe_risk(actor: Actor, risk: Risk, description: RiskDescription, *, seen: str) -> Risk:
    """Say it in other words, give it another owner or day of review. `seen` is the fingerprint of what was shown."""
    actor.require("risks.assess")
    check_description(actor.organisation, description)
    with act(actor.organisation, actor.name, "describe risk"):
        found = _locked(actor, risk, RiskState.OPEN, "is not open")
        if RiskDescription.of(found).fingerprint != seen:
            raise RiskError(
                "", "somebody described this risk anew meanwhile; look at their words before you save yours"
            )
        for name in ("cause", "event", "consequence", "owner_id", "review_due"):
            setattr(found, name, getattr(description, name))
        found.save()
        review(actor.organisation, risk=found)
    return found


def follow(actor: Actor, system: AISystem, elements: Mapping[str, str]) -> list[Risk]:
    """Let the live risks of threats go on under the new names of their elements; one whose new place is taken stays.
    In the act that renamed them.
    """
    with act(actor.organisation, actor.name, "rename in threat model"):
        live = Risk.objects.of(actor.organisation).filter(system=system, source=Source.THREAT, state__in=LIVE)
        taken = {risk.source_key for risk in live}
        moved = []
        for risk in live.select_for_update().order_by("number"):
            threat, _, element = risk.source_key.partition("@")
            key = f"{threat}@{elements.get(element, element)}"
            if element in elements and key not in taken:
                risk.source_key = key
                risk.save(update_fields=["source_key"])
                moved.append(risk)
    return moved


def judge(actor: Actor, risk: Risk, judgement: NewJudgement) -> Judgement:
    """Judge a risk by the criteria in force. `RiskError` without any, or for steps that they do not have."""
    actor.require("risks.assess")
    standing = criteria.in_force(actor.organisation)
    if standing is None:
        raise RiskError("", "no risk criteria are in force; propose them and have another person approve them")
    if not standing.criteria.has(judgement.likelihood, judgement.consequences):
        raise RiskError("", "the criteria in force have no such step")
    if not judgement.reason.strip():
        raise RiskError("reason", "say why you judge it so")
    with act(actor.organisation, actor.name, f"judge {judgement.kind} risk"):
        found = _locked(actor, risk, RiskState.OPEN, "is not open")
        if judgement.kind == Kind.RESIDUAL and not found.treatments.filter(withdrawn_at=None).exists():
            raise RiskError("", "nothing remains before there is a treatment; decide on one first")
        made = Judgement.objects.create(
            organisation_id=actor.organisation,
            risk=found,
            kind=judgement.kind,
            criteria=standing.record,
            likelihood=judgement.likelihood,
            **{f"to_{party}": judgement.consequences[party] for party in PARTIES},
            reason=judgement.reason,
            judged_by_id=actor.user_id,
            judged_at=now(),
        )
        review(actor.organisation, risk=found)
    return made


def check_description(organisation: str, description: RiskDescription) -> None:
    """`RiskError` for what cannot stand in the register."""
    for name in ("cause", "event", "consequence"):
        if not getattr(description, name).strip():
            raise RiskError(name, "say it in a few words")
    if len(description.event) > LONGEST_EVENT:
        raise RiskError("event", f"at most {LONGEST_EVENT} characters; the rest belongs to the consequence")
    if description.owner_id is None or not accounts.is_member(organisation, description.owner_id):
        raise RiskError("owner_id", "the owner must be a member of this organisation")
    system = description.system_id
    if system is not None and not AISystem.objects.of(organisation).filter(pk=system).exists():
        raise RiskError("system_id", "the register has no such AI system")
    if description.source == Source.RISK_SOURCE:
        node = catalogue().find(description.source_key)
        if node is None or node.kind is not NodeKind.RISK_SOURCE:
            raise RiskError("source_key", "choose one of the risk sources of Annex C")


def _created(organisation: str, description: RiskDescription, state: str, by: int | None) -> Risk:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation)  # so that no number is given twice
    last = Risk.objects.of(organisation).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            return Risk.objects.create(
                organisation_id=organisation,
                number=last + 1,
                state=state,
                identified_by_id=by,
                identified_at=now(),
                **asdict(description),
            )
    except IntegrityError:
        raise RiskError("source_key", "the register has a risk of this threat or finding already") from None


def _locked(actor: Actor, risk: Risk, state: str, otherwise: str) -> Risk:
    found = Risk.objects.of(actor.organisation).select_for_update().get(pk=risk.pk)
    if found.state != state:
        raise RiskError("", f"{found.reference} {otherwise}")
    return found
