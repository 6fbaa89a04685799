"""What is shown of a threat that applies: its status from claims and from the leading check's newest result. Pure.

A claim never hides a threat; records that nobody signed are one, and so is a decision that stands only in the file.
A cell of the matrix is as bad as its worst instance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assentian.standards.vocabulary import Verdict
from assentian.threats.matching import Instance


class Status(StrEnum):
    """Worst first."""

    FAILING = "failing"
    STALE = "stale"
    OPEN = "open"
    CLAIMED = "claimed"
    EVIDENCED = "evidenced"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Status.FAILING: "the leading check fails",
    Status.STALE: "the leading check passed once; the result expired, or another revision runs now",
    Status.OPEN: "nothing is shown",
    Status.CLAIMED: "somebody says that it is treated, or unsigned records do; nothing measured shows it",
    Status.EVIDENCED: "the leading check passed, is fresh and tested what runs",
}
ORDER = tuple(Status)
KEPT = frozenset({Verdict.PASS, Verdict.WARN})


class Result(Protocol):
    """The newest result of a check, as `measured.CheckState` has it."""

    @property
    def verdict(self) -> str: ...
    @property
    def valid_until(self) -> datetime: ...
    @property
    def is_current(self) -> bool: ...
    @property
    def is_measured(self) -> bool: ...


def status(instance: Instance, results: Mapping[str, Result], now: datetime) -> Status:
    """Of the leading check alone: the others support it and replace nothing."""
    told = results.get(instance.threat.checks[0])
    if told is not None and told.verdict == Verdict.FAIL:
        return Status.FAILING
    if told is not None and told.verdict in KEPT and not told.is_measured:
        return Status.CLAIMED
    if told is not None and told.verdict in KEPT:
        return Status.EVIDENCED if told.is_current and now <= told.valid_until else Status.STALE
    return Status.CLAIMED if instance.claims or instance.decision else Status.OPEN


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell of the matrix: how many instances apply, how many are evidenced; no worst status without any."""

    cell: str
    applicable: int
    evidenced: int
    worst: Status | None


def cell_state(cell: str, statuses: Sequence[Status]) -> CellState:
    worst = min(statuses, key=ORDER.index, default=None)
    return CellState(cell, len(statuses), statuses.count(Status.EVIDENCED), worst)


def matrix(judged: Iterable[tuple[Instance, Status]]) -> dict[str, CellState]:
    """The state of each cell that has an instance, by its id."""
    found: dict[str, list[Status]] = {}
    for instance, shown in judged:
        found.setdefault(instance.threat.cell, []).append(shown)
    return {cell: cell_state(cell, statuses) for cell, statuses in found.items()}
