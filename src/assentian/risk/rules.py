"""What is shown of a threat that applies: its status from claims, a signed acceptance, and its leading check. Pure.

A claim never hides a threat; records that nobody signed are one, and so is a decision that stands only in the file.
An acceptance that was signed and still stands is shown as such, yet never in place of a check that fails. A cell of the
matrix is as bad as its worst instance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Protocol

from assentian.standards.vocabulary import Verdict
from assentian.threats.library import Threat, cells
from assentian.threats.matching import Instance


class Status(StrEnum):
    """Worst first."""

    FAILING = "failing"
    STALE = "stale"
    OPEN = "open"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    EVIDENCED = "evidenced"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Status.FAILING: "the leading check fails",
    Status.STALE: "the leading check passed once; the result expired, or another revision runs now",
    Status.OPEN: "nothing is shown",
    Status.CLAIMED: "somebody says that it is treated, or unsigned records do; nothing measured shows it",
    Status.ACCEPTED: "the owner of its risk accepted what remains, until a day, and nothing of it has changed",
    Status.EVIDENCED: "the leading check passed, is fresh and tested what runs",
}
ORDER = tuple(Status)
KEPT = frozenset({Verdict.PASS, Verdict.WARN})
_ACCEPTABLE = frozenset({Status.STALE, Status.OPEN, Status.CLAIMED})


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


@cache
def threat(key: str) -> Threat | None:
    """The threat of the library behind `DEV-T-1@scorer`."""
    wanted = key.partition("@")[0]
    return next((one for cell in cells() for one in cell.threats if one.id == wanted), None)


def shown(told: Result | None, now: datetime) -> Status:
    """What the newest result of a check shows by itself: failing, stale, evidenced, or nothing (`open`)."""
    if told is not None and told.verdict == Verdict.FAIL:
        return Status.FAILING
    if told is not None and told.verdict in KEPT and not told.is_measured:
        return Status.CLAIMED
    if told is not None and told.verdict in KEPT:
        return Status.EVIDENCED if told.is_current and now <= told.valid_until else Status.STALE
    return Status.OPEN


def status(
    instance: Instance, results: Mapping[str, Result], now: datetime, accepted_until: date | None = None
) -> Status:
    """Of the leading check alone: the others support it and replace nothing. `accepted_until` is the last day of an
    acceptance that still stands.
    """
    found = shown(results.get(instance.threat.checks[0]), now)
    if found is Status.OPEN and (instance.claims or instance.decision):
        found = Status.CLAIMED
    is_accepted = accepted_until is not None and accepted_until >= now.date()
    return Status.ACCEPTED if is_accepted and found in _ACCEPTABLE else found


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
    for instance, status_ in judged:
        found.setdefault(instance.threat.cell, []).append(status_)
    return {cell: cell_state(cell, statuses) for cell, statuses in found.items()}
