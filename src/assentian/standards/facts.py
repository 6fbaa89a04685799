"""The shapes of the catalogue: editions and nodes, mappings between them, the guide's labels, auditors' questions.

Plain frozen values with no behaviour beyond naming themselves; `catalogue` finds them, `content` checks them. Texts are
our own words, except identifiers, short titles and what the guide itself wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assentian.standards.keys import NodeKey
from assentian.standards.vocabulary import AuditVisit, GuideStatus, NodeKind, Relation, Stage, Stride


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where the sources differ, and what is kept here."""

    topic: str
    detail: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a standard, law or framework; `designation` is how its publisher names it."""

    key: str
    designation: str
    title: str
    published: str
    rights: str
    certifiable: bool = False
    page: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    confidence: Mapping[str, str] = field(default_factory=dict, hash=False)
    extras: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Node:
    """One numbered place. `assessable` nodes are what is claimed and proved: clauses without parts, and controls."""

    key: NodeKey
    kind: NodeKind
    title: str
    summary: str = ""
    parent: NodeKey | None = None
    printed: str = ""
    assessable: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class DocumentedInformation:
    """What a clause wants written down: a document that is kept current, or a record of what was done."""

    id: str
    node: NodeKey
    what: str
    form: str
    modality: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingRow:
    """What `source` is to `target` (NIST IR 8477), how sure that is and on what it rests."""

    source: NodeKey
    target: NodeKey
    relation: Relation
    rationale: str
    confidence: str
    basis: str
    harmonised: str = ""
    note: str = ""

    def inverse(self) -> "MappingRow":
        return replace(self, source=self.target, target=self.source, relation=self.relation.inverse)


@dataclass(frozen=True, slots=True)
class Gap:
    """A whole edition has no counterpart for this node."""

    key: NodeKey
    edition: str
    confidence: str
    basis: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A published place that carries what a label of the guide means."""

    key: NodeKey
    why: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class GuideLabel:
    """A reference as the guide wrote it; `number` is the published place with the same number, if there is one."""

    as_written: str
    label: str
    number: NodeKey
    status: GuideStatus
    note: str
    references: tuple[Reference, ...]

    @property
    def primary(self) -> NodeKey:
        return next(reference.key for reference in self.references if reference.primary)


@dataclass(frozen=True, slots=True)
class GuideRow(GuideLabel):
    """A row of the guide's lifecycle x STRIDE table."""

    stage: Stage
    stride: Stride
    threat: str
    other_meaning: str
    clauses: tuple[NodeKey, ...]
    threat_controls: tuple[NodeKey, ...]

    @property
    def cell(self) -> str:
        return f"{self.stage.code}-{self.stride}"


@dataclass(frozen=True, slots=True)
class GuideStatement:
    """Something else the guide says about the standard, and what is published."""

    statement: str
    published: str
    status: GuideStatus


@dataclass(frozen=True, slots=True)
class GuideModule:
    """A core module of the guide's impact assessment, with the places it answers."""

    module: str
    title: str
    references: tuple[NodeKey, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """What a certification body asks at a visit."""

    visit: AuditVisit
    question: str
    nodes: tuple[NodeKey, ...]


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """What certification bodies often find."""

    id: str
    finding: str
    nodes: tuple[NodeKey, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A metric of a kind of check that gives a source's value.

    `take` is min, max or all over the metric's places, or the one of the `whole`; `rest` is 1 less the value for each
    of its n (faults as a share of what is sound), `day` the day that lies the value in days before the measurement.
    `of` narrows to results on `held_out` data or on data `in_operation`, or to places that are `groups` of people;
    `check` to a check of this id.
    """

    kind: str
    metric: str
    take: str
    of: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """Measured evidence of the impact assessment, the check kinds that feed it and the records that hold it."""

    id: str
    type: str
    what: str
    unit: str = ""
    checks: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A standard around AI management systems and what it adds."""

    designation: str
    title: str
    status: str
    kind: str
    sources: tuple[str, ...]
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from."""

    key: str
    kind: str
    where: str
    how_read: str
    licence: str
