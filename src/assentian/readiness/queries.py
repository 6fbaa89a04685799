"""Where the organisation stands: claims and everything the proof rules say, for all requirements at once.

Nothing computed is stored. Each read takes a fixed number of queries, whatever the number of records.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q

from assentian.assurance import proofs as assurance
from assentian.catalogue.proof import Proof, combine
from assentian.controls import proofs as controls
from assentian.controls.models import Control
from assentian.controls.risks import risks
from assentian.controls.shown import Shown
from assentian.evidence import proofs as evidence
from assentian.evidence.models import Evidence
from assentian.impact import proofs as impact
from assentian.inventory import proofs as inventory
from assentian.journal.reading import reading
from assentian.monitoring import proofs as monitoring
from assentian.readiness import proofs as installation
from assentian.readiness.models import Claim
from assentian.readiness.rules import Chapter, Position
from assentian.risk import proofs as risk
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import Node
from assentian.standards.vocabulary import ReadinessLevel

STANDARD = "iso42001"

Rule = Callable[[str, datetime], list[Proof]]
PROOF_RULES: tuple[Rule, ...] = (
    inventory.proofs,
    risk.proofs,
    evidence.proofs,
    monitoring.proofs,
    controls.described,
    controls.stated,
    impact.proofs,
    assurance.proofs,
    installation.roles,
    installation.ledger,
)
"""Every room that keeps records answers here for the requirements that its records speak for."""
OF_CLAUSES_ALONE = frozenset({risk.proofs, controls.stated, assurance.proofs, installation.ledger})
"""Those of them that speak for no control, which a reader of controls need not ask."""


@dataclass(frozen=True, slots=True)
class Results:
    """How many results of executed checks there are, and how many of them still count as fresh."""

    total: int
    fresh: int


def said(organisation: str, now: datetime, *, without: Collection[Rule] = ()) -> dict[str, list[Proof]]:
    """What each rule says, by requirement; `without` are rules that are not asked.

    At most nineteen queries, three more with indicators, eight more with risk criteria.
    """
    found: dict[str, list[Proof]] = defaultdict(list)
    with reading():
        for rule in PROOF_RULES:
            for proof in rule(organisation, now) if rule not in without else ():
                found[proof.requirement].append(proof)
    return found


def positions(organisation: str, now: datetime) -> list[Position]:
    """All requirements of ISO/IEC 42001:2023 in their order: 32 clauses and 38 controls.

    At most four queries more than `said`.
    """
    with reading():
        proofs, touched = said(organisation, now), risks.of(organisation, now)
    claims = dict(Claim.objects.of(organisation).values_list("requirement", "level"))
    described = Control.objects.of(organisation).filter(system=None)
    owners = dict(described.values_list("requirement", "owner__name"))
    return [
        replace(
            position(node, claims.get(key), combine(key, proofs.get(key, ())), owners.get(key, "")),
            at_risk=touched.get(key, ()),
        )
        for node in catalogue().requirements(STANDARD)
        for key in (node.key.short,)
    ]


def shown(organisation: str, now: datetime) -> dict[str, Shown]:
    """Claimed and proved of controls; of clauses only what rules of controls say beside. At most sixteen queries."""
    proofs = said(organisation, now, without=OF_CLAUSES_ALONE)
    claims = dict(Claim.objects.of(organisation).values_list("requirement", "level"))
    return {key: Shown(claims.get(key), combine(key, proofs.get(key, ()))) for key in {*proofs, *claims}}


def position(node: Node, level: int | None, proof: Proof, owner: str = "") -> Position:
    """A requirement with the level claimed for it (None: nobody claimed one) and what is proved; no query."""
    claimed = None if level is None else ReadinessLevel(level)
    return Position(node.key.short, _title(node), claimed, proof, owner)


def at_risk(organisation: str, now: datetime, found: Position) -> Position:
    """The position with what touches its proof and waits to be looked at. One query a provider."""
    return replace(found, at_risk=risks.of(organisation, now).get(found.requirement, ()))


def _title(node: Node) -> str:
    """The short title; one that says nothing by itself has that of its parent before it."""
    is_bare = node.title == "General" and node.parent is not None
    return f"{catalogue().node(node.parent).title}: general" if is_bare and node.parent else node.title


def chapters(found: list[Position]) -> list[Chapter]:
    """Positions by clause and by group of controls, in the order of the standard; no query."""
    grouped: dict[str, list[Position]] = {}
    for position in found:
        grouped.setdefault(position.chapter, []).append(position)
    return [
        Chapter(number, catalogue().node(f"{STANDARD}:{number}").title, tuple(members))
        for number, members in grouped.items()
    ]


def claim(organisation: str, requirement: str) -> Claim | None:
    return Claim.objects.of(organisation).filter(requirement=requirement).select_related("claimed_by").first()


def control(organisation: str, requirement: str) -> Control | None:
    described = Control.objects.of(organisation).filter(requirement=requirement, system=None)
    return described.select_related("owner").first()


def evidence_behind(organisation: str, proof: Proof, most: int = 20) -> list[Evidence]:
    """The newest of the results that a proof rests on. One query."""
    found = Evidence.objects.of(organisation).filter(pk__in=proof.evidence).select_related("system")
    return list(found.order_by("-measured_at", "-pk")[:most])


def evidence_shown(organisation: str, now: datetime) -> Results:
    """One query."""
    return Results(
        **Evidence.objects.of(organisation).aggregate(
            total=Count("pk"), fresh=Count("pk", filter=Q(valid_until__gte=now))
        )
    )
