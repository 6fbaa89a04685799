"""What is installed of the standards, and how its parts are found.

`catalogue()` reads the compiled packs once. Invariants: nodes keep the order of their edition; a mapping or gap is
there only when both its ends are installed; a pack whose folder was removed is absent, and nothing fails for it.
It decides nothing: what an organisation adopted, claims or proves is known by the rooms above.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from assentian.standards import packs
from assentian.standards.facts import (
    AuditFinding,
    AuditQuestion,
    DocumentedInformation,
    Edition,
    EvidenceSource,
    FamilyMember,
    Gap,
    GuideLabel,
    GuideModule,
    GuideRow,
    GuideStatement,
    MappingRow,
    Node,
    Source,
)
from assentian.standards.keys import EDITIONS, KeyFormatError, NodeKey
from assentian.standards.vocabulary import Stage, Stride


class UnknownNodeError(LookupError):
    """No installed edition has this node, or no installed pack has this edition."""


@dataclass(frozen=True)
class Catalogue:
    """Everything is read-only and in the order of the files; keys of `nodes` are short keys (`iso42001:A.7.4`)."""

    editions: Mapping[str, Edition]
    nodes: Mapping[str, Node]
    documents: tuple[DocumentedInformation, ...]
    mapping_rows: tuple[MappingRow, ...]
    gap_rows: tuple[Gap, ...]
    guide_headings: tuple[GuideLabel, ...]
    guide_statements: tuple[GuideStatement, ...]
    guide_modules: tuple[GuideModule, ...]
    questions: tuple[AuditQuestion, ...]
    findings: tuple[AuditFinding, ...]
    evidence_sources: tuple[EvidenceSource, ...]
    family: tuple[FamilyMember, ...]
    sources: tuple[Source, ...]
    _guide_rows: tuple[GuideRow, ...]

    def edition(self, key: str) -> Edition:
        if key not in self.editions:
            raise UnknownNodeError(f"{key}: {'not installed' if key in EDITIONS else 'no such edition'}")
        return self.editions[key]

    def find(self, key: NodeKey | str) -> Node | None:
        """The node at this key (either spelling), or None where the edition has or the installation holds none."""
        try:
            return self.nodes.get(_short(key))
        except KeyFormatError:
            return None

    def node(self, key: NodeKey | str) -> Node:
        """The node at this key (either spelling); UnknownNodeError says whether node, edition or pack is missing."""
        found = self.find(key)
        if found is None:
            parsed = NodeKey.parse(_short(key))
            raise UnknownNodeError(f"{self.edition(parsed.edition).designation} has no {parsed.id}")
        return found

    def at_number(self, key: NodeKey | str) -> Node | None:
        """What is printed at a number: a node, or the group whose objective statement has it (A.8.1 leads to A.8)."""
        return self.find(key) or self._by_statement.get(_short(key))

    def children(self, key: NodeKey | str) -> tuple[Node, ...]:
        return self._children.get(_short(key), ())

    def lineage(self, key: NodeKey | str) -> tuple[Node, ...]:
        """The node and what it hangs under, from the inside out."""
        node = self.node(key)
        return (node, *self.lineage(node.parent)) if node.parent else (node,)

    def requirements(self, edition: str) -> tuple[Node, ...]:
        """What is claimed and proved of an edition, in order: clauses without parts, then controls."""
        if edition not in EDITIONS:
            raise UnknownNodeError(f"{edition}: no such edition")
        return tuple(node for node in self.nodes.values() if node.assessable and node.key.edition == edition)

    def mappings(self, key: NodeKey | str, edition: str | None = None) -> tuple[MappingRow, ...]:
        """What this node is to nodes of other editions, or of one; rows written the other way are turned round."""
        rows = self._mapped.get(_short(key), ())
        return rows if edition is None else tuple(row for row in rows if row.target.edition == edition)

    def gaps(self, key: NodeKey | str) -> tuple[Gap, ...]:
        """Editions that have nothing for this node."""
        return tuple(gap for gap in self.gap_rows if gap.key.short == _short(key))

    def documented_information(self, key: NodeKey | str) -> tuple[DocumentedInformation, ...]:
        return tuple(row for row in self.documents if row.node.short == _short(key))

    def guide_rows(self) -> tuple[GuideRow, ...]:
        """The guide's lifecycle x STRIDE table, with its own labels."""
        return self._guide_rows

    def guide_row(self, stage: Stage, stride: Stride) -> GuideRow | None:
        return next((row for row in self._guide_rows if (row.stage, row.stride) == (stage, stride)), None)

    def guide_labels(self, key: NodeKey | str) -> tuple[GuideLabel, ...]:
        """Labels of the guide whose meaning this node carries: the aliases to show beside it."""
        short = _short(key)
        labels = (*self._guide_rows, *self.guide_headings)
        return tuple(label for label in labels if any(reference.key.short == short for reference in label.references))

    def audit_questions(self, key: NodeKey | str) -> tuple[AuditQuestion, ...]:
        """What auditors ask about this node or about what it hangs under."""
        places = {node.key for node in self.lineage(key)}
        return tuple(question for question in self.questions if places.intersection(question.nodes))

    def audit_findings(self, key: NodeKey | str) -> tuple[AuditFinding, ...]:
        """What auditors often find about this node or about what it hangs under."""
        places = {node.key for node in self.lineage(key)}
        return tuple(finding for finding in self.findings if places.intersection(finding.nodes))

    def evidence_source(self, spelling: str) -> EvidenceSource:
        """The evidence source with this id or alias."""
        for source in self.evidence_sources:
            if spelling in (source.id, *source.aliases):
                return source
        raise UnknownNodeError(f"{spelling}: no such evidence source")

    @cached_property
    def _children(self) -> Mapping[str, tuple[Node, ...]]:
        children: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes.values():
            if node.parent is not None:
                children[node.parent.short] = (*children.get(node.parent.short, ()), node)
        return children

    @cached_property
    def _mapped(self) -> Mapping[str, tuple[MappingRow, ...]]:
        mapped: dict[str, list[MappingRow]] = {}
        for row in self.mapping_rows:
            mapped.setdefault(row.source.short, []).append(row)
            mapped.setdefault(row.target.short, []).append(row.inverse())
        return {key: tuple(rows) for key, rows in mapped.items()}

    @cached_property
    def _by_statement(self) -> Mapping[str, Node]:
        return {
            f"{node.key.edition}:{identifier}": node
            for node in self.nodes.values()
            for identifier in node.facts.get("statements", ())
        }


@cache
def catalogue() -> Catalogue:
    """The installed catalogue, read once per process."""
    return load(packs.DATA)


def load(folder: Path) -> Catalogue:
    """The catalogue of the packs in a folder."""
    found = packs.read(folder)
    editions, nodes = packs.editions(found), packs.nodes(found)
    return Catalogue(
        editions=editions,
        nodes=nodes,
        documents=packs.documents(found),
        mapping_rows=packs.mappings(found, nodes),
        gap_rows=packs.gaps(found, nodes, editions),
        guide_headings=packs.guide_headings(found),
        guide_statements=packs.guide_statements(found),
        guide_modules=packs.guide_modules(found),
        questions=packs.audit_questions(found),
        findings=packs.audit_findings(found),
        evidence_sources=packs.evidence_sources(found),
        family=packs.family(found),
        sources=packs.sources(found),
        _guide_rows=packs.guide_rows(found),
    )


def _short(key: NodeKey | str) -> str:
    if isinstance(key, str) and not key.startswith("urn:"):
        return key
    return str(key if isinstance(key, NodeKey) else NodeKey.parse(key))
