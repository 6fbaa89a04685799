"""Pure decisions over the Statement of Applicability: how its lines stand, what must stand before it is submitted, what
a version records, and what it shows of the clause that asks for it.

Invariants: every published control of an edition in the statement has a line with a reason, applicable or not; what a
treatment names is never left out. Does not: decide whether a control is necessary. People do, with what names the
control beside it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.catalogue.proof import Proof
from assentian.controls.carriers import Carrier
from assentian.controls.shown import Shown
from assentian.inventory.gates import Answer, Reason
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import GuideLabel
from assentian.standards.vocabulary import ReadinessLevel, Stage

TYPE = "assentian/statement-of-applicability/2"
"""The second names the single risks, treatments and results of each line; a reader of the first finds all it had."""
IMPLEMENTED = "implemented"
OWN = "own"
GUARDED = frozenset({Stage.DEPLOYMENT, Stage.OPERATION})
"""Stages before which the controls that a system alone needs must be in practice."""
_MOST_NAMED, _MOST_IN_CELL = 12, 3

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """What names a control as necessary: a threat that applies to a system, or a treatment of a risk.

    What a treatment names was decided by people and binds; a threat suggests. `risk` is the number of the risk behind
    it, None for a threat that is not in the register; `treatment` is its id, `cell` that of the threat.
    """

    kind: str
    reference: str
    title: str
    system: str = ""
    risk: int | None = None
    treatment: int | None = None
    cell: str = ""

    @property
    def binds(self) -> bool:
        return self.kind == "treatment"

    @property
    def told(self) -> str:
        return " ".join(filter(None, (self.kind, self.reference, self.system)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A control within a scope. `applicable` is None where nobody has decided; `scope` is a system's key, or empty for
    the organisation; `status` is empty where nobody described how the control is done; `guide` are the guide's labels
    whose meaning is published here; `carriers` are the single results that the proof rests on.
    """

    requirement: str
    title: str
    group: str
    group_title: str
    shown: Shown
    scope: str = ""
    scope_name: str = ""
    applicable: bool | None = None
    reason: str = ""
    status: str = ""
    how: str = ""
    owner: str = ""
    owner_id: int | None = None
    needs: tuple[Need, ...] = ()
    at_risk: tuple[str, ...] = ()
    guide: tuple[GuideLabel, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    is_inherited: bool = False

    @property
    def edition(self) -> str:
        return self.requirement.partition(":")[0]

    @property
    def id(self) -> str:
        return number_of(self.requirement)

    @property
    def proof(self) -> Proof:
        return self.shown.proof

    @property
    def is_undecided(self) -> bool:
        return self.applicable is None

    @property
    def is_implemented(self) -> bool:
        return bool(self.applicable) and self.status == IMPLEMENTED

    @property
    def is_proved(self) -> bool:
        return bool(self.applicable) and self.shown.is_proved

    @property
    def needs_first(self) -> tuple[Need, ...]:
        """Those named first, as many as a cell of a register takes."""
        return self.needs[:_MOST_IN_CELL]

    @property
    def needs_more(self) -> tuple[Need, ...]:
        """Those that follow."""
        return self.needs[_MOST_IN_CELL:]

    @property
    def carriers_first(self) -> tuple[Carrier, ...]:
        """As many as a cell takes when it is opened."""
        return self.carriers[:_MOST_NAMED]

    @property
    def carriers_more(self) -> int:
        return len(self.carriers) - len(self.carriers_first)

    @property
    def risks(self) -> list[str]:
        """References of the risks of the register behind what names it."""
        return list(dict.fromkeys(f"R-{need.risk}" for need in self.needs if need.risk is not None))

    @property
    def treatments(self) -> list[str]:
        return [f"T-{need.treatment} of {need.reference}" for need in self.needs if need.treatment is not None]

    @property
    def is_missed(self) -> bool:
        """Something names it as necessary, and it is left out or undecided (6.1.3 c)."""
        return bool(self.needs) and not self.applicable


@dataclass(frozen=True, slots=True)
class Counts:
    total: int
    applicable: int
    implemented: int
    proved: int
    left_out: int
    undecided: int
    missed: int


def number_of(requirement: str) -> str:
    """The number as the standard prints it; `Own 1` for a control of the organisation's own."""
    edition, _, number = requirement.partition(":")
    return f"Own {number}" if edition == OWN else number


def edition_name(edition: str) -> str:
    """How a page names it: the designation, or that the control is our own."""
    return "Our own" if edition == OWN else catalogue().edition(edition).designation


def counts(lines: Iterable[Line]) -> Counts:
    """How these lines stand."""
    found = list(lines)
    return Counts(
        total=len(found),
        applicable=sum(line.applicable is True for line in found),
        implemented=sum(line.is_implemented for line in found),
        proved=sum(line.is_proved for line in found),
        left_out=sum(line.applicable is False for line in found),
        undecided=sum(line.is_undecided for line in found),
        missed=sum(line.is_missed for line in found),
    )


def editions_of(lines: Iterable[Line], needed: str) -> tuple[str, ...]:
    """The editions that the statement answers for: `needed`, and each of which a line was decided."""
    decided = [line.edition for line in lines if not line.is_undecided]
    return tuple(dict.fromkeys([needed, *decided]))


def problems(lines: Sequence[Line], needed: str) -> list[str]:
    """Why the lines cannot be submitted, in sentences; empty when they can."""
    found = []
    for edition in editions_of(lines, needed):
        undecided = [line for line in lines if line.edition == edition and line.is_undecided]
        if undecided:
            found.append(f"Nothing is decided for {_named(undecided)}.")
    bare = [line for line in lines if not line.is_undecided and not line.reason.strip()]
    if bare:
        found.append(f"No reason is given for {_named(bare)}.")
    against = [line for line in lines if line.applicable is False and any(need.binds for need in line.needs)]
    if against:
        found.append(f"Left out, although a risk treatment names it: {_named(against)}.")
    return found


def left_open(system: str, needed: Iterable[str], implemented: Collection[str]) -> list[Reason]:
    """What a system's own lines say against it at a gate: controls necessary for it alone and not in practice."""
    return [
        Reason(f"S-OPEN:{key}", f"{key} is necessary for {system} and not implemented.", Answer.BLOCKED)
        for key in sorted(needed)
        if key not in implemented
    ]


def record(organisation: Mapping[str, str], number: int, lines: Sequence[Line], needed: str) -> dict[str, Any]:
    """What a version says, as JSON values: every decided line in the order given, and what showed it on that day.

    Names of people stay out, so that the record can be passed on; who submitted and who approved stands beside it.
    """
    editions = editions_of(lines, needed)
    return {
        "type": TYPE,
        "organisation": dict(organisation),
        "version": number,
        "editions": list(editions),
        "lines": [_recorded(line) for line in lines if not line.is_undecided],
    }


def narrowed(record: Record, digest: str, system: tuple[str, str]) -> dict[str, Any]:
    """A version's record as it holds for one AI system (key, name): its own lines where there are some, else those of
    the organisation. `digest` is that of the whole, from which this one is made and which alone was approved.
    """
    key, name = system
    own = {line["control"] for line in record["lines"] if line["scope"] == key}
    held = [
        line for line in record["lines"] if line["scope"] == key or (not line["scope"] and line["control"] not in own)
    ]
    return {**record, "system": key, "system_name": name, "narrowed_from": digest, "lines": held}


def _recorded(line: Line) -> dict[str, Any]:
    return {
        "control": line.requirement,
        "title": line.title,
        "group": f"{line.group} {line.group_title}".strip(),
        "scope": line.scope,
        "scope_name": line.scope_name,
        "applicable": bool(line.applicable),
        "reason": line.reason,
        "status": line.status,
        "how": line.how,
        "needs": list(dict.fromkeys(need.told for need in line.needs)),
        "risks": line.risks,
        "treatments": line.treatments,
        "evidence": [{"name": one.told, "sha256": one.digest} for one in line.carriers],
        "claimed": line.shown.claimed,
        "proved": line.shown.proved,
        "standing": str(line.proof.standing),
    }


def shows(approved: int, done: int, total: int, lapsed: int) -> tuple[ReadinessLevel, str]:
    """What the statement shows of 6.1.3 d): the level, and why in a sentence. `approved` is 0 without a version."""
    if not approved:
        return ReadinessLevel.AD_HOC, f"{done} of {total} controls are decided; no statement is approved."
    if lapsed:
        since = f"{lapsed} of its lines were decided otherwise since"
        return ReadinessLevel.DEFINED, f"Version {approved} of the Statement of Applicability is approved; {since}."
    return (
        ReadinessLevel.OPERATING,
        f"Version {approved} of the Statement of Applicability is approved and is what the lines say today.",
    )


def _named(lines: Sequence[Line]) -> str:
    """The first of them by number, and how many more."""
    names = list(_names(lines[:_MOST_NAMED]))
    more = f" and {len(lines) - len(names)} more" if len(lines) > len(names) else ""
    return ", ".join(names) + more


def _names(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f"{line.requirement} of {line.scope_name}" if line.scope else line.requirement
