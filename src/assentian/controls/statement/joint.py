"""The joint statement: controls of ISO/IEC 27001 beside those of ISO/IEC 42001, and ISO/IEC 27701 by the crosswalk.

Two controls that intersect are two controls: what is done for one may or may not do for the other, and the crosswalk
says only where to look. So ISO/IEC 27001 has decisions of its own, and ISO/IEC 27701 shows what its neighbours decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assentian.controls.statement.queries import JOINT, NEEDED, controls_of
from assentian.controls.statement.rules import Line
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import MappingRow, Node


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A line of ISO/IEC 42001 to which the crosswalk leads, and how it relates."""

    line: Line
    row: MappingRow


@dataclass(frozen=True, slots=True)
class Joined:
    """A control of the other edition: its own line where that edition has lines, and its neighbours."""

    node: Node
    line: Line | None
    neighbours: tuple[Neighbour, ...]

    @property
    def group(self) -> str:
        top = catalogue().lineage(self.node.key)[-1]
        return f"{top.printed or top.key.id} {top.title}"

    @property
    def applicable(self) -> int:
        return sum(neighbour.line.applicable is True for neighbour in self.neighbours)

    @property
    def differs(self) -> bool:
        """One side is needed and the other left out: often right, always worth a look."""
        decided = {neighbour.line.applicable for neighbour in self.neighbours} - {None}
        return self.line is not None and self.line.applicable is not None and decided == {not self.line.applicable}


@dataclass(frozen=True, slots=True)
class Theme:
    """The controls of the other edition under one heading."""

    title: str
    members: tuple[Joined, ...]

    @property
    def met(self) -> int:
        """How many of them have a neighbour."""
        return sum(bool(one.neighbours) for one in self.members)

    @property
    def differing(self) -> int:
        return sum(one.differs for one in self.members)


def themes(found: Iterable[Joined]) -> list[Theme]:
    """In the order of the edition."""
    groups: dict[str, list[Joined]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
    return [Theme(title, tuple(members)) for title, members in groups.items()]


def joined(lines: Sequence[Line], edition: str) -> list[Joined]:
    """Every control of the other edition in its order. No query."""
    whole = {line.requirement: line for line in lines if not line.scope}
    leading: dict[str, list[Neighbour]] = {}
    for row in _controls_only(catalogue().mapping_rows):
        if row.target.edition == edition and row.source.short in whole:
            leading.setdefault(row.target.short, []).append(Neighbour(whole[row.source.short], row))
    return [
        Joined(
            node,
            whole.get(node.key.short) if edition == JOINT else None,
            tuple(leading.get(node.key.short, ())),
        )
        for node in controls_of(edition)
    ]


def _controls_only(rows: Iterable[MappingRow]) -> Iterable[MappingRow]:
    return (row for row in rows if row.source.edition == NEEDED and row.source.id.startswith("A."))
