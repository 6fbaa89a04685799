"""The installed catalogue, shaped for pages: an edition's parts, one node, the crosswalk. No database."""

from collections.abc import Iterator
from dataclasses import dataclass

from assentian.standards.catalogue import catalogue
from assentian.standards.facts import (
    AuditFinding,
    AuditQuestion,
    DocumentedInformation,
    Edition,
    Gap,
    GuideLabel,
    MappingRow,
    Node,
)
from assentian.standards.keys import EDITIONS, NodeKey
from assentian.standards.vocabulary import GuideStatus

BASES = {
    "harmonised_structure": "common clause text",
    "published_crosswalk": "published crosswalk",
    "own_judgement": "our judgement",
    "cross_reference": "named in the text",
}
"""On what a crosswalk row rests, as a person reads it."""

_KINDS = {
    "raci": "table of responsibilities",
    "aibom": "AI bill of materials",
    "aiia-report": "impact assessment report",
}
_TONES = {
    GuideStatus.AGREES: "ok",
    GuideStatus.DESIGN_CHOICE: "info",
    GuideStatus.NARROWER: "warn",
    GuideStatus.LOOSE: "warn",
    GuideStatus.MERGED: "warn",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an edition under one heading: a clause, an objective, or what has no heading of its own."""

    heading: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A crosswalk row with the nodes at its two ends."""

    row: MappingRow
    source: Node
    target: Node

    @property
    def edition(self) -> Edition:
        return catalogue().edition(self.target.key.edition)

    @property
    def basis(self) -> str:
        return BASES.get(self.row.basis, self.row.basis)


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the guide, what its status means for the eye, and what is printed at its number."""

    written: GuideLabel
    tone: str
    at_number: Node | None


@dataclass(frozen=True, slots=True)
class About:
    """All that the catalogue knows of one node. `parents` run from the outside in."""

    node: Node
    edition: Edition
    parents: tuple[Node, ...]
    children: tuple[Node, ...]
    documents: tuple[DocumentedInformation, ...]
    questions: tuple[AuditQuestion, ...]
    findings: tuple[AuditFinding, ...]
    mappings: tuple[Mapped, ...]
    gaps: tuple[tuple[Gap, Edition], ...]
    labels: tuple[Label, ...]
    evidence_kinds: tuple[str, ...]


def about(key: NodeKey | str) -> About:
    """Everything about a node; `UnknownNodeError` when no installed edition has it."""
    known = catalogue()
    node = known.node(key)
    return About(
        node=node,
        edition=known.edition(node.key.edition),
        parents=known.lineage(key)[:0:-1],
        children=known.children(key),
        documents=known.documented_information(key),
        questions=known.audit_questions(key),
        findings=known.audit_findings(key),
        mappings=tuple(_mapped(row) for row in known.mappings(key)),
        gaps=tuple((gap, known.edition(gap.edition)) for gap in known.gaps(key)),
        labels=tuple(label(written) for written in known.guide_labels(key)),
        evidence_kinds=evidence_kinds(node),
    )


def name(node: Node) -> str:
    """Number and short title, as its edition prints them."""
    return f"{node.printed or node.key.id} {node.title}"


def evidence_kinds(node: Node) -> tuple[str, ...]:
    """In plain words what would show it: the evidence kinds of a control, the documented information of a clause."""
    kinds = node.facts.get("evidence_kinds", ())
    if kinds:
        return tuple(_KINDS.get(kind, kind.replace("-", " ")) for kind in kinds)
    return tuple(document.what for document in catalogue().documented_information(node.key))


def parts(edition: str) -> tuple[Part, ...]:
    """An edition's nodes in its order. A node with children heads a part; childless ones of a kind stand together."""
    known = catalogue()
    found: list[tuple[str, list[Node]]] = []
    for node in known.nodes.values():
        if node.key.edition != edition:
            continue
        if node.parent is None:
            has_children = bool(known.children(node.key))
            heading = name(node) if has_children else node.kind.label
            if not found or found[-1][0] != heading:
                found.append((heading, []))
            if has_children:
                continue
        found[-1][1].append(node)
    return tuple(Part(heading, tuple(nodes)) for heading, nodes in found)


def sizes() -> dict[str, int]:
    """How many nodes each installed edition has, ISO/IEC 42001 and its family first."""
    counted = {key: 0 for key in EDITIONS if key in catalogue().editions}
    for node in catalogue().nodes.values():
        counted[node.key.edition] += 1
    return counted


def targets() -> tuple[Edition, ...]:
    """Editions that the crosswalk leads to, most rows first."""
    rows = [row.target.edition for row in catalogue().mapping_rows]
    return tuple(catalogue().edition(key) for key in sorted(set(rows), key=lambda key: (-rows.count(key), key)))


def crosswalk(target: str = "", confidence: str = "") -> list[Mapped]:
    """Crosswalk rows in the order of their sources; empty arguments leave nothing out."""
    return [
        _mapped(row)
        for row in catalogue().mapping_rows
        if target in ("", row.target.edition) and confidence in ("", row.confidence)
    ]


def gaps(target: str = "") -> list[tuple[Node, Edition, Gap]]:
    """Nodes for which a whole edition has nothing."""
    known = catalogue()
    found = (gap for gap in known.gap_rows if target in ("", gap.edition))
    return [(known.node(gap.key), known.edition(gap.edition), gap) for gap in found]


def label(written: GuideLabel) -> Label:
    return Label(written, tone(written.status), catalogue().at_number(written.number))


def tone(status: GuideStatus) -> str:
    """Agreement is green, a looser or narrower wording amber, a number that means something else red."""
    return _TONES.get(status, "bad")


def rows_of_the_guide() -> Iterator[Label]:
    """The guide's six rows of lifecycle stage and STRIDE threat."""
    return map(label, catalogue().guide_rows())


def _mapped(row: MappingRow) -> Mapped:
    return Mapped(row, catalogue().node(row.source), catalogue().node(row.target))
