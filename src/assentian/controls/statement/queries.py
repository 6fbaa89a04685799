"""Reads of the statement, shaped for pages: its lines with what names and shows them, its versions. Fixed queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TypeVar

from django.db.models import Q, Subquery

from assentian.catalogue.proof import nothing_shown
from assentian.controls.carriers import carriers
from assentian.controls.choices import StatementState
from assentian.controls.models import Control, OwnControl, SoALine, StatementOfApplicability
from assentian.controls.risks import risks
from assentian.controls.shown import Shown, shown
from assentian.controls.statement import differences, rules
from assentian.controls.statement.rules import Line, Need
from assentian.inventory import queries as inventory
from assentian.inventory.models import AISystem
from assentian.journal.reading import once, reading
from assentian.risk import queries as risk
from assentian.risk.treatment import queries as treatment
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import Node
from assentian.standards.vocabulary import NodeKind

Placed = TypeVar("Placed", SoALine, Control)

NEEDED = "iso42001"
JOINT = "iso27001"
PRIVACY = "iso27701-2025"
OWN_GROUP = "Controls of our own"
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """The versions that count now, and what has become of the approved one."""

    approved: StatementOfApplicability | None
    submitted: StatementOfApplicability | None
    last: int
    lapsed: tuple[differences.Change, ...]

    @property
    def next(self) -> int:
        """The number that the draft will have as a version."""
        return self.last + 1

    @property
    def lapsed_first(self) -> tuple[differences.Change, ...]:
        return self.lapsed[:_MOST_NAMED]

    @property
    def lapsed_more(self) -> int:
        return len(self.lapsed) - len(self.lapsed_first)


@cache
def controls_of(edition: str) -> tuple[Node, ...]:
    """The published controls of an edition, in its order."""
    return tuple(node for node in catalogue().requirements(edition) if node.kind is NodeKind.CONTROL)


def lines(organisation: str, now: datetime) -> list[Line]:
    """Every control of ISO/IEC 42001 and ISO/IEC 27001 and every own one, each followed by what differs for a system.

    Seven queries, and those of who tells what is shown, by which results, and at risk; all in one reading.
    """
    with reading():
        named, told, touched = needs(organisation), shown.of(organisation, now), risks.of(organisation, now)
        results = carriers.of(organisation, now)
        found = decided(organisation)
    own = {(line.requirement, line.scope) for line in found if line.scope}
    return [
        replace(
            line,
            shown=proved,
            needs=tuple(need for need in named.get(line.requirement, ()) if _answers(line, need, own)),
            at_risk=touched.get(line.requirement, ()),
            carriers=tuple(results[number] for number in proved.proof.evidence if number in results),
        )
        for line in found
        for proved in (told.get(line.requirement, line.shown),)
    ]


def decided(organisation: str) -> list[Line]:
    """The same lines with what people decided and described alone. Three queries."""
    decisions = _by_place(SoALine.objects.of(organisation).select_related("system"))
    done = _by_place(described(organisation))
    return [
        _filled(bare, decisions[bare.requirement].get(scope), done[bare.requirement].get(scope))
        for bare in (*_published(NEEDED), *_published(JOINT), *own(organisation))
        for scope in sorted({"", *decisions[bare.requirement]})
    ]


@once
def described(organisation: str) -> list[Control]:
    """How each control is done, in the organisation or for one system. One query, once in a reading."""
    return list(Control.objects.of(organisation).select_related("system", "owner"))


def is_control(organisation: str, requirement: str) -> bool:
    """Whether the statement can have a line for this. At most one query."""
    if requirement.startswith(f"{rules.OWN}:"):
        return own_control(organisation, requirement) is not None
    node = catalogue().find(requirement)
    return node is not None and node.kind is NodeKind.CONTROL and node.key.edition in (NEEDED, JOINT)


def for_system(found: Iterable[Line], system: AISystem) -> list[Line]:
    """The lines as they hold for one system: its own where there is one, else the organisation's."""
    held: dict[str, Line] = {}
    for line in found:
        if line.scope == system.slug:
            held[line.requirement] = line
        elif not line.scope:
            held.setdefault(line.requirement, replace(line, is_inherited=True))
    return [
        replace(line, needs=tuple(n for n in line.needs if n.system in ("", system.slug))) for line in held.values()
    ]


def own(organisation: str) -> list[Line]:
    """The organisation's own controls. One query."""
    return [
        _bare(f"{rules.OWN}:{control.number}", control.title, "", OWN_GROUP)
        for control in OwnControl.objects.of(organisation).order_by("number")
    ]


def own_control(organisation: str, requirement: str) -> OwnControl | None:
    number = requirement.partition(":")[2]
    return OwnControl.objects.of(organisation).filter(number=int(number)).first() if number.isdigit() else None


def needs(organisation: str) -> dict[str, tuple[Need, ...]]:
    """What names each control: standing treatments of open risks, then the threats that apply to systems by their
    newest models. Three queries.
    """
    found: dict[str, dict[Need, None]] = defaultdict(dict)
    slugs = {one.pk: one.slug for one in inventory.every(organisation)}
    live = treatment.live(organisation)
    for one in live:
        for number, controls in one.plans.items():
            slug = slugs.get(one.system_id, "") if one.system_id else ""
            need = Need("treatment", f"R-{one.number}", one.event, slug, one.number, number)
            for key in controls:
                found[key][need] = None
    registered = {(one.system_id, one.threat): one.number for one in live if one.threat}
    for applies in risk.applying(organisation):
        threat, system = applies.instance.threat, applies.system
        behind = registered.get((system.pk, applies.instance.id))
        need = Need("threat", threat.id, threat.title, system.slug, behind, cell=threat.cell)
        for control in threat.controls:
            found[control.short][need] = None
    return {key: tuple(told) for key, told in found.items()}


def standing(organisation: str, current: list[Line]) -> Standing:
    """Which versions count, and which lines of the approved one have lapsed. One query."""
    every = StatementOfApplicability.objects.of(organisation)
    last = every.order_by("-number").values("number")[:1]
    counting = every.filter(Q(state__in=[StatementState.SUBMITTED, StatementState.APPROVED]) | Q(number=Subquery(last)))
    found = list(counting.select_related("submitted_by", "answered_by"))
    by_state = {version.state: version for version in found}
    approved = by_state.get(StatementState.APPROVED)
    draft = rules.record({}, 0, current, NEEDED)
    return Standing(
        approved=approved,
        submitted=by_state.get(StatementState.SUBMITTED),
        last=max((version.number for version in found), default=0),
        lapsed=tuple(differences.lapsed(approved.record, draft)) if approved else (),
    )


def versions(organisation: str) -> list[StatementOfApplicability]:
    """Newest first, without their records. One query."""
    found = StatementOfApplicability.objects.of(organisation).defer("record")
    return list(found.select_related("submitted_by", "answered_by").order_by("-number"))


def version(organisation: str, number: int) -> StatementOfApplicability | None:
    found = StatementOfApplicability.objects.of(organisation).filter(number=number)
    return found.select_related("submitted_by", "answered_by").first()


def approved(organisation: str) -> StatementOfApplicability | None:
    """The version that stands."""
    found = StatementOfApplicability.objects.of(organisation).filter(state=StatementState.APPROVED)
    return found.select_related("submitted_by", "answered_by").first()


def before(one: StatementOfApplicability) -> StatementOfApplicability | None:
    """The version that stood approved before this one was submitted; None before the first."""
    earlier = StatementOfApplicability.objects.of(one.organisation_id).filter(
        number__lt=one.number, state__in=[StatementState.APPROVED, StatementState.SUPERSEDED]
    )
    return earlier.order_by("-number").first()


def _answers(line: Line, need: Need, own: set[tuple[str, str]]) -> bool:
    """Whether what is needed falls under this line: under a system's own where there is one."""
    if line.scope:
        return need.system == line.scope
    return (line.requirement, need.system) not in own


def _published(edition: str) -> list[Line]:
    return [_bare(node.key.short, node.title, *_group(node)) for node in controls_of(edition)]


@cache
def _group(node: Node) -> tuple[str, str]:
    """The outermost objective or group above a control."""
    top = catalogue().lineage(node.key)[-1]
    return top.key.id, top.title


def _bare(requirement: str, title: str, group: str, group_title: str) -> Line:
    return Line(
        requirement=requirement,
        title=title,
        group=group,
        group_title=group_title,
        shown=Shown(None, nothing_shown(requirement)),
        guide=catalogue().guide_labels(requirement) if group else (),
    )


def _filled(line: Line, decision: SoALine | None, control: Control | None) -> Line:
    system = decision.system if decision else None
    return replace(
        line,
        scope=system.slug if system else "",
        scope_name=system.name if system else "",
        applicable=decision.is_applicable if decision else None,
        reason=decision.reason if decision else "",
        status=control.status if control else "",
        how=control.statement if control else "",
        owner=control.owner.name if control else "",
        owner_id=control.owner_id if control else None,
    )


def _by_place(rows: Iterable[Placed]) -> Mapping[str, Mapping[str, Placed]]:
    """By requirement and key of the system; what stands nowhere is empty."""
    found: dict[str, dict[str, Placed]] = defaultdict(dict)
    for row in rows:
        found[row.requirement][row.system.slug if row.system else ""] = row
    return found
