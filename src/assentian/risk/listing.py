"""How judged threats are laid out: the matrix of cells, the guide's six rows, a row for each threat. Reads nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assentian.risk import rules
from assentian.risk.queries import Judged
from assentian.risk.rules import ORDER, CellState, Status
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import GuideRow
from assentian.standards.vocabulary import Stride
from assentian.threats.library import Cell as ThreatCell
from assentian.threats.library import Threat, cells
from assentian.web.components.status import tone_of
from assentian.web.components.tables import Cell, Matrix


@dataclass(frozen=True, slots=True)
class GuideCell:
    """One of the guide's six rows as written, what the published standard has under its number, and how it stands."""

    cell: ThreatCell
    guide: GuideRow
    state: CellState | None
    url: str

    @property
    def at_that_number(self) -> str:
        """What the published edition holds there, so that nobody follows a number to another topic."""
        return at_number(self.guide)


@dataclass(frozen=True, slots=True)
class Row:
    """A threat with everything that it applies to; `status` is the worst among them."""

    threat: Threat
    members: tuple[Judged, ...]
    status: Status

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.instance.element for one in self.members))

    @property
    def is_possible(self) -> bool:
        return all(one.instance.is_possible for one in self.members)

    @property
    def worst(self) -> Judged:
        return next(one for one in self.members if one.status is self.status)


def matrix(judged: Iterable[Judged], address: Callable[[ThreatCell], str]) -> Matrix:
    """Six stages by six letters: evidenced of applicable in each, coloured and worded by the worst status."""
    states = rules.matrix((one.instance, one.status) for one in judged)
    rows = [
        (stage.label, [_square(cell, states.get(cell.id), address(cell)) for cell in row])
        for stage, row in groupby(cells(), key=lambda cell: cell.stage)
    ]
    return Matrix("Threats by lifecycle stage and STRIDE letter", [stride.label for stride in Stride], rows)


def guide_cells(judged: Iterable[Judged], address: Callable[[ThreatCell], str]) -> list[GuideCell]:
    states = rules.matrix((one.instance, one.status) for one in judged)
    return [
        GuideCell(cell, cell.guide, states.get(cell.id), address(cell)) for cell in cells() if cell.guide is not None
    ]


def at_number(guide: GuideRow) -> str:
    """What stands at the number that the guide wrote, in the published edition."""
    if node := catalogue().find(guide.number):
        return f"{node.key.id} is {node.title}"
    group = catalogue().find(f"{guide.number.edition}:{guide.number.id.rpartition('.')[0]}")
    if group and guide.status.label.startswith("objective"):
        return f"{guide.number.id} is the objective of {group.key.id} {group.title}"
    return f"there is no {guide.number.id}"


def rows(judged: Sequence[Judged], status: str = "") -> list[Row]:
    """A row for each threat, worst first and then those that the guide names; with a status, only what has it."""
    by_threat: dict[str, list[Judged]] = {}
    for one in judged:
        if not status or one.status == status:
            by_threat.setdefault(one.instance.threat.id, []).append(one)
    found = [
        Row(members[0].instance.threat, tuple(members), min((one.status for one in members), key=ORDER.index))
        for members in by_threat.values()
    ]
    return sorted(found, key=lambda row: (ORDER.index(row.status), not row.threat.guide))


def counts(judged: Iterable[Judged]) -> Mapping[Status, int]:
    found = dict.fromkeys(ORDER, 0)
    for one in judged:
        found[one.status] += 1
    return found


def cell_of(id_: str) -> ThreatCell | None:
    """The cell of an id as `DEV-T`."""
    return next((cell for cell in cells() if cell.id == id_), None)


def _square(cell: ThreatCell, state: CellState | None, url: str) -> Cell:
    is_guide = cell.guide is not None
    if state is None or state.worst is None:
        return Cell("none applies", tone="none", url=url, framed=is_guide)
    value = f"{state.evidenced} / {state.applicable}"
    return Cell(state.worst.value, value, tone_of(state.worst), url, framed=is_guide)
