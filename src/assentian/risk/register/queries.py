"""Reads of the register of risks: each with its judgements, treatment, acceptance, and how it stands.

A register of any length takes the same nine queries: the risks, five of what hangs on them, and three of how checks
stand, which bind an acceptance to evidence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from assentian.inventory.gates import Reason
from assentian.inventory.models import AISystem
from assentian.risk.accepted import queries as accepted
from assentian.risk.accepted import rules as acceptances
from assentian.risk.choices import Kind, RiskState, Source
from assentian.risk.criteria import queries as criteria
from assentian.risk.criteria.rules import PARTIES, Answer, Criteria, Level, Worst
from assentian.risk.measured import check_states
from assentian.risk.models import Acceptance, Action, Judgement, Risk, Treatment
from assentian.risk.register import rules
from assentian.risk.register.rules import Standing
from assentian.standards.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with its level by the criteria it was made with; `is_current` where these are in force."""

    record: Judgement
    worst: Worst
    criteria: Criteria
    is_current: bool

    @property
    def level(self) -> Level:
        return self.worst.level

    @property
    def likelihood(self) -> str:
        return self.criteria.likelihoods[self.record.likelihood - 1].word

    @property
    def consequences(self) -> list[tuple[str, str]]:
        """Each party with the word of its step."""
        words = ["None", *(one.word for one in self.criteria.consequences)]
        return [(party, words[step]) for party, step in steps(self.record).items()]


@dataclass(frozen=True, slots=True)
class Plan:
    """One treatment that stands, with its actions in the order of their days."""

    record: Treatment
    actions: Sequence[Action]

    @property
    def open(self) -> int:
        return sum(action.done_at is None for action in self.actions)


@dataclass(frozen=True, slots=True)
class Entry:
    """One risk of the register. `lapsed` says why its newest acceptance stands no more; empty where it does."""

    risk: Risk
    inherent: Judged | None
    residual: Judged | None
    plans: Sequence[Plan]
    acceptance: Acceptance | None
    lapsed: str
    standing: Standing
    level: Level | None

    @property
    def judgements(self) -> list[Judged]:
        return [one for one in (self.inherent, self.residual) if one]

    @property
    def open_actions(self) -> int:
        return sum(plan.open for plan in self.plans)

    @property
    def controls(self) -> list[str]:
        return list(dict.fromkeys(key for plan in self.plans for key in plan.record.controls))

    @property
    def options(self) -> list[str]:
        return list(dict.fromkeys(plan.record.get_option_display() for plan in self.plans))

    @property
    def counted(self) -> Judged | None:
        """The judgement behind the level that counts, else the newest there is."""
        is_residual = self.residual and self.plans and not self.open_actions
        return self.residual if is_residual else self.inherent

    @property
    def score(self) -> int:
        """For sorting: the rank of the level that counts, and below it likelihood times gravest consequence."""
        judged = self.counted
        if judged is None or self.level is None:
            return -1
        return self.level.rank * 100 + judged.record.likelihood * max(steps(judged.record).values())


def steps(record: Judgement) -> dict[str, int]:
    return {party: getattr(record, f"to_{party}") for party in PARTIES}


def risks(organisation: str, *, text: str = "", system: str = "", source: str = "", owner: str = "") -> QuerySet[Risk]:
    """The risks by number, as filtered; `system` is a slug, `owner` an id. One query."""
    found = Risk.objects.of(organisation).select_related("system", "owner").order_by("number")
    if text:
        found = found.filter(
            Q(event__icontains=text) | Q(cause__icontains=text) | Q(consequence__icontains=text)
            | Q(source_key__icontains=text)
        )  # fmt: skip
    if system:
        found = found.filter(system__slug=system)
    if source:
        found = found.filter(source=source)
    return found.filter(owner=int(owner)) if owner.isascii() and owner.isdigit() else found


def entries(organisation: str, found: Iterable[Risk], now: datetime) -> list[Entry]:
    """How each of these risks stands, in their order. At most nine queries with those of `found`."""
    listed = list(found)
    if not listed:
        return []
    in_force, every = criteria.every(organisation)
    judgements = _judgements(organisation, listed, every, in_force.record.pk if in_force else None)
    plans = _plans(organisation, listed)
    signed = {one.risk_id: one for one in Acceptance.objects.of(organisation).filter(risk__in=listed)
              .select_related("accepted_by").order_by("pk")}  # fmt: skip
    results = check_states.of_organisation(organisation) if any(one.evidence for one in signed.values()) else {}
    appetite = in_force.criteria.appetite if in_force else {}
    made = []
    for risk in listed:
        acceptance = signed.get(risk.pk)
        lapsed = _lapsed(acceptance, accepted.evidence_of(risk, results, now), now) if acceptance else ""
        kinds = judgements.get(risk.pk, {})
        made.append(_entry(risk, kinds, plans.get(risk.pk, ()), (acceptance, lapsed), appetite))
    return made


def entry(risk: Risk, now: datetime) -> Entry:
    return entries(risk.organisation_id, [risk], now)[0]


def risk(organisation: str, number: int) -> Risk | None:
    """By its number in the organisation."""
    found = Risk.objects.of(organisation).filter(number=number)
    return found.select_related("system", "owner", "identified_by", "settled_by").first()


def of_system(system: AISystem, now: datetime) -> list[Entry]:
    """Every risk of a system that is offered or in the register, worst first."""
    live = risks(system.organisation_id, system=system.slug).filter(state__in=[RiskState.OFFERED, RiskState.OPEN])
    return sorted(entries(system.organisation_id, live, now), key=lambda one: rules.ORDER.index(one.standing))


def against(system: AISystem, stage: Stage, now: datetime) -> list[Reason]:
    """The gate condition of the register of risks."""
    if stage not in rules.GUARDED:
        return []
    return rules.against(
        (rules.Matter(one.risk.reference, one.risk.event, one.standing, one.lapsed) for one in of_system(system, now)),
        stage,
    )


def history(risk: Risk) -> tuple[list[Judgement], list[Treatment], list[Acceptance]]:
    """Every judgement, treatment and acceptance of a risk, oldest first. Three queries."""
    of = risk.organisation_id
    return (
        list(Judgement.objects.of(of).filter(risk=risk).select_related("judged_by", "criteria").order_by("pk")),
        list(Treatment.objects.of(of).filter(risk=risk).select_related("decided_by", "withdrawn_by").order_by("pk")),
        list(Acceptance.objects.of(of).filter(risk=risk).select_related("accepted_by").order_by("pk")),
    )


def pressing(organisation: str) -> int:
    """How many risks wait for somebody: offered, never judged, or with a lapsed acceptance. One query."""
    of = {"organisation": organisation, "risk": OuterRef("pk")}
    judged = Exists(Judgement.objects.filter(**of))
    stands = Exists(Acceptance.objects.filter(**of, lapsed_at=None))
    lapsed = Exists(Acceptance.objects.filter(**of, lapsed_at__isnull=False))
    found = Risk.objects.of(organisation).filter(
        Q(state=RiskState.OFFERED) | Q(state=RiskState.OPEN) & (~Q(judged) | Q(lapsed) & ~Q(stands))
    )
    return found.count()


def _judgements(
    organisation: str, listed: Sequence[Risk], every: Mapping[int, Criteria], in_force: int | None
) -> dict[int, dict[str, Judged]]:
    newest: dict[int, dict[str, Judged]] = defaultdict(dict)
    for one in Judgement.objects.of(organisation).filter(risk__in=listed).select_related("judged_by").order_by("pk"):
        made_with = every[one.criteria_id]
        worst = made_with.worst(one.likelihood, steps(one))
        newest[one.risk_id][one.kind] = Judged(one, worst, made_with, one.criteria_id == in_force)
    return newest


def _plans(organisation: str, listed: Sequence[Risk]) -> dict[int, list[Plan]]:
    standing = Treatment.objects.of(organisation).filter(risk__in=listed, withdrawn_at=None)
    actions: dict[int, list[Action]] = defaultdict(list)
    for action in (
        Action.objects.of(organisation)
        .filter(treatment__risk__in=listed, treatment__withdrawn_at=None)
        .select_related("owner", "done_by")
        .order_by("due", "pk")
    ):
        actions[action.treatment_id].append(action)
    found: dict[int, list[Plan]] = defaultdict(list)
    for treatment in standing.select_related("decided_by").order_by("pk"):
        found[treatment.risk_id].append(Plan(treatment, actions[treatment.pk]))
    return found


def _lapsed(acceptance: Acceptance, evidence: str, now: datetime) -> str:
    told = (acceptance.evidence, evidence)
    return acceptances.lapsed(acceptance.lapsed_because, told, acceptance.until, now.date())


def _entry(
    risk: Risk,
    kinds: Mapping[str, Judged],
    plans: Sequence[Plan],
    signed: tuple[Acceptance | None, str],
    appetite: Mapping[Level, Answer],
) -> Entry:
    inherent, residual = kinds.get(Kind.INHERENT), kinds.get(Kind.RESIDUAL)
    acceptance, lapsed = signed
    judged_at = [one.record.judged_at for one in kinds.values()]
    since = acceptance.lapsed_at if acceptance else None
    kept = rules.Kept(
        settled="" if risk.state == RiskState.OPEN else risk.state,
        inherent=inherent.level if inherent and inherent.is_current else None,
        residual=residual.level if residual and residual.is_current else None,
        is_treated=bool(plans),
        open_actions=sum(plan.open for plan in plans),
        is_accepted=acceptance is not None and not lapsed,
        lapsed=lapsed,
        is_judged_since=bool(since and judged_at and max(judged_at) > since),
    )
    return Entry(risk, inherent, residual, plans, acceptance, lapsed, rules.standing(kept, appetite), rules.level(kept))


def of_threats(organisation: str, system: AISystem) -> list[Risk]:
    """The live risks that threats of this system gave, by number. One query."""
    live = Risk.objects.of(organisation).filter(system=system, source=Source.THREAT)
    return list(live.filter(state__in=[RiskState.OFFERED, RiskState.OPEN]).order_by("number"))
